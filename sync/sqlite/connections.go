package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const (
	selectConnection = `
		SELECT 0 AS seq, doc FROM connections WHERE id = ?1
		UNION ALL
		SELECT seq, doc FROM steps
		WHERE owner_id = ?1 AND owner_kind = 'connection' AND owner_connection = ?1
		ORDER BY seq`
	listConnections   = `SELECT id, doc FROM connections WHERE id > ? ORDER BY id LIMIT ?`
	selectRevision    = `SELECT revision FROM connections WHERE id = ?`
	upsertConnection  = `INSERT INTO connections (id, revision, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, doc = excluded.doc`
	selectPlan        = `SELECT doc FROM plans WHERE connection = ?`
	selectPlanVersion = `SELECT coalesce(plans.revision, 0) FROM connections LEFT JOIN plans ON plans.connection = connections.id WHERE connections.id = ?`
	upsertPlan        = `INSERT INTO plans (connection, revision, doc) VALUES (?, ?, ?) ON CONFLICT (connection) DO UPDATE SET revision = excluded.revision, doc = excluded.doc`
)

// Connection returns one with its steps.
func (s *Store) Connection(ctx context.Context, id string) (hpsync.Connection, error) {
	connection, steps, err := withSteps[hpsync.Connection](ctx, s, selectConnection, id)
	connection.Steps = steps
	return connection, failure("read a connection", err)
}

// ListConnections returns a page by id.
func (s *Store) ListConnections(ctx context.Context, page hpsync.Page) ([]hpsync.Connection, string, error) {
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	return list[hpsync.Connection](ctx, s, "connections", listConnections, []any{page.After, limit + 1}, limit)
}

// PutConnection writes one under compare-and-set.
func (s *Store) PutConnection(ctx context.Context, connection hpsync.Connection) error {
	if connection.ID == "" {
		return noID("connection.id")
	}
	expected := connection.Revision
	put, err := encodedConnection(connection)
	if err != nil {
		return err
	}
	return s.write(ctx, "put a connection", func(tx *tx) error {
		var revision int64
		if _, err := tx.get(selectRevision, []any{connection.ID}, &revision); err != nil {
			return err
		}
		if revision != expected {
			return hpsync.ErrConflict
		}
		if _, err := tx.exec(upsertConnection, put...); err != nil {
			return err
		}
		return tx.add(connection.Key(), hpsync.Live, instant(s.now()))
	})
}

// encodedConnection are the columns of a connection at its next revision.
func encodedConnection(connection hpsync.Connection) ([]any, error) {
	connection.Revision++
	doc, err := json.Marshal(connection)
	if err != nil {
		return nil, failure("encode a connection", err)
	}
	return []any{connection.ID, connection.Revision, string(doc)}, nil
}

// Automations returns a connection's plan.
func (s *Store) Automations(ctx context.Context, connection string) (hpsync.Plan, error) {
	var plan hpsync.Plan
	err := s.read(ctx, selectPlan, []any{connection}, func(r *sql.Rows) error {
		var doc string
		err := r.Scan(&doc)
		if err == nil {
			plan, err = document[hpsync.Plan](doc)
		}
		return err
	})
	return plan, failure("read a plan", err)
}

// PutAutomations replaces a connection's plan under compare-and-set.
func (s *Store) PutAutomations(ctx context.Context, connection string, plan hpsync.Plan) error {
	expected := plan.Revision
	plan.Revision++
	doc, err := json.Marshal(plan)
	if err != nil {
		return failure("encode a plan", err)
	}
	return s.write(ctx, "put a plan", func(tx *tx) error {
		var revision int64
		switch found, err := tx.get(selectPlanVersion, []any{connection}, &revision); {
		case err != nil:
			return err
		case !found:
			return hpsync.ErrNotFound
		case revision != expected:
			return hpsync.ErrConflict
		}
		_, err := tx.exec(upsertPlan, connection, plan.Revision, string(doc))
		return err
	})
}
