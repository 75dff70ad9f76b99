package storetest

import (
	"context"
	"errors"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// refuseCases spoil a change that touches every kind of row in each way there is.
// A refused change has written nothing, and the claim it came with still holds.
var refuseCases = []testCase{
	{"a paused connection", refused(hpsync.ErrStale, func(s *suite, _ hpsync.Claim, change *hpsync.Change) {
		connection := *change.Connection
		connection.State = hpsync.ConnectionPaused
		s.must(s.Store.PutConnection(s.ctx, connection))
		change.Connection.Revision++
		change.Require.ConnectionLive = true
	})},
	{"an automation that is gone", refused(hpsync.ErrStale, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Require.Automation = "gone"
	})},
	{"an automation that is not live", refused(hpsync.ErrStale, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Require.Automation, change.Require.Revision = "dry", 4
	})},
	{"an automation that was changed", refused(hpsync.ErrStale, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Require.Automation, change.Require.Revision = "aut", 3
	})},
	{"a cancelled check", refusedFor(hpsync.Cancelled)},
	{"a skipped check", refusedFor(hpsync.Skipped)},
	{"a connection that someone else wrote", refused(hpsync.ErrConflict, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Connection.Revision--
	})},
	{"a connection from the future", refused(hpsync.ErrConflict, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Connection.Revision++
	})},
	{"a connection that does not exist", refused(hpsync.ErrConflict, func(_ *suite, _ hpsync.Claim, change *hpsync.Change) {
		change.Connection.ID, change.Connection.Revision = "unknown", 0
	})},
	{"a step whose epoch falls", refused(hpsync.ErrFenced, func(s *suite, _ hpsync.Claim, change *hpsync.Change) {
		newer := change.Steps[0]
		newer.Epoch = 8
		s.apply(hpsync.Change{Steps: []hpsync.Step{newer}})
		change.Steps = append([]hpsync.Step{{Owner: newer.Owner, Name: "pdf", Version: 1}}, change.Steps...)
	})},
	{"a fenced claim", func(s *suite) {
		claim, change := s.scene()
		s.Advance(lease)
		next := s.claim(claim.Key)
		before := s.snapshot()
		s.want(s.Store.Apply(s.ctx, claim, change), hpsync.ErrFenced)
		s.wantSame(before)
		s.must(s.Store.Apply(s.ctx, next, change))
	}},
	{"a claim that ended", func(s *suite) {
		claim, change := s.scene()
		s.Advance(lease)
		before := s.snapshot()
		s.want(s.Store.Apply(s.ctx, claim, change), hpsync.ErrFenced)
		s.wantSame(before)
	}},
	{"a missing connection", func(s *suite) {
		claim := s.claim(s.deliver("unknown", "dlv")[0])
		before := s.snapshot()
		change := hpsync.Change{
			Require: hpsync.Require{ConnectionLive: true},
			Entries: []hpsync.Entry{{Owner: claim.Key}},
		}
		err := s.Store.Apply(s.ctx, claim, change)
		if !errors.Is(err, hpsync.ErrNotFound) && !errors.Is(err, hpsync.ErrStale) {
			s.Fatalf("error is %v, want ErrNotFound or ErrStale", err)
		}
		s.wantSame(before)
	}},
	{"a cancelled context", func(s *suite) {
		claim, change := s.scene()
		before := s.snapshot()
		ctx, cancel := context.WithCancel(s.ctx)
		cancel()
		s.want(s.Store.Apply(ctx, claim, change), context.Canceled)
		s.wantSame(before)
		s.must(s.Store.Apply(s.ctx, claim, change))
	}},
}

// refused spoils a change and wants it refused with target. What was spoilt is the
// change, not the claim: without the spoilt parts it goes through.
func refused(target error, spoil func(s *suite, claim hpsync.Claim, change *hpsync.Change)) func(*suite) {
	return func(s *suite) {
		claim, change := s.scene()
		spoil(s, claim, &change)
		before := s.snapshot()
		s.want(s.Store.Apply(s.ctx, claim, change), target)
		s.wantSame(before)
		s.release(claim, hpsync.Next{})
	}
}

// refusedFor wants that a change which requires an open check is refused in state.
func refusedFor(state hpsync.State) func(*suite) {
	return refused(hpsync.ErrStale, func(s *suite, claim hpsync.Claim, change *hpsync.Change) {
		check := *change.Check
		check.State = state
		s.must(s.Store.Apply(s.ctx, claim, hpsync.Change{Check: &check, Next: hpsync.Next{Keep: true}}))
		change.Require.CheckOpen = true
	})
}
