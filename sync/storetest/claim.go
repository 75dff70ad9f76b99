package storetest

import (
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

var claimCases = []testCase{
	{"unknown rows are not found", func(s *suite) {
		key := s.deliver("c", "known")[0]
		for _, unknown := range []hpsync.Key{
			{},
			{Kind: key.Kind, Connection: key.Connection, ID: "unknown"},
			{Kind: key.Kind, Connection: "other", ID: key.ID},
			{Kind: hpsync.KindCheck, Connection: key.Connection, ID: key.ID},
		} {
			_, err := s.Store.Claim(s.ctx, unknown, lease)
			s.want(err, hpsync.ErrNotFound)
		}
	}},
	{"says key, epoch and end", func(s *suite) {
		key := s.deliver("c", "a")[0]
		before := s.Now()
		claim := s.claim(key)
		after := s.Now()
		if claim.Key != key || claim.Epoch < 1 {
			s.Fatalf("claim is %+v, want key %v and an epoch above 0", claim, key)
		}
		if claim.Until.Before(before.Add(lease)) || claim.Until.After(after.Add(lease)) {
			s.Fatalf("claim ends at %v, want %v after %v", claim.Until, lease, before)
		}
	}},
	{"one holder at a time", func(s *suite) {
		key := s.deliver("c", "a")[0]
		first := s.claim(key)
		_, err := s.Store.Claim(s.ctx, key, lease)
		s.want(err, hpsync.ErrConflict)
		s.release(first, hpsync.Next{})
		if second := s.claim(key); second.Epoch <= first.Epoch {
			s.Fatalf("epoch went from %d to %d", first.Epoch, second.Epoch)
		}
	}},
	{"rows that are not due can be claimed", func(s *suite) {
		s.claim(s.row("c", "parked", hpsync.Next{}))
		s.claim(s.row("c", "later", hpsync.Next{Due: s.Now().Add(time.Hour)}))
	}},
	{"a released claim is fenced", func(s *suite) {
		claim := s.claim(s.deliver("c", "a")[0])
		s.release(claim, hpsync.Next{})
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
	}},
	{"keep goes on under the same claim and the same lease", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.Advance(lease / 2)
		s.release(claim, hpsync.Next{Keep: true, Due: s.Now()})
		s.wantDue()
		_, err := s.Store.Claim(s.ctx, key, lease)
		s.want(err, hpsync.ErrConflict)
		s.release(claim, hpsync.Next{Keep: true})
		s.Advance(lease / 2)
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
	}},
	{"a claim ends exactly when the next may begin", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim := s.claim(key)
		s.Advance(lease - time.Millisecond)
		_, err := s.Store.Claim(s.ctx, key, lease)
		s.want(err, hpsync.ErrConflict)
		s.release(claim, hpsync.Next{Keep: true})
		s.Advance(time.Millisecond)
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
		s.claim(key)
	}},
	{"a dead holder is fenced before and after the next claim", func(s *suite) {
		key := s.deliver("c", "a")[0]
		dead := s.claim(key)
		s.Advance(2 * lease)
		s.wantDue("a")
		s.want(s.Store.Apply(s.ctx, dead, hpsync.Change{}), hpsync.ErrFenced)
		next := s.claim(key)
		if next.Epoch <= dead.Epoch {
			s.Fatalf("epoch went from %d to %d", dead.Epoch, next.Epoch)
		}
		s.want(s.Store.Apply(s.ctx, dead, hpsync.Change{}), hpsync.ErrFenced)
		s.release(next, hpsync.Next{})
	}},
	{"an invented claim is fenced", func(s *suite) {
		key := s.deliver("c", "a", "b")[0]
		claim := s.claim(key)
		for _, invented := range []hpsync.Claim{
			{},
			{Key: claim.Key, Epoch: claim.Epoch + 1, Until: claim.Until},
			{Key: claim.Key, Epoch: claim.Epoch - 1, Until: claim.Until},
			{Key: hpsync.Key{Kind: key.Kind, Connection: key.Connection, ID: "b"}, Epoch: claim.Epoch, Until: claim.Until},
			{Key: hpsync.Key{Kind: key.Kind, Connection: key.Connection, ID: "unknown"}, Epoch: claim.Epoch, Until: claim.Until},
		} {
			s.want(s.Store.Apply(s.ctx, invented, hpsync.Change{}), hpsync.ErrFenced)
		}
		s.release(claim, hpsync.Next{})
	}},
	{"the store's clock ends a claim, not the caller's word", func(s *suite) {
		claim := s.claim(s.deliver("c", "a")[0])
		claim.Until = claim.Until.Add(time.Hour)
		s.Advance(lease)
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
	}},
	{"a lease of nothing ends at once", func(s *suite) {
		key := s.deliver("c", "a")[0]
		claim, err := s.Store.Claim(s.ctx, key, 0)
		s.must(err)
		s.want(s.Store.Apply(s.ctx, claim, hpsync.Change{}), hpsync.ErrFenced)
		s.claim(key)
	}},
}
