package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const (
	insertDelivery = `INSERT INTO deliveries (id, connection, verdict, doc, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`
	selectDelivery = `SELECT doc, raw FROM deliveries WHERE id = ?`
	selectVerdict  = `SELECT seq, doc FROM deliveries WHERE id = ?`
	updateVerdict  = `UPDATE deliveries SET verdict = ?, doc = ? WHERE seq = ?`
)

// Append stores deliveries that are not known yet. Calls that come at the same time
// share a commit.
func (s *Store) Append(ctx context.Context, deliveries ...hpsync.Delivery) ([]bool, error) {
	docs := make([][]byte, len(deliveries))
	for i, delivery := range deliveries {
		if delivery.ID == "" {
			return nil, noID(fmt.Sprintf("deliveries[%d].id", i))
		}
		var err error
		if docs[i], err = json.Marshal(delivery); err != nil {
			return nil, failure("encode a delivery", err)
		}
	}
	seen := make([]bool, len(deliveries))
	err := s.write(ctx, "append deliveries", func(tx *tx) error {
		now := instant(s.now())
		for i, delivery := range deliveries {
			added, err := tx.exec(insertDelivery, delivery.ID, delivery.Connection, optional(string(delivery.Verdict)), string(docs[i]), delivery.Raw)
			if err != nil {
				return err
			}
			if seen[i] = added == 0; seen[i] {
				continue
			}
			if err := tx.add(delivery.Key(), hpsync.Live, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return seen, nil
}

// Delivery returns one with its body.
func (s *Store) Delivery(ctx context.Context, id string) (hpsync.Delivery, error) {
	var out hpsync.Delivery
	found := false
	err := s.read(ctx, selectDelivery, []any{id}, func(r *sql.Rows) error {
		var doc string
		var raw []byte
		if err := r.Scan(&doc, &raw); err != nil {
			return err
		}
		var err error
		found = true
		out, err = document[hpsync.Delivery](doc)
		out.Raw = raw
		return err
	})
	if err == nil && !found {
		err = hpsync.ErrNotFound
	}
	return out, failure("read a delivery", err)
}

// ListDeliveries returns a page, newest first.
func (s *Store) ListDeliveries(ctx context.Context, filter hpsync.DeliveryFilter, page hpsync.Page) ([]hpsync.Delivery, string, error) {
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	before, err := cursor(page, math.MaxInt64)
	if err != nil {
		return nil, "", err
	}
	query, args := deliveryList(filter, before, limit)
	return list[hpsync.Delivery](ctx, s, "deliveries", query, args, limit)
}

func deliveryList(filter hpsync.DeliveryFilter, before int64, limit int) (query string, args []any) {
	var where conditions
	if filter.Connection != "" {
		where.add("connection = ?", filter.Connection)
	}
	if filter.Verdict != "" {
		where.add("verdict = ?", string(filter.Verdict))
	}
	where.add("seq < ?", before)
	return "SELECT seq, doc FROM deliveries WHERE " + where.String() + " ORDER BY seq DESC LIMIT ?", append(where.args, limit+1)
}

// verdict writes what was decided about a delivery, if it exists.
func (t *tx) verdict(id string, decided hpsync.Delivery) error {
	var seq int64
	var doc string
	found, err := t.get(selectVerdict, []any{id}, &seq, &doc)
	if err != nil || !found {
		return err
	}
	stored, err := document[hpsync.Delivery](doc)
	if err != nil {
		return err
	}
	stored.Verdict, stored.Reason, stored.Tries = decided.Verdict, decided.Reason, decided.Tries
	text, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	_, err = t.exec(updateVerdict, optional(string(stored.Verdict)), string(text), seq)
	return err
}

// noID refuses a noun that could be neither listed nor found again.
func noID(field string) error {
	return &hpsync.ArgumentError{Field: field, Got: "nothing", Want: "an id"}
}
