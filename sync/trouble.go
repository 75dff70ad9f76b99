package sync

import (
	"errors"
	"net/http"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/lever"
)

// trouble is what a failed call means to the ledger, whichever side it came from.
type trouble struct {
	later        *later        // it was not even tried: the rate limit's next slot is far
	applied      certainty     // whether the call may have had an effect
	status       int           // HTTP status, 0 without an answer
	wait         time.Duration // what the server asked for
	unauthorized bool
}

type certainty int

const (
	unsure certainty = iota // may have been applied
	unsent                  // nothing left, or the server asked to come again: try again
	denied                  // the server said no, and will again
)

func (e *Engine) classify(err error) trouble {
	var t trouble
	if errors.As(err, &t.later) {
		t.applied = unsent
		return t
	}
	var ofLever *lever.Error
	var ofHiPeople *hipeople.Error
	switch {
	case errors.As(err, &ofLever):
		t.status, t.wait = ofLever.Status, ofLever.RetryAfter
	case errors.As(err, &ofHiPeople):
		t.status, t.wait = ofHiPeople.Status, ofHiPeople.RetryAfter
	}
	t.unauthorized = t.status == http.StatusUnauthorized
	var absent interface{ NotSent() bool } // what a Notifier may say
	switch {
	case errors.As(err, &absent):
		if absent.NotSent() {
			t.applied = unsent
		}
	case !lever.IsNotApplied(err) && !hipeople.IsNotApplied(err):
	case refusedHere(err):
		t.applied = denied
	case t.status == 0 || t.status == http.StatusTooManyRequests || t.unauthorized:
		t.applied = unsent
	default:
		t.applied = denied
	}
	return t
}

// refusedHere reports a call that was refused before the network and would be again.
func refusedHere(err error) bool {
	var ofLever *lever.ArgumentError
	var ofHiPeople *hipeople.ArgumentError
	return errors.As(err, &ofLever) || errors.As(err, &ofHiPeople) || errors.Is(err, hipeople.ErrNotSupported)
}
