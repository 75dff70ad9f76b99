package sync

import (
	"context"
	"errors"
	"time"
)

// errOvertaken ends an invitation that was decided rightly, and is not right any more.
var errOvertaken = errors.New("overtaken by other invitations")

// gate asks once more, just before an invitation is intended, what other invitations
// may have changed since it was decided: the brake, and checks of the same person.
// Many candidates who are moved at once are decided on before the first of them is
// invited, so the decision alone would let them all through.
//
// The caller holds the engine's inviting token until the intent is written, so two
// workers never count the same. Between processes the brake may be exceeded by as
// many invitations as there are other processes.
func (e *Engine) gate(ctx context.Context, v view) error {
	c, now := v.check, time.Now()
	if c.Released {
		return nil
	}
	counts, err := e.store.CountChecks(ctx, CheckFilter{Connection: c.Connection, Automation: c.Automation, InvitedSince: now.Add(-time.Hour)})
	if err != nil {
		return err
	}
	invited := 0
	for _, n := range counts {
		invited += n
	}
	if invited >= v.automation.brake() {
		return errOvertaken
	}
	if c.Contact == "" {
		return nil
	}
	others, _, err := e.store.ListChecks(ctx, CheckFilter{Environment: c.Environment, Contact: c.Contact, Role: c.Role}, Page{Limit: 1000})
	if err != nil {
		return err
	}
	if _, found := rival(c, others, now); found {
		return errOvertaken
	}
	return nil
}
