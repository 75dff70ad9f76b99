package storetest

import (
	"context"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// calls are all methods of a store but Close, with arguments that a store which
// listened would act on.
var calls = map[string]func(ctx context.Context, store hpsync.Store) error{
	"Due": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Due(ctx, 10)
		return err
	},
	"Claim": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Claim(ctx, hpsync.Key{Kind: hpsync.KindDelivery, Connection: "c", ID: "a"}, lease)
		return err
	},
	"Poke": func(ctx context.Context, store hpsync.Store) error {
		return store.Poke(ctx, time.Unix(1, 0), hpsync.Key{Kind: hpsync.KindDelivery, Connection: "c", ID: "parked"})
	},
	"Apply": func(ctx context.Context, store hpsync.Store) error {
		return store.Apply(ctx, hpsync.Claim{Key: hpsync.Key{Kind: hpsync.KindDelivery, Connection: "c", ID: "a"}}, hpsync.Change{})
	},
	"Append": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Append(ctx, hpsync.Delivery{ID: "new"})
		return err
	},
	"Delivery": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Delivery(ctx, "a")
		return err
	},
	"ListDeliveries": func(ctx context.Context, store hpsync.Store) error {
		_, _, err := store.ListDeliveries(ctx, hpsync.DeliveryFilter{}, hpsync.Page{})
		return err
	},
	"Check": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Check(ctx, "a")
		return err
	},
	"ListChecks": func(ctx context.Context, store hpsync.Store) error {
		_, _, err := store.ListChecks(ctx, hpsync.CheckFilter{}, hpsync.Page{})
		return err
	},
	"CountChecks": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.CountChecks(ctx, hpsync.CheckFilter{})
		return err
	},
	"Connection": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Connection(ctx, "c")
		return err
	},
	"ListConnections": func(ctx context.Context, store hpsync.Store) error {
		_, _, err := store.ListConnections(ctx, hpsync.Page{})
		return err
	},
	"PutConnection": func(ctx context.Context, store hpsync.Store) error {
		return store.PutConnection(ctx, hpsync.Connection{ID: "new"})
	},
	"Automations": func(ctx context.Context, store hpsync.Store) error {
		_, err := store.Automations(ctx, "c")
		return err
	},
	"PutAutomations": func(ctx context.Context, store hpsync.Store) error {
		return store.PutAutomations(ctx, "c", hpsync.Plan{})
	},
	"Entries": func(ctx context.Context, store hpsync.Store) error {
		_, _, err := store.Entries(ctx, hpsync.EntryFilter{}, hpsync.Page{})
		return err
	},
}

var inputCases = []testCase{
	{"unknown and empty ids are not found", func(s *suite) {
		s.connect("c")
		for _, id := range []string{"", "unknown"} {
			_, err := s.Store.Delivery(s.ctx, id)
			s.want(err, hpsync.ErrNotFound)
			_, err = s.Store.Check(s.ctx, id)
			s.want(err, hpsync.ErrNotFound)
			_, err = s.Store.Connection(s.ctx, id)
			s.want(err, hpsync.ErrNotFound)
			s.want(s.Store.PutAutomations(s.ctx, id, hpsync.Plan{}), hpsync.ErrNotFound)
		}
	}},
	{"nouns without an id are refused", func(s *suite) {
		before := s.snapshot()
		_, err := s.Store.Append(s.ctx, hpsync.Delivery{ID: "a"}, hpsync.Delivery{})
		s.wantArgument(err, "deliveries[1].id")
		s.wantArgument(s.Store.PutConnection(s.ctx, hpsync.Connection{}), "connection.id")
		s.wantSame(before)
	}},
	{"nothing to do is no error", func(s *suite) {
		seen, err := s.Store.Append(s.ctx)
		s.must(err)
		if len(seen) != 0 {
			s.Fatalf("seen is %v", seen)
		}
		s.must(s.Store.Poke(s.ctx, s.Now()))
		claim := s.claim(s.deliver("c", "a")[0])
		s.must(s.Store.Apply(s.ctx, claim, hpsync.Change{}))
		s.wantDue()
	}},
	{"a cancelled context does nothing", func(s *suite) {
		s.connect("c")
		s.deliver("c", "a")
		s.row("c", "parked", hpsync.Next{})
		before := s.snapshot()
		ctx, cancel := context.WithCancel(s.ctx)
		cancel()
		for name, call := range calls {
			s.Run(name, func(t *testing.T) {
				newCase(t).want(call(ctx, s.Store), context.Canceled)
			})
		}
		s.wantSame(before)
	}},
	{"a closed store says so", func(s *suite) {
		s.connect("c")
		s.deliver("c", "a")
		s.must(s.Store.Close())
		for name, call := range calls {
			s.Run(name, func(t *testing.T) {
				newCase(t).want(call(s.ctx, s.Store), hpsync.ErrClosed)
			})
		}
		s.must(s.Store.Close())
	}},
}

// newCase is a suite for the checks of a subtest only.
func newCase(t *testing.T) *suite { return &suite{T: t} }
