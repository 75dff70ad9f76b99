package memstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Append stores deliveries that are not known yet.
func (s *Store) Append(ctx context.Context, deliveries ...hpsync.Delivery) ([]bool, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	for i, delivery := range deliveries {
		if delivery.ID == "" {
			return nil, noID(fmt.Sprintf("deliveries[%d].id", i))
		}
	}
	seen := make([]bool, len(deliveries))
	for i, delivery := range deliveries {
		if _, seen[i] = s.deliveries[delivery.ID]; seen[i] {
			continue
		}
		delivery.Raw = slices.Clone(delivery.Raw)
		s.deliveries[delivery.ID] = &delivery
		s.received = append(s.received, delivery.ID)
		s.add(delivery.Key(), s.now(), hpsync.Live)
	}
	return seen, nil
}

// Delivery returns one with its body.
func (s *Store) Delivery(ctx context.Context, id string) (hpsync.Delivery, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return hpsync.Delivery{}, err
	}
	defer end()
	stored, ok := s.deliveries[id]
	if !ok {
		return hpsync.Delivery{}, hpsync.ErrNotFound
	}
	out := *stored
	out.Raw = slices.Clone(stored.Raw)
	return out, nil
}

// ListDeliveries returns a page, newest first.
func (s *Store) ListDeliveries(ctx context.Context, filter hpsync.DeliveryFilter, page hpsync.Page) ([]hpsync.Delivery, string, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, "", err
	}
	defer end()
	return newestFirst(s.received, page, func(id string) (hpsync.Delivery, bool) {
		d := *s.deliveries[id]
		d.Raw = nil
		return d, filter.Matches(d)
	})
}

// Check returns one with its steps.
func (s *Store) Check(ctx context.Context, id string) (hpsync.Check, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return hpsync.Check{}, err
	}
	defer end()
	stored, ok := s.checks[id]
	if !ok {
		return hpsync.Check{}, hpsync.ErrNotFound
	}
	out := stored.Clone()
	out.Steps = slices.Clone(s.steps[stored.Key()])
	return out, nil
}

// ListChecks returns a page, newest first.
func (s *Store) ListChecks(ctx context.Context, filter hpsync.CheckFilter, page hpsync.Page) ([]hpsync.Check, string, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, "", err
	}
	defer end()
	return newestFirst(s.opened, page, func(id string) (hpsync.Check, bool) {
		c := s.checks[id]
		return c.Clone(), filter.Matches(c)
	})
}

// CountChecks counts by state.
func (s *Store) CountChecks(ctx context.Context, filter hpsync.CheckFilter) (map[hpsync.State]int, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	counts := map[hpsync.State]int{}
	for _, c := range s.checks {
		if filter.Matches(c) {
			counts[c.State]++
		}
	}
	return counts, nil
}

func (s *Store) putCheck(check hpsync.Check) {
	stored := check.Clone()
	stored.Steps = nil
	if _, exists := s.checks[check.ID]; !exists {
		s.opened = append(s.opened, check.ID)
	}
	s.checks[check.ID] = &stored
}

// Connection returns one with its steps.
func (s *Store) Connection(ctx context.Context, id string) (hpsync.Connection, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return hpsync.Connection{}, err
	}
	defer end()
	stored, ok := s.connections[id]
	if !ok {
		return hpsync.Connection{}, hpsync.ErrNotFound
	}
	out := stored.Clone()
	out.Steps = slices.Clone(s.steps[stored.Key()])
	return out, nil
}

// ListConnections returns a page by id.
func (s *Store) ListConnections(ctx context.Context, page hpsync.Page) ([]hpsync.Connection, string, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, "", err
	}
	defer end()
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	var out []hpsync.Connection
	for _, id := range slices.Sorted(maps.Keys(s.connections)) {
		if id <= page.After {
			continue
		}
		if len(out) == limit {
			return out, out[limit-1].ID, nil
		}
		out = append(out, s.connections[id].Clone())
	}
	return out, "", nil
}

// PutConnection writes one under compare-and-set.
func (s *Store) PutConnection(ctx context.Context, connection hpsync.Connection) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if connection.ID == "" {
		return noID("connection.id")
	}
	var revision int64
	if stored := s.connections[connection.ID]; stored != nil {
		revision = stored.Revision
	}
	if revision != connection.Revision {
		return hpsync.ErrConflict
	}
	s.putConnection(connection)
	s.add(connection.Key(), s.now(), hpsync.Live)
	return nil
}

func (s *Store) putConnection(connection hpsync.Connection) {
	stored := connection.Clone()
	stored.Steps = nil
	stored.Revision++
	s.connections[stored.ID] = &stored
}

// Automations returns a connection's plan.
func (s *Store) Automations(ctx context.Context, connection string) (hpsync.Plan, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return hpsync.Plan{}, err
	}
	defer end()
	return s.plans[connection].Clone(), nil
}

// PutAutomations replaces a connection's plan under compare-and-set.
func (s *Store) PutAutomations(ctx context.Context, connection string, plan hpsync.Plan) error {
	end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if _, ok := s.connections[connection]; !ok {
		return hpsync.ErrNotFound
	}
	if s.plans[connection].Revision != plan.Revision {
		return hpsync.ErrConflict
	}
	stored := plan.Clone()
	stored.Revision++
	s.plans[connection] = stored
	return nil
}

// Entries returns a page of the timeline.
func (s *Store) Entries(ctx context.Context, filter hpsync.EntryFilter, page hpsync.Page) ([]hpsync.Entry, string, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return nil, "", err
	}
	defer end()
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	start, err := cursor(page.After, 0)
	if err != nil {
		return nil, "", err
	}
	var out []hpsync.Entry
	for i := start; i < len(s.entries); i++ {
		if !filter.Matches(s.entries[i]) {
			continue
		}
		if len(out) == limit {
			return out, strconv.Itoa(i), nil
		}
		out = append(out, s.entries[i])
	}
	return out, "", nil
}

// newestFirst walks ids from the newest and returns a page of what matches. The
// cursor is a place in ids, which only grows.
func newestFirst[T any](ids []string, page hpsync.Page, get func(id string) (T, bool)) ([]T, string, error) {
	limit, err := page.Bound()
	if err != nil {
		return nil, "", err
	}
	start, err := cursor(page.After, len(ids))
	if err != nil {
		return nil, "", err
	}
	var out []T
	for i := min(start, len(ids)) - 1; i >= 0; i-- {
		value, ok := get(ids[i])
		if !ok {
			continue
		}
		if len(out) == limit {
			return out, strconv.Itoa(i + 1), nil
		}
		out = append(out, value)
	}
	return out, "", nil
}

func cursor(after string, first int) (int, error) {
	if after == "" {
		return first, nil
	}
	n, err := strconv.Atoi(after)
	if err != nil || n < 0 {
		return 0, &hpsync.ArgumentError{Field: "page.after", Got: strconv.Quote(after), Want: "a cursor that a list returned"}
	}
	return n, nil
}

// noID refuses a noun that could be neither listed nor found again.
func noID(field string) error {
	return &hpsync.ArgumentError{Field: field, Got: "nothing", Want: "an id"}
}
