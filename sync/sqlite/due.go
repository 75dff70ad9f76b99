package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const (
	// isDue takes a connection's due rows of one class from work_due.
	isDue = `work.due <= ?1 AND (work.lease IS NULL OR work.lease <= ?1)`

	// lanes are the connections that have due rows. It jumps from connection to
	// connection in work_due, so what is not due is not read.
	lanes = `
		WITH RECURSIVE lane (connection) AS (
			SELECT min(connection) FROM work WHERE due IS NOT NULL
			UNION ALL
			SELECT (SELECT min(connection) FROM work WHERE due IS NOT NULL AND connection > lane.connection)
			FROM lane WHERE lane.connection IS NOT NULL
		)
		SELECT connection FROM lane WHERE
			EXISTS (SELECT 1 FROM work WHERE work.connection = lane.connection AND class = 0 AND ` + isDue + `) OR
			EXISTS (SELECT 1 FROM work WHERE work.connection = lane.connection AND class = 1 AND ` + isDue + `)`

	// lane reads on in one connection's due rows, live before backfill.
	lane = `
		SELECT * FROM (
			SELECT class, due, seq, kind, id FROM work
			WHERE connection = ?2 AND class = 0 AND ` + isDue + ` ORDER BY due, seq LIMIT ?3 + ?4
		)
		UNION ALL
		SELECT * FROM (
			SELECT class, due, seq, kind, id FROM work
			WHERE connection = ?2 AND class = 1 AND ` + isDue + ` ORDER BY due, seq LIMIT ?3 + ?4
		)
		ORDER BY class, due, seq LIMIT ?3 OFFSET ?4`
)

// dueRow is one row that is due, and its turn among those of its connection.
type dueRow struct {
	key        hpsync.Key
	turn       int
	class      hpsync.Class
	due, order int64
}

// Due lists free rows whose time has come: each connection's first before any
// connection's second, so what one leaves of its share the others get.
func (s *Store) Due(ctx context.Context, limit int) ([]hpsync.Key, error) {
	now := instant(s.now())
	var open []string
	err := s.read(ctx, lanes, []any{now}, func(r *sql.Rows) error {
		var connection string
		err := r.Scan(&connection)
		open = append(open, connection)
		return err
	})
	if err != nil || len(open) == 0 {
		return nil, failure("list what is due", err)
	}
	var keys []hpsync.Key
	err = s.snapshot(ctx, lane, func(ask query) error {
		rows, err := readLanes(ask, open, now, limit)
		for _, row := range fairShare(rows, limit) {
			keys = append(keys, row.key)
		}
		return err
	})
	return keys, failure("list what is due", err)
}

// readLanes reads the connections' due rows equally far, until there is enough or
// nothing more.
func readLanes(ask query, open []string, now int64, limit int) ([]dueRow, error) {
	var rows []dueRow
	for far := 0; len(open) > 0 && len(rows) < limit; {
		more := max(1, (limit-len(rows))/len(open))
		var still []string
		for _, connection := range open {
			read, err := readLane(ask, connection, now, more, far)
			if err != nil {
				return nil, err
			}
			if rows = append(rows, read...); len(read) == more {
				still = append(still, connection)
			}
		}
		open, far = still, far+more
	}
	return rows, nil
}

// fairShare takes limit of rows by turns, and puts those in order.
func fairShare(rows []dueRow, limit int) []dueRow {
	inOrder := func(a, b dueRow) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.due, b.due), cmp.Compare(a.order, b.order))
	}
	slices.SortFunc(rows, func(a, b dueRow) int { return cmp.Or(cmp.Compare(a.turn, b.turn), inOrder(a, b)) })
	rows = rows[:min(len(rows), max(0, limit))]
	slices.SortFunc(rows, inOrder)
	return rows
}

func readLane(ask query, connection string, now int64, limit, offset int) ([]dueRow, error) {
	var rows []dueRow
	err := ask([]any{now, connection, limit, offset}, func(r *sql.Rows) error {
		row := dueRow{key: hpsync.Key{Connection: connection}, turn: offset + len(rows)}
		err := r.Scan(&row.class, &row.due, &row.order, &row.key.Kind, &row.key.ID)
		rows = append(rows, row)
		return err
	})
	return rows, err
}
