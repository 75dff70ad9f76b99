package sqlite

import (
	"context"
	"encoding/json"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const (
	selectStepEpoch = `SELECT epoch FROM steps WHERE owner_id = ? AND owner_kind = ? AND owner_connection = ? AND name = ? AND version = ?`
	upsertStep      = `
		INSERT INTO steps (owner_id, owner_kind, owner_connection, name, version, epoch, doc) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (owner_id, owner_kind, owner_connection, name, version) DO UPDATE SET epoch = excluded.epoch, doc = excluded.doc`
	selectConnectionDoc = `SELECT doc FROM connections WHERE id = ?`
	selectCheckDoc      = `SELECT doc FROM checks WHERE id = ?`
)

// encodedChange is a change as columns, made before the transaction so that nobody
// waits for it.
type encodedChange struct {
	hpsync.Change
	check      []any
	open       [][]any
	steps      [][]any
	connection []any
	entries    [][]any
}

func encode(change hpsync.Change) (encodedChange, error) {
	out := encodedChange{Change: change}
	var err error
	if change.Check != nil {
		if out.check, err = encodedCheck(*change.Check); err != nil {
			return out, err
		}
	}
	for _, opening := range change.Open {
		columns, err := encodedCheck(opening.Check)
		if err != nil {
			return out, err
		}
		out.open = append(out.open, columns)
	}
	for _, step := range change.Steps {
		doc, err := json.Marshal(step)
		if err != nil {
			return out, failure("encode a step", err)
		}
		out.steps = append(out.steps, append(stepKey(step), step.Epoch, string(doc)))
	}
	if change.Connection != nil {
		if out.connection, err = encodedConnection(*change.Connection); err != nil {
			return out, err
		}
	}
	for _, entry := range change.Entries {
		columns, err := encodedEntry(entry)
		if err != nil {
			return out, err
		}
		out.entries = append(out.entries, columns)
	}
	return out, nil
}

func stepKey(step hpsync.Step) []any {
	return []any{step.Owner.ID, string(step.Owner.Kind), step.Owner.Connection, step.Name, step.Version}
}

// Apply writes a change under a claim. Everything that can refuse it comes first:
// the transaction may hold other writes, and is not rolled back for a refusal.
func (s *Store) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	encoded, err := encode(change)
	if err != nil {
		return err
	}
	return s.write(ctx, "apply a change", func(tx *tx) error {
		now := instant(s.now())
		var row int64
		key := claim.Key
		held, err := tx.get(heldWork, []any{key.ID, string(key.Kind), key.Connection, claim.Epoch, now}, &row)
		if err != nil {
			return err
		}
		if !held {
			return hpsync.ErrFenced
		}
		if err := tx.refuse(claim, change); err != nil {
			return err
		}
		if err := tx.apply(claim, encoded, now); err != nil {
			return err
		}
		if change.Next.Keep {
			return nil
		}
		_, err = tx.exec(releaseWork, row, int64(change.Next.Class), nanos(change.Next.Due))
		return err
	})
}

// refuse says why change must not be written.
func (t *tx) refuse(claim hpsync.Claim, change hpsync.Change) error {
	if !change.Require.Zero() {
		if err := t.require(claim.Key, change.Require); err != nil {
			return err
		}
	}
	if c := change.Connection; c != nil {
		var revision int64
		found, err := t.get(selectRevision, []any{c.ID}, &revision)
		if err != nil {
			return err
		}
		if !found || revision != c.Revision {
			return hpsync.ErrConflict
		}
	}
	for _, step := range change.Steps {
		var epoch int64
		if _, err := t.get(selectStepEpoch, stepKey(step), &epoch); err != nil {
			return err
		}
		if epoch > step.Epoch {
			return hpsync.ErrFenced
		}
	}
	return nil
}

// require reads what must hold as it stands in this transaction.
func (t *tx) require(key hpsync.Key, require hpsync.Require) error {
	connection, err := stored[hpsync.Connection](t, selectConnectionDoc, key.Connection)
	if err != nil {
		return err
	}
	if connection == nil {
		return hpsync.ErrNotFound
	}
	plan, err := stored[hpsync.Plan](t, selectPlan, key.Connection)
	if err != nil {
		return err
	}
	if plan == nil {
		plan = &hpsync.Plan{}
	}
	var check *hpsync.Check
	if key.Kind == hpsync.KindCheck {
		if check, err = stored[hpsync.Check](t, selectCheckDoc, key.ID); err != nil {
			return err
		}
	}
	return require.Met(*connection, *plan, check)
}

// stored reads a document, nil where there is none.
func stored[T any](t *tx, query, id string) (*T, error) {
	var doc string
	found, err := t.get(query, []any{id}, &doc)
	if err != nil || !found {
		return nil, err
	}
	out, err := document[T](doc)
	return &out, err
}

func (t *tx) apply(claim hpsync.Claim, change encodedChange, now int64) error {
	if change.check != nil {
		if _, err := t.exec(putCheck, change.check...); err != nil {
			return err
		}
	}
	for i, opening := range change.Open {
		made, err := t.exec(openCheck, change.open[i]...)
		if err != nil {
			return err
		}
		key, due := opening.Check.Key(), nanos(opening.Due)
		if made == 0 { // it may stand under another connection
			due = now
			if _, err := t.get(connectionOf, []any{key.ID}, &key.Connection); err != nil {
				return err
			}
		}
		if err := t.add(key, opening.Class, due); err != nil {
			return err
		}
	}
	for _, step := range change.steps {
		if _, err := t.exec(upsertStep, step...); err != nil {
			return err
		}
	}
	if change.Delivery != nil {
		if err := t.verdict(claim.Key.ID, *change.Delivery); err != nil {
			return err
		}
	}
	if change.connection != nil {
		if _, err := t.exec(upsertConnection, change.connection...); err != nil {
			return err
		}
	}
	for _, entry := range change.entries {
		if _, err := t.exec(insertEntry, entry...); err != nil {
			return err
		}
	}
	for _, key := range change.Poke {
		poke := t.poke
		if key.Kind == hpsync.KindProfile {
			poke = func(key hpsync.Key, at int64) error { return t.add(key, hpsync.Live, at) }
		}
		if err := poke(key, now); err != nil {
			return err
		}
	}
	return nil
}
