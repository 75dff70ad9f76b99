package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	stdsync "sync"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// maxStatements bounds the prepared reads: the lists' filters make many texts.
const maxStatements = 256

// statements are the prepared reads.
type statements struct {
	db *sql.DB

	mu    stdsync.Mutex
	stmts map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, stmts: map[string]*sql.Stmt{}}
}

// get prepares text. Once there are too many, nil says to run it as it is.
func (r *statements) get(ctx context.Context, text string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stmt, ok := r.stmts[text]; ok || len(r.stmts) >= maxStatements {
		return stmt, nil
	}
	stmt, err := r.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	r.stmts[text] = stmt
	return stmt, nil
}

// query runs a query with args and calls row for each row.
type query func(args []any, row func(*sql.Rows) error) error

// read runs one query on a connection of the read pool.
func (s *Store) read(ctx context.Context, text string, args []any, row func(*sql.Rows) error) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	stmt, err := s.reader.get(ctx, text)
	if err != nil {
		return plainContext(ctx, err)
	}
	if stmt == nil {
		rows, err := s.reads.QueryContext(ctx, text, args...)
		return each(ctx, rows, err, row)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return each(ctx, rows, err, row)
}

// snapshot runs one query any number of times, each of which sees the store as it is
// at the same instant.
func (s *Store) snapshot(ctx context.Context, text string, run func(query) error) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	tx, err := s.reads.BeginTx(ctx, nil)
	if err != nil {
		return plainContext(ctx, err)
	}
	defer tx.Rollback() // it has written nothing
	stmt, err := tx.PrepareContext(ctx, text)
	if err != nil {
		return plainContext(ctx, err)
	}
	defer stmt.Close()
	return run(func(args []any, row func(*sql.Rows) error) error {
		rows, err := stmt.QueryContext(ctx, args...)
		return each(ctx, rows, err, row)
	})
}

func each(ctx context.Context, rows *sql.Rows, err error, row func(*sql.Rows) error) error {
	if err != nil {
		return plainContext(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return plainContext(ctx, rows.Err())
}

// plainContext is the context's own error where it made the database stop.
func plainContext(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// write runs a transaction that may share its commit with others.
func (s *Store) write(ctx context.Context, doing string, run func(tx *tx) error) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return failure(doing, s.writer.do(ctx, run))
}

// document reads what was stored as JSON.
func document[T any](doc string) (T, error) {
	var out T
	err := json.Unmarshal([]byte(doc), &out)
	return out, err
}

// list reads a page of rows (cursor, document), keeps their order and returns the
// cursor to the next page. text must read one row more than the page holds. Rows
// that can't be read are told to the log and left out.
func list[T any](ctx context.Context, s *Store, table, text string, args []any, limit int) ([]T, string, error) {
	var out []T
	var rows int
	var last, next string
	err := s.read(ctx, text, args, func(r *sql.Rows) error {
		if rows++; rows > limit {
			next = last
			return nil
		}
		var doc string
		if err := r.Scan(&last, &doc); err != nil {
			return err
		}
		value, err := document[T](doc)
		if err != nil {
			s.log.ErrorContext(ctx, "a stored row can't be read and is left out", "table", table, "row", last, "error", err)
			return nil
		}
		out = append(out, value)
		return nil
	})
	if err != nil {
		return nil, "", failure("list "+table, err)
	}
	return out, next, nil
}

// cursor is the row number that page begins after, first for the first page.
func cursor(page hpsync.Page, first int64) (int64, error) {
	if page.After == "" {
		return first, nil
	}
	n, err := strconv.ParseInt(page.After, 10, 64)
	if err != nil || n < 0 {
		return 0, &hpsync.ArgumentError{Field: "page.after", Got: strconv.Quote(page.After), Want: "a cursor that a list returned"}
	}
	return n, nil
}
