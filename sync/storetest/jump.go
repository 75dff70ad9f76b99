package storetest

import (
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// clockCases are what a store owes when its clock is set: forward nothing is
// forgotten, back nothing is given to two.
var clockCases = []testCase{
	{"forward: what was to come is due, and leases have ended", func(s *suite) {
		later := s.row("c", "later", hpsync.Next{Due: s.Now().Add(48 * time.Hour)})
		held := s.deliver("c", "held")[0]
		claim := s.claim(held)
		s.wantDue()
		s.Advance(10 * 365 * 24 * time.Hour)
		s.wantDue("held", "later")
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
		s.claim(later)
		if next := s.claim(held); next.Epoch <= claim.Epoch {
			s.Fatalf("epoch went from %d to %d", claim.Epoch, next.Epoch)
		}
	}},
	{"back: a holder keeps its row, and epochs do not fall", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.Advance(-time.Hour)
		_, err := s.Store.Claim(s.ctx, key, lease)
		s.want(err, hpsync.ErrConflict)
		s.release(claim, hpsync.Next{Due: s.Now()})
		s.wantDue("a")
		next := s.claim(key)
		if next.Epoch <= claim.Epoch {
			s.Fatalf("epoch went from %d to %d", claim.Epoch, next.Epoch)
		}
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
	}},
	{"back: new work is due at once, and so is what is poked", func(s *suite) {
		old := s.deliver("c", "old")[0]
		s.row("c", "parked", hpsync.Next{})
		s.Advance(-time.Hour)
		fresh := s.deliver("c", "fresh")[0]
		s.must(s.Store.Poke(s.ctx, s.Now(), old))
		if due := s.due(10); len(due) != 2 {
			s.Fatalf("due are %q, want old and fresh", due)
		}
		s.claim(old)
		s.claim(fresh)
	}},
	{"back and forward again: nothing is lost", func(s *suite) {
		s.deliver("c", "a")
		s.Advance(-time.Hour)
		s.deliver("c", "b")
		s.Advance(time.Hour)
		s.wantDue("b", "a")
	}},
	{"lists keep the order of writing", func(s *suite) {
		s.add("a")
		s.Advance(-time.Hour)
		s.add("b")
		for name, want := range map[string]string{"deliveries": "b", "checks": "b", "entries": "a"} {
			got, _, err := s.lists()[name](hpsync.Page{})
			s.must(err)
			if got[0] != want {
				s.Errorf("%s are %q, want %s first", name, got, want)
			}
		}
	}},
}
