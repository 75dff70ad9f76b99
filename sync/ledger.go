package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/failpoint"
	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// The step ledger: intend, act, confirm; in doubt look before acting again.
//
//	ready ── intend ──→ sending ── answered ──────────→ done | failed | ready (provably not done)
//	                       └─ no trustworthy answer ──→ stays sending
//	sending, found by a worker after Deadline + Quarantine ── look ──→ done (it is there)
//	                                                            └────→ ready once (two looks prove it absent)
//	                                                            └────→ needs_review

// action is how one step is done and looked for.
type action struct {
	account reserver // whose rate limit it counts against; nil: none
	needs   []need   // all calls of prepare and send
	require Require  // what must hold at the instant of intending
	proven  bool     // a look that finds nothing proves that it is absent
	repeat  bool     // may be sent again when in doubt: the receiver can tell that it is the same
	author  int      // how many authors can be tried after a 403

	prepare func(ctx booked) (remoteID string, err error) // before intending; an id: it is there already
	gate    func(ctx context.Context) error               // asked just before intending, one at a time; nil: none
	send    func(ctx context.Context) (remoteID string, err error)
	look    func(ctx context.Context) (remoteID string, err error) // "": not there
	close   func()

	hopeless func(err error) bool // a look that failed so would always fail

	// finish adds what the step's end means for its owner to the change; either may be nil.
	finish func(change *Change, step Step)
	intend func(change *Change)
}

// booked gives the context for the calls to an account.
type booked = func(account reserver) context.Context

const (
	maxRefusals = 60 // tries that provably did nothing, about half a day
	maxSends    = 5  // of a step that may be repeated in doubt
	looksNeeded = 2  // spaced, to prove something absent
)

// perform brings one step a move further. It returns nil when the step has changed
// and the claim goes on.
func (e *Engine) perform(ctx context.Context, claim Claim, step Step, act action) error {
	if act.close != nil {
		defer act.close()
	}
	if step.State == Sending {
		return e.settleDoubt(ctx, claim, step, act)
	}
	on, err := e.turn(ctx, claim.Key, step.Name, act.needs...)
	if err != nil {
		return err
	}
	begun := time.Now()
	if act.prepare != nil {
		remoteID, err := act.prepare(on)
		switch {
		case err != nil:
			return e.settle(ctx, claim, step, act, "", notDone{err})
		case remoteID != "":
			return e.settle(ctx, claim, step, act, remoteID, nil)
		}
	}
	slot := on(act.account)
	if act.account != nil && time.Since(begun) > e.timing.Slot {
		if slot, err = renew(ctx, act.account); err != nil {
			return err
		}
	}
	if !e.room(claim) { // preparing took long; it is quicker under the next claim
		return &later{time.Now(), "the claim nears its end"}
	}
	step.State, step.Epoch, step.At = Sending, claim.Epoch, time.Now()
	step.Sends++
	step.Deadline = claim.Until.Add(-2 * e.timing.Slot)
	step.LookAt, step.Looks, step.Reason = step.Deadline.Add(e.timing.Quarantine), 0, ""
	if act.repeat {
		step.LookAt = step.Deadline
	}
	intent := Change{Steps: []Step{step}, Require: act.require, Next: Next{Keep: true}}
	if act.intend != nil {
		act.intend(&intent)
	}
	if err := e.intend(ctx, claim, intent, act.gate); err != nil {
		return err // also when the outcome of the commit is unknown: nothing was sent, and a look will find nothing
	}
	failpoint.Hit(failpoint.Intended + "/" + step.kind())
	limited, cancel := context.WithDeadline(transport.WithWriteDeadline(slot, step.Deadline), claim.Until.Add(-e.timing.Slot))
	defer cancel()
	remoteID, err := act.send(limited)
	failpoint.Hit(failpoint.Applied + "/" + step.kind())
	return e.settle(ctx, claim, step, act, remoteID, err)
}

func (e *Engine) intend(ctx context.Context, claim Claim, intent Change, gate func(context.Context) error) error {
	if gate != nil {
		select {
		case e.inviting <- struct{}{}:
			defer func() { <-e.inviting }()
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := gate(ctx); err != nil {
			return err
		}
	}
	return e.apply(ctx, claim, intent)
}

// notDone marks an error of preparing: the step itself was not begun.
type notDone struct{ error }

func (n notDone) Unwrap() error { return n.error }

// settle records what an attempt came to.
func (e *Engine) settle(ctx context.Context, claim Claim, step Step, act action, remoteID string, err error) error {
	trouble := e.classify(err)
	if trouble.later != nil {
		return trouble.later
	}
	var preparing notDone
	if errors.As(err, &preparing) && trouble.applied == unsure {
		trouble.applied = unsent
	}
	now := time.Now()
	step.At = now
	switch {
	case err == nil:
		step.State, step.RemoteID, step.Reason = StepDone, remoteID, ""
	case trouble.applied == unsure:
		step.Reason = "in doubt: " + err.Error()
	case trouble.status == 403 && step.Author+1 < act.author:
		step.State, step.Author, step.Reason = Ready, step.Author+1, err.Error()
	case trouble.applied == unsent && step.Refusals < maxRefusals:
		step.Refusals++
		step.State, step.Reason = Ready, err.Error()
		step.DueAt = now.Add(max(e.backoff(step.Refusals), trouble.wait))
	default:
		step.State, step.Reason = StepFailed, err.Error()
	}
	if trouble.unauthorized {
		e.suspectKey(claim.Key.Connection)
	}
	return e.record(ctx, claim, step, act)
}

// settleDoubt looks for a step that may have taken effect.
func (e *Engine) settleDoubt(ctx context.Context, claim Claim, step Step, act action) error {
	failpoint.Hit(failpoint.ReadBack)
	now := time.Now()
	step.At = now
	if act.repeat {
		step.State, step.Reason = Ready, "in doubt, so it is sent again as the same message"
		if step.Sends >= maxSends {
			step.State, step.Reason = StepFailed, fmt.Sprintf("in doubt after %d attempts", step.Sends)
		}
		return e.record(ctx, claim, step, act)
	}
	booked, err := e.turnFor(ctx, claim.Key, "look for "+step.Name, act.account)
	if err != nil {
		return err
	}
	remoteID, err := act.look(booked)
	switch {
	case err != nil:
		trouble := e.classify(err)
		if trouble.later != nil {
			return trouble.later
		}
		if trouble.unauthorized {
			e.suspectKey(claim.Key.Connection)
		}
		step.Refusals++
		if act.hopeless != nil && act.hopeless(err) || step.Refusals >= maxRefusals {
			step.State, step.Reason = StepReview, "may have been done, and it cannot be looked for: "+err.Error()
			break
		}
		step.LookAt, step.Reason = now.Add(max(e.backoff(step.Refusals), trouble.wait)), "in doubt, and it could not be looked for: "+err.Error()
	case remoteID != "":
		step.State, step.RemoteID, step.Reason = StepDone, remoteID, "found when looked for"
	case step.Looks+1 < looksNeeded:
		step.Looks++
		step.LookAt, step.Reason = now.Add(e.timing.Spacing), "in doubt; not there at the first look"
	case act.proven && step.Again == 0:
		step.Looks++
		step.Again++
		step.State, step.Reason = Ready, "proved absent by two looks, so it is sent again"
	default:
		step.Looks++
		step.State, step.Reason = StepReview, "may have been done; nothing could prove it"
	}
	return e.record(ctx, claim, step, act)
}

// record writes the step's new state, a line of the timeline, and what it means for
// the owner.
func (e *Engine) record(ctx context.Context, claim Claim, step Step, act action) error {
	change := Change{Steps: []Step{step}, Entries: []Entry{stepEntry(step)}, Next: Next{Keep: true}}
	if act.finish != nil {
		act.finish(&change, step)
	}
	if err := e.apply(ctx, claim, change); err != nil {
		return err
	}
	failpoint.Hit(failpoint.Settled + "/" + step.kind())
	return nil
}

// stepEntry is the timeline's line for a step's new state.
func stepEntry(step Step) Entry {
	entry := Entry{Owner: step.Owner, At: step.At, Rule: step.Name, Verdict: Told}
	if step.Version > 0 {
		entry.Rule = fmt.Sprintf("%s v%d", step.Name, step.Version)
	}
	switch step.State {
	case StepDone:
		entry.Reason = "done"
		if step.Reason != "" {
			entry.Reason = "done: " + step.Reason
		}
	case Ready:
		entry.Verdict, entry.Reason = Trouble, "will be tried again: "+step.Reason
	case Sending:
		entry.Verdict, entry.Reason = Trouble, step.Reason
		entry.Fix = "Nothing to do: it is looked for at " + stamp(step.LookAt) + " before anything is sent again."
	case StepReview:
		entry.Verdict, entry.Reason = Trouble, step.Reason
		entry.Fix = "Look at the other side and resolve the step: done, again or drop."
	default:
		entry.Verdict, entry.Reason = Trouble, step.Reason
		entry.Fix = "Mend the cause and run the step again."
	}
	return entry
}
