package sqlite

import (
	"context"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// min() of a time and NULL is NULL, and NULL is never: coalesce takes the other one.
const (
	addWork = `
		INSERT INTO work (kind, connection, id, class, due) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id, kind, connection) DO UPDATE SET
			due = coalesce(min(due, excluded.due), due, excluded.due),
			poked = coalesce(min(poked, excluded.due), poked, excluded.due)`
	pokeWork = `
		UPDATE work SET due = coalesce(min(due, ?1), ?1), poked = coalesce(min(poked, ?1), ?1)
		WHERE id = ?2 AND kind = ?3 AND connection = ?4`
	claimWork = `
		UPDATE work SET epoch = epoch + 1, lease = ?1, poked = NULL
		WHERE id = ?2 AND kind = ?3 AND connection = ?4 AND (lease IS NULL OR lease <= ?5)
		RETURNING epoch`
	workExists = `SELECT 1 FROM work WHERE id = ? AND kind = ? AND connection = ?`
	heldWork   = `SELECT seq FROM work WHERE id = ? AND kind = ? AND connection = ? AND epoch = ? AND lease > ?`
	// poked is what came during the claim.
	releaseWork = `UPDATE work SET lease = NULL, class = ?2, due = coalesce(min(poked, ?3), poked, ?3) WHERE seq = ?1`
)

// Claim takes a row. Its epoch is durable before it is given out.
func (s *Store) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	claim := hpsync.Claim{Key: key}
	err := s.write(ctx, "claim", func(tx *tx) error {
		now := s.now()
		claim.Until = now.Add(lease)
		found, err := tx.get(claimWork, []any{instant(claim.Until), key.ID, string(key.Kind), key.Connection, instant(now)}, &claim.Epoch)
		if err != nil || found {
			return err
		}
		var one int
		switch found, err := tx.get(workExists, []any{key.ID, string(key.Kind), key.Connection}, &one); {
		case err != nil:
			return err
		case found:
			return hpsync.ErrConflict
		}
		return hpsync.ErrNotFound
	})
	if err != nil {
		return hpsync.Claim{}, err
	}
	return claim, nil
}

// Poke makes rows due.
func (s *Store) Poke(ctx context.Context, at time.Time, keys ...hpsync.Key) error {
	if at.IsZero() || len(keys) == 0 {
		end, err := s.begin(ctx)
		if err == nil {
			end()
		}
		return err
	}
	return s.write(ctx, "poke", func(tx *tx) error {
		for _, key := range keys {
			if err := tx.poke(key, instant(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) poke(key hpsync.Key, at int64) error {
	_, err := t.exec(pokeWork, at, key.ID, string(key.Kind), key.Connection)
	return err
}

// add makes a row, or pokes the one that is there. due is NULL for never.
func (t *tx) add(key hpsync.Key, class hpsync.Class, due any) error {
	_, err := t.exec(addWork, string(key.Kind), key.Connection, key.ID, int64(class), due)
	return err
}
