package sync

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/failpoint"
	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// deliver brings one received webhook to its verdict.
func (e *Engine) deliver(ctx context.Context, claim Claim) error {
	delivery, err := e.store.Delivery(ctx, claim.Key.ID)
	if err != nil {
		return err
	}
	if delivery.Verdict != "" && delivery.Verdict != Parked {
		return e.apply(ctx, claim, Change{}) // decided: a wake-up that came twice
	}
	connection, err := e.store.Connection(ctx, delivery.Connection)
	if err != nil {
		return err
	}
	if connection.State != ConnectionLive {
		// Whoever brings it back wakes it; the due time is for one who died before they could.
		return e.verdict(ctx, claim, delivery, Parked, "the connection is "+string(connection.State), Change{Next: Next{Due: time.Now().Add(e.timing.Recheck)}})
	}
	if delivery.Source == FromHiPeople {
		return e.deliverHint(ctx, claim, delivery)
	}
	event, err := webhook.DecodeLever(delivery.Raw)
	if err != nil {
		return e.verdict(ctx, claim, delivery, Trouble, "signed, but not an event: "+err.Error(), Change{})
	}
	plan, err := e.store.Automations(ctx, connection.ID)
	if err != nil {
		return err
	}
	switch from, to := event.Data.FromStageID, event.Data.ToStageID; {
	case event.Ping():
		return e.verdict(ctx, claim, delivery, Ping, "Lever tested the connection", Change{})
	case event.Event != webhook.LeverCandidateStageChange || event.Data.OpportunityID == "":
		return e.verdict(ctx, claim, delivery, Ignore, fmt.Sprintf("the event %q asks for nothing", event.Event), Change{})
	case plan.Watches(to):
		return e.decide(ctx, claim, delivery, event, connection, plan)
	case plan.Watches(from):
		return e.left(ctx, claim, delivery, event)
	}
	return e.verdict(ctx, claim, delivery, Ignore, "no automation watches either stage", Change{})
}

// left has held checks of an opportunity that left a watched stage look again.
func (e *Engine) left(ctx context.Context, claim Claim, delivery Delivery, event webhook.LeverEvent) error {
	held, _, err := e.store.ListChecks(ctx, CheckFilter{
		Connection: delivery.Connection, Opportunity: event.Data.OpportunityID, States: []State{Held},
	}, Page{})
	if err != nil {
		return err
	}
	change := Change{}
	for _, check := range held {
		change.Poke = append(change.Poke, check.Key())
	}
	return e.verdict(ctx, claim, delivery, Hint, fmt.Sprintf("left a watched stage; %d held checks look again", len(held)), change)
}

// rereads are the waits, in units of the timing's Reread, after which a delivery is
// read again whose stage entry the API does not show yet.
var rereads = []time.Duration{1, 6, 24}

// decide reads the opportunity and applies the rules to it.
func (e *Engine) decide(ctx context.Context, claim Claim, delivery Delivery, event webhook.LeverEvent, connection Connection, plan Plan) error {
	account, err := e.accounts.get(connection)
	if err != nil {
		return err
	}
	opportunity, err := e.read(ctx, claim, account, event.Data.OpportunityID)
	switch {
	case lever.IsNotFound(err):
		return e.verdict(ctx, claim, delivery, Skip, "Lever has no such opportunity, or this credential may not see it", Change{})
	case err != nil:
		return e.again(ctx, claim, delivery, connection, err)
	case unseen(opportunity, event) && delivery.Tries < len(rereads):
		wait := rereads[delivery.Tries] * e.timing.Reread
		delivery.Tries++
		return e.apply(ctx, claim, Change{Delivery: &delivery, Next: Next{Due: time.Now().Add(wait)}})
	}
	sight, err := e.sight(ctx, connection, plan, opportunity, nil)
	if err != nil {
		return err
	}
	decision := Decide(sight)
	change := Change{Entries: entriesOf(decision, opportunity.ID, delivery.Key(), sight.Now)}
	if decision.Check.ID != "" {
		change.Open = []Opening{{Check: decision.Check, Due: e.firstDue(decision, sight.Now)}}
	} else if decision.Verdict == Known {
		for _, check := range sight.Checks {
			if check.Opportunity == opportunity.ID && check.State.BeforeInvitation() {
				change.Poke = append(change.Poke, check.Key())
			}
		}
	}
	reason := decision.Rules[len(decision.Rules)-1].Reason
	if err := e.verdict(ctx, claim, delivery, decision.Verdict, reason, change); err != nil {
		return err
	}
	failpoint.Hit(failpoint.Decided)
	return nil
}

// unseen reports that the delivery tells of a move which the opportunity, as read,
// shows neither itself nor in a later one: the read was stale.
func unseen(o lever.Opportunity, event webhook.LeverEvent) bool {
	const skew = time.Minute // between the stage change and the webhook about it
	if o.Stage.ID == event.Data.ToStageID {
		return false
	}
	return !slices.ContainsFunc(o.StageChanges, func(change lever.StageChange) bool {
		at := change.UpdatedAt.Time
		return at.After(event.TriggeredAt) || change.ToStageID == event.Data.ToStageID && at.After(event.TriggeredAt.Add(-skew))
	})
}

// read gets an opportunity with its applications: the one read of a decision.
func (e *Engine) read(ctx context.Context, claim Claim, account *account, id string) (lever.Opportunity, error) {
	ctx, err := e.turnFor(ctx, claim.Key, "read", account.lever)
	if err != nil {
		return lever.Opportunity{}, err
	}
	return account.lever.Opportunities.Get(ctx, id, lever.Expand("applications"))
}

// sight gathers what a decision looks at.
func (e *Engine) sight(ctx context.Context, connection Connection, plan Plan, opportunity lever.Opportunity, again *Check) (Sight, error) {
	s := Sight{Now: time.Now(), Connection: connection, Plan: plan, Opportunity: opportunity, Again: again, Invited: map[string]int{}}
	for _, filter := range []CheckFilter{
		{Environment: connection.Lever.Environment, Opportunity: opportunity.ID},
		{Environment: connection.Lever.Environment, Contact: opportunity.Contact.ID},
	} {
		if filter.Opportunity == "" && filter.Contact == "" {
			continue
		}
		checks, _, err := e.store.ListChecks(ctx, filter, Page{Limit: 1000})
		if err != nil {
			return s, err
		}
		for _, check := range checks {
			if !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.ID == check.ID }) {
				s.Checks = append(s.Checks, check)
			}
		}
	}
	for _, automation := range plan.Automations {
		if automation.Stage != opportunity.Stage.ID || automation.Mode != ModeLive {
			continue
		}
		counts, err := e.store.CountChecks(ctx, CheckFilter{
			Connection: connection.ID, Automation: automation.ID, InvitedSince: s.Now.Add(-time.Hour),
		})
		if err != nil {
			return s, err
		}
		for _, n := range counts {
			s.Invited[automation.ID] += n
		}
	}
	return s, nil
}

// entriesOf is the trace of a decision, each rule a line.
func entriesOf(decision Decision, opportunity string, owner Key, at time.Time) []Entry {
	if decision.Check.ID != "" {
		owner = decision.Check.Key()
	}
	entries := make([]Entry, 0, len(decision.Rules))
	for _, rule := range decision.Rules {
		entries = append(entries, Entry{
			Owner: owner, Opportunity: opportunity, At: at,
			Rule: rule.Name, Verdict: rule.Verdict, Reason: rule.Reason, Fix: rule.Fix,
		})
	}
	return entries
}

// firstDue is when a decided check needs work: at once to invite, at the end of its
// hold window, or every so often to see whether what stood against it was mended.
func (e *Engine) firstDue(decision Decision, now time.Time) time.Time {
	switch c := decision.Check; {
	case decision.Verdict == Invite:
		return now
	case decision.Verdict == Hold && !c.HoldUntil.IsZero():
		return c.HoldUntil
	}
	return now.Add(e.timing.Recheck)
}

// verdict closes a delivery.
func (e *Engine) verdict(ctx context.Context, claim Claim, delivery Delivery, verdict Verdict, reason string, change Change) error {
	delivery.Verdict, delivery.Reason = verdict, reason
	change.Delivery = &delivery
	return e.apply(ctx, claim, change)
}

// again puts a delivery off whose opportunity could not be read.
func (e *Engine) again(ctx context.Context, claim Claim, delivery Delivery, connection Connection, err error) error {
	trouble := e.classify(err)
	if trouble.later != nil {
		return trouble.later
	}
	// Waiting as long again as it has waited already doubles the wait. Tries are not
	// counted here: they are for reads that came too early to see the move.
	waited := min(max(time.Since(delivery.ReceivedAt), e.backoff(1)), e.backoff(100))
	change := Change{Next: Next{Due: time.Now().Add(max(waited, trouble.wait))}}
	if trouble.unauthorized {
		change.Poke = []Key{connection.Key()}
	}
	e.log.WarnContext(ctx, "opportunity not read", "delivery", delivery.ID, "error", err)
	return e.apply(ctx, claim, change)
}

// deliverHint has the check look whose candidate a HiPeople webhook names. What the
// webhook says is not believed: the check reads the candidate itself.
func (e *Engine) deliverHint(ctx context.Context, claim Claim, delivery Delivery) error {
	candidate, err := e.config.Profile.Webhook.Candidate(delivery.Raw)
	if err != nil || candidate == "" {
		return e.verdict(ctx, claim, delivery, Ignore, "names no candidate", Change{})
	}
	checks, _, err := e.store.ListChecks(ctx, CheckFilter{Connection: delivery.Connection, Candidate: candidate}, Page{})
	if err != nil {
		return err
	}
	if len(checks) == 0 {
		return e.verdict(ctx, claim, delivery, Ignore, "no check here has this candidate", Change{})
	}
	change := Change{}
	for _, check := range checks {
		change.Poke = append(change.Poke, check.Key())
	}
	return e.verdict(ctx, claim, delivery, Hint, "check "+checks[0].ID+" looks", change)
}
