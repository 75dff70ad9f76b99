package sync

import (
	"context"
	"errors"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/lever"
)

// view is a check with all that surrounds it, read afresh before each move.
type view struct {
	check      Check
	connection Connection
	plan       Plan
	automation Automation // zero when it is gone
	account    *account
}

func (e *Engine) view(ctx context.Context, id string) (view, error) {
	var v view
	var err error
	if v.check, err = e.store.Check(ctx, id); err != nil {
		return v, err
	}
	if v.connection, err = e.store.Connection(ctx, v.check.Connection); err != nil {
		return v, err
	}
	if v.plan, err = e.store.Automations(ctx, v.check.Connection); err != nil {
		return v, err
	}
	v.automation, _ = v.plan.Find(v.check.Automation)
	if v.connection.State == ConnectionLive {
		v.account, err = e.accounts.get(v.connection)
	}
	return v, err
}

// attend serves one check: it settles what is in doubt, sends what is ready, looks
// at HiPeople once (after an invitation too, which reads back what was made), and
// rests. One check, one worker.
func (e *Engine) attend(ctx context.Context, claim Claim) error {
	looked := false
	for {
		v, err := e.view(ctx, claim.Key.ID)
		switch {
		case err != nil:
			return err
		case v.check.Key() != claim.Key:
			return e.apply(ctx, claim, Change{}) // another connection's check: its own row serves it
		case v.connection.State != ConnectionLive:
			// Parked until the connection is back. Whoever brings it back wakes it; the due
			// time is for one who died before they could.
			return e.apply(ctx, claim, Change{Next: Next{Due: time.Now().Add(e.timing.Recheck)}})
		case !e.room(claim):
			return e.apply(ctx, claim, Change{Next: Next{Due: time.Now()}})
		}
		now := time.Now()
		if step, ok := nextStep(v.check.Steps, now); ok {
			if step.Name == StepInvite && step.State == Ready && !e.fresh(v, now) {
				if rest, err := e.reconsider(ctx, claim, v); err != nil || rest {
					return err
				}
				continue
			}
			if why := obsolete(v.check, step); why != "" {
				step.State, step.Reason, step.At = Dropped, why, now
				if err := e.apply(ctx, claim, Change{Steps: []Step{step}, Entries: []Entry{stepEntry(step)}, Next: Next{Keep: true}}); err != nil {
					return err
				}
				continue
			}
			switch err := e.run(ctx, claim, v, step); {
			case errors.Is(err, errOvertaken):
				err = e.doubt(ctx, claim, v.check)
				if err != nil {
					return err
				}
			case err != nil:
				return err
			}
			continue
		}
		switch c := v.check; {
		case c.State.BeforeInvitation():
			if invite, ok := c.Step(StepInvite, 0); ok && invite.State == Ready {
				return e.rest(ctx, claim, v) // decided, and its time has not come
			}
			if rest, err := e.reconsider(ctx, claim, v); err != nil || rest {
				return err
			}
		case (c.State.Running() || c.State.Done()) && c.Candidate != "" && !looked:
			looked = true
			if err := e.look(ctx, claim, v); err != nil {
				return err
			}
		default:
			return e.rest(ctx, claim, v)
		}
	}
}

// room reports that the claim lasts long enough to begin something.
func (e *Engine) room(claim Claim) bool { return time.Until(claim.Until) > e.timing.Lease/2 }

// nextStep is what must be worked on first: a step in doubt before anything is sent,
// then the oldest step whose time has come.
func nextStep(steps []Step, now time.Time) (Step, bool) {
	for _, step := range steps {
		if step.State == Sending && !step.LookAt.After(now) {
			return step, true
		}
	}
	for _, step := range steps {
		if step.State == Ready && !step.DueAt.After(now) {
			return step, true
		}
	}
	return Step{}, false
}

// obsolete says why a report that has not left yet is not to be written any more. The
// report of an earlier version can't be had: HiPeople has the latest one only.
func obsolete(c Check, step Step) string {
	switch {
	case step.State != Ready || step.Name != StepPDF && step.Name != StepNote:
		return ""
	case c.State == Cancelled:
		return "the check was cancelled"
	case step.Version < c.Latest().Number:
		return "a later version of the report is out"
	}
	return ""
}

// rest hands the check back until something is due.
func (e *Engine) rest(ctx context.Context, claim Claim, v view) error {
	return e.apply(ctx, claim, Change{Next: Next{Due: e.due(v.check, time.Now())}})
}

// due is when the check needs work next.
func (e *Engine) due(c Check, now time.Time) time.Time {
	var due time.Time
	add := func(at time.Time) {
		if due.IsZero() || at.Before(due) {
			due = at
		}
	}
	for _, step := range c.Steps {
		switch step.State {
		case Ready:
			add(step.DueAt)
		case Sending:
			add(step.LookAt)
		}
	}
	switch {
	case c.State == Held && !c.HoldUntil.IsZero():
		add(c.HoldUntil)
	case c.State == Held, c.State == Skipped && now.Sub(c.EnteredAt) < defaultWindow:
		add(now.Add(e.timing.Recheck))
	case c.Candidate == "": // HiPeople deleted it: there is nothing to look at
	case c.State.Running():
		add(now.Add(e.pollWait(now.Sub(c.InvitedAt))))
	case c.State.Done() && now.Sub(c.Latest().SeenAt) < e.timing.Watch:
		add(now.Add(e.timing.PollDone))
	}
	return due
}

// pollWait grows with the age of a check: four times slower after two days, up to
// 24 times after two weeks.
func (e *Engine) pollWait(age time.Duration) time.Duration {
	switch {
	case age < 192*e.timing.Poll:
		return e.timing.Poll
	case age < 1344*e.timing.Poll:
		return 4 * e.timing.Poll
	}
	return 24 * e.timing.Poll
}

// reconsider decides on a check that nobody was invited for yet. It rests unless
// the candidate is to be invited now.
func (e *Engine) reconsider(ctx context.Context, claim Claim, v view) (rest bool, err error) {
	now := time.Now()
	decision := Decision{Verdict: Invite, Check: v.check}
	var entries []Entry
	if !e.fresh(v, now) {
		opportunity, err := e.read(ctx, claim, v.account, v.check.Opportunity)
		switch {
		case lever.IsNotFound(err):
			c := v.check
			c.State, c.Reason, c.HoldUntil = Skipped, "Lever has no such opportunity any more", time.Time{}
			return true, e.apply(ctx, claim, Change{Check: &c, Steps: dropInvite(v.check, now), Entries: []Entry{e.told(v.check, "opportunity", Skip, c.Reason, "")}})
		case err != nil:
			return false, e.afterRead(v, err)
		}
		sight, err := e.sight(ctx, v.connection, v.plan, opportunity, &v.check)
		if err != nil {
			return false, err
		}
		decision = Decide(sight)
		entries = entriesOf(decision, v.check.Opportunity, v.check.Key(), now)
	}
	c := decision.Check
	if decision.Verdict != Invite {
		c.Steps = nil
		change := Change{Check: &c, Steps: dropInvite(v.check, now), Entries: entries}
		change.Next.Due = e.due(c, now)
		return true, e.apply(ctx, claim, change)
	}
	invite, exists := v.check.Step(StepInvite, 0)
	if !exists || invite.State == Dropped {
		invite = Step{Owner: v.check.Key(), Name: StepInvite, State: Ready, At: now, Epoch: invite.Epoch}
	}
	return false, e.apply(ctx, claim, Change{Check: &c, Steps: []Step{invite}, Entries: entries, Next: Next{Keep: true}})
}

// fresh reports that the check was decided on just now, so that an invitation needs
// no second read.
func (e *Engine) fresh(v view, now time.Time) bool {
	c := v.check
	return c.State == Held && c.Reason == "" && now.Sub(c.DecidedAt) < e.timing.Fresh && c.Revision == v.automation.Revision
}

// doubt has a check decided on again before it is invited.
func (e *Engine) doubt(ctx context.Context, claim Claim, c Check) error {
	c.DecidedAt = time.Time{}
	return e.apply(ctx, claim, Change{Check: &c, Next: Next{Keep: true}})
}

// dropInvite takes back an invitation that has not left.
func dropInvite(c Check, now time.Time) []Step {
	step, ok := c.Step(StepInvite, 0)
	if !ok || step.State != Ready {
		return nil
	}
	step.State, step.Reason, step.At = Dropped, "the candidate is not to be invited any more", now
	return []Step{step}
}

// look reads the candidate at HiPeople and advances the check by what it sees.
func (e *Engine) look(ctx context.Context, claim Claim, v view) error {
	booked, err := e.turnFor(ctx, claim.Key, "look", v.account.hipeople)
	if err != nil {
		return err
	}
	candidate, err := v.account.hipeople.Candidates.Get(booked, v.check.Candidate)
	seen := Observation{At: time.Now(), Candidate: candidate, Gone: hipeople.IsNotFound(err)}
	if err != nil && !seen.Gone {
		return e.afterRead(v, err)
	}
	change := Advance(v.check, v.automation, v.recipients(), seen)
	change.Next.Keep = true
	return e.apply(ctx, claim, change)
}

// afterRead puts a check off whose truth could not be read.
func (e *Engine) afterRead(v view, err error) error {
	trouble := e.classify(err)
	if trouble.later != nil {
		return trouble.later
	}
	if trouble.unauthorized {
		e.suspect(v.connection)
	}
	e.log.Warn("a check could not be looked at", "check", v.check.ID, "error", err)
	return &later{time.Now().Add(max(2*e.timing.Retry, trouble.wait)), "could not be read"}
}

// recipients are the reviewers who are told.
func (v view) recipients() []string {
	if len(v.automation.Notify) > 0 {
		return v.automation.Notify
	}
	return v.connection.Notify
}

// told is a line of the check's timeline.
func (e *Engine) told(c Check, rule string, verdict Verdict, reason, fix string) Entry {
	return Entry{Owner: c.Key(), Opportunity: c.Opportunity, At: time.Now(), Rule: rule, Verdict: verdict, Reason: reason, Fix: fix}
}
