package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// lease is how long the suite claims rows for, where the case does not say else.
const lease = time.Minute

// suite is what a case works with: a store and short words for what is done to it.
type suite struct {
	*testing.T
	Backend
	ctx context.Context
}

func newSuite(t *testing.T, backend Backend) *suite {
	s := &suite{T: t, Backend: backend, ctx: t.Context()}
	t.Cleanup(func() { // the store may have been reopened meanwhile
		if err := s.Store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// reopen goes on with what survived.
func (s *suite) reopen() {
	s.Helper()
	s.Store = s.Backend.Reopen(s.T)
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) want(err, target error) {
	s.Helper()
	if !errors.Is(err, target) {
		s.Fatalf("error is %v, want %v", err, target)
	}
}

// wantArgument wants err to name field.
func (s *suite) wantArgument(err error, field string) {
	s.Helper()
	var argument *hpsync.ArgumentError
	if !errors.As(err, &argument) || argument.Field != field {
		s.Fatalf("error is %v, want an ArgumentError on %s", err, field)
	}
}

// connect makes a live connection whose row needs no work.
func (s *suite) connect(id string) hpsync.Connection {
	s.Helper()
	s.must(s.Store.PutConnection(s.ctx, hpsync.Connection{ID: id, State: hpsync.ConnectionLive, CreatedAt: s.Now()}))
	connection, err := s.Store.Connection(s.ctx, id)
	s.must(err)
	s.release(s.claim(connection.Key()), hpsync.Next{})
	return connection
}

// deliver stores deliveries, due now, and returns their rows.
func (s *suite) deliver(connection string, ids ...string) []hpsync.Key {
	s.Helper()
	var deliveries []hpsync.Delivery
	var keys []hpsync.Key
	for _, id := range ids {
		d := hpsync.Delivery{
			ID: id, Connection: connection, Source: hpsync.FromLever,
			Digest: "digest of " + id, Raw: []byte("body of " + id), ReceivedAt: s.Now(),
		}
		deliveries, keys = append(deliveries, d), append(keys, d.Key())
	}
	_, err := s.Store.Append(s.ctx, deliveries...)
	s.must(err)
	return keys
}

// row makes a row that stands as next says.
func (s *suite) row(connection, id string, next hpsync.Next) hpsync.Key {
	s.Helper()
	key := s.deliver(connection, id)[0]
	s.release(s.claim(key), next)
	return key
}

// check is a check of a connection, open since now.
func (s *suite) check(connection, id string) hpsync.Check {
	return hpsync.Check{
		ID: id, Connection: connection, Automation: "aut", Environment: "sandbox", Opportunity: "opp " + id,
		Contact: "contact " + id, Role: "role", Round: 1, OpenedAt: s.Now(), State: hpsync.Held,
	}
}

// open makes checks that need no work until poked.
func (s *suite) open(checks ...hpsync.Check) {
	s.Helper()
	change := hpsync.Change{}
	for _, check := range checks {
		change.Open = append(change.Open, hpsync.Opening{Check: check})
	}
	s.apply(change)
}

// apply writes change under the claim of a row of its own.
func (s *suite) apply(change hpsync.Change) {
	s.Helper()
	key := s.deliver("applying", fmt.Sprint("dlv for ", s.count("applying")))[0]
	s.must(s.Store.Apply(s.ctx, s.claim(key), change))
}

func (s *suite) count(connection string) int {
	s.Helper()
	all, _, err := s.Store.ListDeliveries(s.ctx, hpsync.DeliveryFilter{Connection: connection}, hpsync.Page{Limit: 1000})
	s.must(err)
	return len(all)
}

func (s *suite) claim(key hpsync.Key) hpsync.Claim {
	s.Helper()
	claim, err := s.Store.Claim(s.ctx, key, lease)
	if err != nil {
		s.Fatalf("Claim of %v: %v", key, err)
	}
	return claim
}

func (s *suite) release(claim hpsync.Claim, next hpsync.Next) {
	s.Helper()
	s.must(s.Store.Apply(s.ctx, claim, hpsync.Change{Next: next}))
}

// due lists the ids of what is due, in order.
func (s *suite) due(limit int) []string {
	s.Helper()
	keys, err := s.Store.Due(s.ctx, limit)
	s.must(err)
	ids := []string{}
	for _, key := range keys {
		ids = append(ids, key.ID)
	}
	return ids
}

func (s *suite) wantDue(ids ...string) {
	s.Helper()
	if got := s.due(1000); !slices.Equal(got, ids) {
		s.Fatalf("due are %q, want %q", got, ids)
	}
}
