package sync

import (
	"context"
	"errors"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// inviteAction creates the candidate at HiPeople, whereupon HiPeople mails them. It
// looks before it creates and, in doubt, before it creates again.
func (e *Engine) inviteAction(v view) action {
	c, client := v.check, v.account.hipeople
	c.Steps = nil
	set := func(change *Change, state State, reason string) {
		c.State, c.Reason = state, reason
		change.Check = &c
	}
	return action{
		account: client,
		needs:   []need{{client, 2}}, // look, create
		require: Require{ConnectionLive: true, Automation: c.Automation, Revision: c.Revision, CheckOpen: true},
		proven:  client.Profile().Proven(),
		prepare: func(on booked) (string, error) {
			if c.Round > 1 && !client.Profile().TellsRounds() {
				return "", errRounds
			}
			return findCandidate(on(client), client, c, c.EnteredAt)
		},
		gate: func(ctx context.Context) error { return e.gate(ctx, v) },
		send: func(ctx context.Context) (string, error) {
			candidate, err := client.Candidates.Invite(ctx, hipeople.InviteRequest{
				RoleID: c.Role, ATSCandidateID: c.Opportunity, ExternalReference: c.ID,
				FullName: c.Person.Name, Email: c.Person.Email, Phone: c.Person.Phone,
			})
			return candidate.ID, err
		},
		look: func(ctx context.Context) (string, error) {
			return findCandidate(ctx, client, c, c.InvitedAt)
		},
		hopeless: func(err error) bool {
			var unverifiable *hipeople.UnverifiableError
			return errors.As(err, &unverifiable) || errors.Is(err, hipeople.ErrNotSupported)
		},
		intend: func(change *Change) {
			c.InvitedAt = time.Now()
			set(change, Inviting, "")
		},
		finish: func(change *Change, step Step) {
			switch step.State {
			case StepDone:
				c.Candidate = step.RemoteID
				if c.InvitedAt.IsZero() {
					c.InvitedAt = step.At
				}
				set(change, Invited, "")
			case Ready: // provably nobody was written to
				c.InvitedAt = time.Time{}
				set(change, Held, "")
			case StepFailed:
				set(change, Failed, "the invitation was refused: "+step.Reason)
			case StepReview:
				set(change, NeedsReview, "the invitation "+step.Reason)
				for _, recipient := range v.recipients() {
					change.Steps = append(change.Steps, Step{ // one for each time that it comes to this
						Owner: v.check.Key(), Name: mailStep(NoticeReview, recipient), Version: step.Sends, Target: recipient, State: Ready, At: step.At,
					})
				}
			default:
				return
			}
			change.Poke = append(change.Poke, v.check.Profile())
		},
	}
}

var errRounds = errors.New("the HiPeople profile has neither an external reference nor a creation time, so a second round could not be told from the first")

// findCandidate returns the candidate of this very round, "" when there is none. A
// match by our own reference is certain. One by the opportunity alone is this round
// if it was made since then (in whole seconds, as HiPeople may keep no more), or if
// there has been one round only.
func findCandidate(ctx context.Context, client *hipeople.Client, c Check, since time.Time) (string, error) {
	matches, err := client.Candidates.Find(ctx, hipeople.FindRequest{
		ATSCandidateID: c.Opportunity, RoleID: c.Role, ExternalReference: c.ID,
	})
	for _, match := range matches {
		if match.By == hipeople.ByExternalReference {
			return match.Candidate.ID, nil
		}
	}
	if err != nil {
		return "", err
	}
	for _, match := range matches {
		if c.Round == 1 || !match.Candidate.CreatedAt.Before(since.Truncate(time.Second)) {
			return match.Candidate.ID, nil
		}
	}
	return "", nil
}
