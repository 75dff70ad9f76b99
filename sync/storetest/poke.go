package storetest

import (
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var pokeCases = []testCase{
	{"wakes a parked row", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		s.wantDue()
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.wantDue("a")
	}},
	{"the earlier time counts", func(s *suite) {
		soon := s.row("c", "soon", hpsync.Next{Due: s.Now().Add(time.Minute)})
		late := s.row("c", "late", hpsync.Next{Due: s.Now().Add(time.Hour)})
		s.must(s.Store.Poke(s.ctx, s.Now().Add(10*time.Minute), soon, late))
		s.wantDue()
		s.Advance(time.Minute)
		s.wantDue("soon")
		s.Advance(8 * time.Minute)
		s.wantDue("soon")
		s.Advance(time.Minute)
		s.wantDue("soon", "late")
	}},
	{"unknown rows are passed over", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		unknown := hpsync.Key{Kind: hpsync.KindCheck, Connection: "c", ID: "unknown"}
		profile := hpsync.Key{Kind: hpsync.KindProfile, Connection: "c", ID: "contact"}
		s.must(s.Store.Poke(s.ctx, s.Now(), unknown, profile, key, hpsync.Key{}))
		s.wantDue("a")
		_, err := s.Store.Claim(s.ctx, unknown, lease)
		s.want(err, hpsync.ErrNotFound)
		_, err = s.Store.Claim(s.ctx, profile, lease)
		s.want(err, hpsync.ErrNotFound)
	}},
	{"no time and no rows are nothing to do", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		s.must(s.Store.Poke(s.ctx, time.Time{}, key))
		s.must(s.Store.Poke(s.ctx, s.Now()))
		s.wantDue()
	}},
	{"during a claim outlives a release that parks", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.wantDue()
		s.release(claim, hpsync.Next{})
		s.wantDue("a")
	}},
	{"during a claim outlives a release that waits", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.release(claim, hpsync.Next{Due: s.Now().Add(time.Hour)})
		s.wantDue("a")
	}},
	{"during a claim outlives a write that keeps it", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.release(claim, hpsync.Next{Keep: true})
		s.release(claim, hpsync.Next{})
		s.wantDue("a")
	}},
	{"for later during a claim is compared with the release", func(s *suite) {
		keys := s.deliver("c", "soon", "late")
		soon, late := s.claim(keys[0]), s.claim(keys[1])
		s.must(s.Store.Poke(s.ctx, s.Now().Add(10*time.Minute), keys...))
		s.release(soon, hpsync.Next{Due: s.Now().Add(5 * time.Minute)})
		s.release(late, hpsync.Next{Due: s.Now().Add(time.Hour)})
		s.Advance(5 * time.Minute)
		s.wantDue("soon")
		s.Advance(5 * time.Minute)
		s.wantDue("soon", "late")
	}},
	{"before a claim is answered by it", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.release(s.claim(key), hpsync.Next{})
		s.wantDue()
	}},
	{"during a claim whose holder died is not lost", func(s *suite) {
		key := s.row("c", "a", hpsync.Next{})
		s.claim(key)
		s.must(s.Store.Poke(s.ctx, s.Now(), key))
		s.wantDue()
		s.Advance(lease)
		s.wantDue("a")
	}},
	{"with a change wakes what exists and makes profiles", func(s *suite) {
		other := s.row("c", "other", hpsync.Next{})
		later := s.row("c", "later", hpsync.Next{Due: s.Now().Add(time.Hour)})
		profile := hpsync.Key{Kind: hpsync.KindProfile, Connection: "c", ID: "contact"}
		unknown := hpsync.Key{Kind: hpsync.KindCheck, Connection: "c", ID: "unknown"}
		change := hpsync.Change{Poke: []hpsync.Key{profile, unknown, other, later}}
		s.apply(change)
		if got := s.due(10); len(got) != 3 {
			s.Fatalf("due are %q, want contact, other and later", got)
		}
		_, err := s.Store.Claim(s.ctx, unknown, lease)
		s.want(err, hpsync.ErrNotFound)

		held := s.claim(profile)
		s.apply(hpsync.Change{Poke: []hpsync.Key{profile}})
		s.release(held, hpsync.Next{})
		s.claim(profile)
	}},
	{"of the own row with a change makes it due again", func(s *suite) {
		key := s.deliver("c", "a")[0]
		s.must(s.Store.Apply(s.ctx, s.claim(key), hpsync.Change{Poke: []hpsync.Key{key}}))
		s.wantDue("a")
	}},
}
