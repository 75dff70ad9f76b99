package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	stdsync "sync"
)

// maxBatch bounds how many writes share a commit, and so how long the first of
// them waits for the last.
const maxBatch = 256

// writer is the one connection that writes. Whoever gets its turn commits, in one
// transaction, whatever waits by then: its own write and those that came during the
// commit before. So no goroutine is needed, and a lone write waits for nobody.
type writer struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	batch int
	turn  chan struct{} // holds one token while someone commits

	mu      stdsync.Mutex
	waiting []*write
}

// write is one transaction that may share its commit with others.
type write struct {
	// run may be called again after its transaction was rolled back. It refuses
	// before it has written anything.
	run  func(tx *tx) error
	err  error         // to be read after done
	done chan struct{} // closed when the commit is over
}

func newWriter(conn *sql.Conn) *writer {
	return &writer{conn: conn, stmts: map[string]*sql.Stmt{}, batch: maxBatch, turn: make(chan struct{}, 1)}
}

// do runs a write and returns after the commit that contains it. When ctx ends
// before the write's turn has come, nothing is written; after that its outcome is
// waited for, so that an error always means what it says.
func (w *writer) do(ctx context.Context, run func(tx *tx) error) error {
	own := &write{run: run, done: make(chan struct{})}
	w.mu.Lock()
	w.waiting = append(w.waiting, own)
	w.mu.Unlock()
	select {
	case w.turn <- struct{}{}:
		for !own.over() {
			w.commit(w.take())
		}
		<-w.turn
	case <-own.done:
	case <-ctx.Done():
		if w.withdraw(own) {
			return ctx.Err()
		}
		<-own.done
	}
	return own.err
}

func (o *write) over() bool {
	select {
	case <-o.done:
		return true
	default:
		return false
	}
}

// take removes the next batch from those that wait.
func (w *writer) take() []*write {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.waiting), w.batch)
	batch := slices.Clone(w.waiting[:n])
	w.waiting = slices.Delete(w.waiting, 0, n)
	return batch
}

// withdraw removes own from those that wait, if nobody has taken it.
func (w *writer) withdraw(own *write) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.waiting, own)
	if i < 0 {
		return false
	}
	w.waiting = slices.Delete(w.waiting, i, i+1)
	return true
}

// commit writes a batch in one transaction. If one of them breaks it, each is
// written by itself, so that none fails for another's sake.
func (w *writer) commit(batch []*write) {
	if w.transact(batch) && len(batch) > 1 {
		for i := range batch {
			w.transact(batch[i : i+1])
		}
	}
	for _, o := range batch {
		close(o.done)
	}
}

// transact tries a batch in one transaction and notes how each came out. broken
// says that one of them failed and nothing was written.
func (w *writer) transact(batch []*write) (broken bool) {
	fail := func(err error) {
		for _, o := range batch {
			o.err = err
		}
	}
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		fail(err)
		return false
	}
	for _, o := range batch {
		o.err = o.run(&tx{w})
		if o.err != nil && !refusal(o.err) {
			w.rollback()
			return true
		}
	}
	if err := w.exec("COMMIT"); err != nil {
		w.rollback()
		fail(err)
	}
	return false
}

// rollback ends the transaction. It may be over: SQLite ends it by itself when the
// disk is full, and then there is nothing to roll back.
func (w *writer) rollback() { _ = w.exec("ROLLBACK") }

func (w *writer) exec(query string) error {
	_, err := (&tx{w}).exec(query)
	return err
}

func (w *writer) close() error {
	var errs []error
	for _, stmt := range w.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// tx is what a write sees of the writer. Its statements run to their end: a write
// that was begun is not interrupted.
type tx struct{ w *writer }

func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if stmt, ok := t.w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := t.w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	t.w.stmts[query] = stmt
	return stmt, nil
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// get reads one row into dest. found is false where there is none.
func (t *tx) get(query string, args []any, dest ...any) (found bool, err error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(context.Background(), args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
