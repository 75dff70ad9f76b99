package memstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// row is when something needs work and who is at it.
type row struct {
	due    time.Time // zero: not until poked
	poked  time.Time // earliest poke since the row was claimed
	lease  time.Time // until when it is held; zero: free
	epoch  int64
	class  hpsync.Class
	number int // order of making, to break ties
}

// Due lists free rows whose time has come.
func (s *Store) Due(ctx context.Context, limit int) ([]hpsync.Key, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	now := s.now()
	var keys []hpsync.Key
	for key, r := range s.rows {
		if !r.due.IsZero() && !r.due.After(now) && !r.lease.After(now) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b hpsync.Key) int {
		x, y := s.rows[a], s.rows[b]
		return cmp.Or(cmp.Compare(x.class, y.class), x.due.Compare(y.due), cmp.Compare(x.number, y.number))
	})
	return fairShare(keys, limit), nil
}

// fairShare takes limit of keys and keeps their order: each connection's first
// before any connection's second, so what one leaves unused the others get.
func fairShare(keys []hpsync.Key, limit int) []hpsync.Key {
	if len(keys) <= limit {
		return keys
	}
	turns, turn := map[string]int{}, map[hpsync.Key]int{}
	for _, key := range keys {
		turn[key] = turns[key.Connection]
		turns[key.Connection]++
	}
	first := slices.Clone(keys)
	slices.SortStableFunc(first, func(a, b hpsync.Key) int { return cmp.Compare(turn[a], turn[b]) })
	for _, key := range first[max(0, limit):] {
		delete(turn, key)
	}
	return slices.DeleteFunc(keys, func(key hpsync.Key) bool {
		_, taken := turn[key]
		return !taken
	})
}

// Claim takes a row.
func (s *Store) Claim(ctx context.Context, key hpsync.Key, lease time.Duration) (hpsync.Claim, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return hpsync.Claim{}, err
	}
	defer end()
	r, ok := s.rows[key]
	if !ok {
		return hpsync.Claim{}, hpsync.ErrNotFound
	}
	now := s.now()
	if r.lease.After(now) {
		return hpsync.Claim{}, hpsync.ErrConflict
	}
	r.epoch++
	r.lease, r.poked = now.Add(lease), time.Time{}
	return hpsync.Claim{Key: key, Epoch: r.epoch, Until: r.lease}, nil
}

// Poke makes rows due.
func (s *Store) Poke(ctx context.Context, at time.Time, keys ...hpsync.Key) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	for _, key := range keys {
		if r, ok := s.rows[key]; ok {
			r.poke(at)
		}
	}
	return nil
}

func (r *row) poke(at time.Time) {
	r.due, r.poked = earlier(r.due, at), earlier(r.poked, at)
}

// earlier is the earlier of two times, of which the zero one means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// add makes a row, or pokes the one that is there.
func (s *Store) add(key hpsync.Key, due time.Time, class hpsync.Class) {
	if r, ok := s.rows[key]; ok {
		r.poke(due)
		return
	}
	s.rows[key] = &row{due: due, class: class, number: len(s.rows)}
}

// Apply writes a change under a claim. Everything that can refuse it comes first,
// so that a refused change has written nothing.
func (s *Store) Apply(ctx context.Context, claim hpsync.Claim, change hpsync.Change) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	now := s.now()
	r, ok := s.rows[claim.Key]
	if !ok || r.epoch != claim.Epoch || !r.lease.After(now) {
		return hpsync.ErrFenced
	}
	if err := s.refuse(claim, change); err != nil {
		return err
	}
	s.write(claim, change, now)
	if change.Next.Keep {
		return nil
	}
	r.lease, r.class = time.Time{}, change.Next.Class
	r.due = earlier(change.Next.Due, r.poked)
	return nil
}

// refuse says why change must not be written.
func (s *Store) refuse(claim hpsync.Claim, change hpsync.Change) error {
	if !change.Require.Zero() {
		connection := s.connections[claim.Key.Connection]
		if connection == nil {
			return hpsync.ErrNotFound
		}
		var check *hpsync.Check
		if claim.Key.Kind == hpsync.KindCheck {
			check = s.checks[claim.Key.ID]
		}
		if err := change.Require.Met(*connection, s.plans[connection.ID], check); err != nil {
			return err
		}
	}
	if c := change.Connection; c != nil {
		if stored := s.connections[c.ID]; stored == nil || stored.Revision != c.Revision {
			return hpsync.ErrConflict
		}
	}
	for _, step := range change.Steps {
		if i := s.step(step); i >= 0 && s.steps[step.Owner][i].Epoch > step.Epoch {
			return hpsync.ErrFenced
		}
	}
	return nil
}

// step is the place of a step among its owner's, -1 when it is new.
func (s *Store) step(step hpsync.Step) int {
	return slices.IndexFunc(s.steps[step.Owner], func(other hpsync.Step) bool {
		return other.Name == step.Name && other.Version == step.Version
	})
}

func (s *Store) write(claim hpsync.Claim, change hpsync.Change, now time.Time) {
	if change.Check != nil {
		s.putCheck(*change.Check)
	}
	for _, opening := range change.Open {
		if stored, exists := s.checks[opening.Check.ID]; exists {
			s.add(stored.Key(), now, opening.Class)
			continue
		}
		s.putCheck(opening.Check)
		s.add(opening.Check.Key(), opening.Due, opening.Class)
	}
	for _, step := range change.Steps {
		if i := s.step(step); i >= 0 {
			s.steps[step.Owner][i] = step
		} else {
			s.steps[step.Owner] = append(s.steps[step.Owner], step)
		}
	}
	if d := change.Delivery; d != nil {
		if stored := s.deliveries[claim.Key.ID]; stored != nil {
			stored.Verdict, stored.Reason, stored.Tries = d.Verdict, d.Reason, d.Tries
		}
	}
	if change.Connection != nil {
		s.putConnection(*change.Connection)
	}
	s.entries = append(s.entries, change.Entries...)
	for _, key := range change.Poke {
		if _, ok := s.rows[key]; ok || key.Kind == hpsync.KindProfile {
			s.add(key, now, hpsync.Live)
		}
	}
}
