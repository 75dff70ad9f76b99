package sync

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Resolution is what a person decided about a step.
type Resolution string

// What a person can decide about a step that ended without success.
const (
	ResolveDone  Resolution = "done"  // it happened: they looked
	ResolveAgain Resolution = "again" // do it once more; an invitation then passes what would hold it for a person
	ResolveDrop  Resolution = "drop"  // leave it
)

// ResolveRequest names the step, the decision, and who takes it.
type ResolveRequest struct {
	Check    string
	Step     string
	Version  int
	How      Resolution
	RemoteID string // for done: the id at the other side; an invitation needs the candidate's
	Who      string // for the timeline
	Why      string // for the timeline
}

// Resolve ends a step that needs review, or takes up one that failed or was dropped.
// A step that is ready or sending is the engine's: ErrConflict.
func (e *Engine) Resolve(ctx context.Context, req ResolveRequest) error {
	if req.How != ResolveDone && req.How != ResolveAgain && req.How != ResolveDrop {
		return &ArgumentError{"how", fmt.Sprintf("%q", req.How), "done, again or drop"}
	}
	if req.Who == "" {
		return &ArgumentError{"who", "nothing", "the person who decides"}
	}
	return e.change(ctx, req.Check, func(c Check) (Change, error) {
		step, ok := c.Step(req.Step, req.Version)
		if !ok {
			return Change{}, fmt.Errorf("step %s v%d of check %s: %w", req.Step, req.Version, c.ID, ErrNotFound)
		}
		if step.Open() || step.State == StepDone {
			return Change{}, fmt.Errorf("step %s is %s: %w", step.Name, step.State, ErrConflict)
		}
		if step.Name == StepInvite && req.How == ResolveDone && req.RemoteID == "" {
			return Change{}, &ArgumentError{"remote_id", "nothing", "the candidate's id at HiPeople"}
		}
		now := time.Now()
		step.At, step.Reason = now, "resolved by a person"
		next := c
		switch req.How {
		case ResolveDone:
			step.State, step.RemoteID = StepDone, req.RemoteID
			if step.Name == StepInvite {
				next.State, next.Reason, next.Candidate, next.InvitedAt = Invited, "", req.RemoteID, now
			}
		case ResolveAgain:
			step.State, step.DueAt, step.Refusals, step.Looks, step.Author = Ready, now, 0, 0, 0
			if step.Name == StepInvite {
				next.State, next.Reason, next.InvitedAt, next.Released = Held, "", time.Time{}, true
			}
		case ResolveDrop:
			step.State = Dropped
			if step.Name == StepInvite {
				next.State, next.Reason = Cancelled, "the invitation was dropped by a person"
			}
		}
		entry := stepEntry(step)
		entry.Verdict, entry.Fix = Told, ""
		entry.Reason = fmt.Sprintf("%s, by %s: %s", req.How, req.Who, req.Why)
		return Change{Check: &next, Steps: []Step{step}, Entries: []Entry{entry}, Poke: []Key{c.Profile()}, Next: Next{Due: now}}, nil
	})
}

// Release lets a held check pass the brake and what holds it for a person.
func (e *Engine) Release(ctx context.Context, check, who string) error {
	return e.change(ctx, check, func(c Check) (Change, error) {
		if c.State != Held {
			return Change{}, fmt.Errorf("check %s is %s, not held: %w", c.ID, c.State, ErrConflict)
		}
		next := c
		next.Released = true
		return Change{Check: &next, Entries: []Entry{e.told(c, "release", Told, "released by "+who, "")}, Next: Next{Due: time.Now()}}, nil
	})
}

// change makes a person's change to a check under a claim, like any worker: so a
// click and a worker can't both win. It waits a moment for a worker that is at it.
func (e *Engine) change(ctx context.Context, check string, change func(Check) (Change, error)) error {
	c, err := e.store.Check(ctx, check)
	if err != nil {
		return err
	}
	claim, err := e.claimSoon(ctx, c.Key())
	if err != nil {
		return err
	}
	if c, err = e.store.Check(ctx, check); err != nil {
		return errors.Join(err, e.store.Apply(ctx, claim, Change{Next: Next{Due: time.Now()}}))
	}
	made, err := change(c)
	if err != nil {
		return errors.Join(err, e.store.Apply(ctx, claim, Change{Next: Next{Due: time.Now()}}))
	}
	made.Poke = append(made.Poke, c.Key())
	return e.apply(ctx, claim, made)
}

func (e *Engine) claimSoon(ctx context.Context, key Key) (Claim, error) {
	tick := time.NewTicker(e.timing.Slot / 10)
	defer tick.Stop()
	for range 20 {
		claim, err := e.store.Claim(ctx, key, e.timing.Lease)
		if !errors.Is(err, ErrConflict) {
			return claim, err
		}
		select {
		case <-ctx.Done():
			return Claim{}, ctx.Err()
		case <-tick.C:
		}
	}
	return Claim{}, fmt.Errorf("%s %s is being worked on: %w", key.Kind, key.ID, ErrConflict)
}
