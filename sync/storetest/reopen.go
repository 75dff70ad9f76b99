package storetest

import (
	"fmt"
	"slices"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var reopenCases = []testCase{
	{"everything that was written is there", durable(func(s *suite) {
		s.connect("c")
		s.must(s.Store.PutAutomations(s.ctx, "c", fillPlan()))
		_, err := s.Store.Append(s.ctx, fill[hpsync.Delivery]())
		s.must(err)
		check := fill[hpsync.Check]()
		for i := range check.Steps {
			check.Steps[i].Owner = check.Key()
		}
		s.open(check)
		s.apply(hpsync.Change{Steps: check.Steps, Entries: []hpsync.Entry{fill[hpsync.Entry](), {}}})
		s.row("c", "backfill", hpsync.Next{Due: s.Now(), Class: hpsync.Backfill})
		before := s.snapshot()
		s.reopen()
		s.wantSame(before)
	})},
	{"a delivery is known", durable(func(s *suite) {
		s.deliver("c", "a")
		s.reopen()
		seen, err := s.Store.Append(s.ctx, hpsync.Delivery{ID: "a", Connection: "c"}, hpsync.Delivery{ID: "b", Connection: "c"})
		s.must(err)
		if !slices.Equal(seen, []bool{true, false}) {
			s.Fatalf("seen is %v, want a known and b not", seen)
		}
	})},
	{"every one of many deliveries at once", durable(func(s *suite) {
		for _, err := range together(func(i int) error {
			for j := range 8 {
				if _, err := s.Store.Append(s.ctx, hpsync.Delivery{ID: fmt.Sprint(i, " ", j), Connection: "c"}); err != nil {
					return err
				}
			}
			return nil
		}) {
			s.must(err)
		}
		s.reopen()
		if got := s.count("c"); got != crowd*8 {
			s.Fatalf("%d deliveries are there of %d", got, crowd*8)
		}
	})},
	{"a claim holds until its lease ends, and epochs go on", durable(func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.reopen()
		_, err := s.Store.Claim(s.ctx, key, lease)
		s.want(err, hpsync.ErrConflict)
		s.Advance(lease)
		s.wantDue("a")
		next := s.claim(key)
		if next.Epoch <= claim.Epoch {
			s.Fatalf("epoch went from %d to %d", claim.Epoch, next.Epoch)
		}
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
	})},
	{"a poke during a claim is remembered", durable(func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.reopen()
		s.release(claim, hpsync.Next{})
		s.wantDue("a")
	})},
	{"due times stand", durable(func(s *suite) {
		s.row("c", "later", hpsync.Next{Due: s.Now().Add(time.Hour)})
		s.row("c", "parked", hpsync.Next{})
		s.reopen()
		s.wantDue()
		s.Advance(time.Hour)
		s.wantDue("later")
	})},
	{"paging goes on where it stood", durable(func(s *suite) {
		for _, id := range []string{"a", "b", "c"} {
			s.add(id)
		}
		cursors := map[string]string{}
		for name, list := range s.lists() {
			_, next, err := list(hpsync.Page{Limit: 2})
			s.must(err)
			cursors[name] = next
		}
		s.reopen()
		for name, want := range map[string]string{"deliveries": "a", "checks": "a", "entries": "c", "connections": "c"} {
			got, next, err := s.lists()[name](hpsync.Page{After: cursors[name]})
			s.must(err)
			if !slices.Equal(got, []string{want}) || next != "" {
				s.Errorf("after the first page %s are %q and lead to %q, want %q", name, got, next, want)
			}
		}
	})},
}

// durable leaves a case out where nothing survives.
func durable(run func(s *suite)) func(s *suite) {
	return func(s *suite) {
		if s.Reopen == nil {
			s.Skip("this store survives nothing: Backend.Reopen is nil")
		}
		run(s)
	}
}

func fillPlan() hpsync.Plan {
	plan := fill[hpsync.Plan]()
	plan.Revision = 0
	return plan
}
