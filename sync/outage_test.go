package sync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func (w *world) pause() {
	w.t.Helper()
	if _, err := w.engine.Pause(w.t.Context(), "acme"); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) resume() {
	w.t.Helper()
	if _, err := w.engine.Resume(w.t.Context(), "acme"); err != nil {
		w.t.Fatal(err)
	}
}

// calls to both sides since the last time it was asked.
func (w *world) calls() (lever, hipeople int) {
	l, h := len(w.lever.Calls(levertest.CallFilter{})), len(w.hipeople.Calls(hipeopletest.CallFilter{}))
	lever, hipeople = l-w.seen[0], h-w.seen[1]
	w.seen = [2]int{l, h}
	return lever, hipeople
}

// silent asserts that d passes without a call to either side.
func (w *world) silent(d time.Duration) {
	w.t.Helper()
	w.sleep(2 * time.Second) // what is in the air comes down
	w.calls()
	w.sleep(d)
	if lever, hipeople := w.calls(); lever+hipeople != 0 {
		w.t.Errorf("%d calls to Lever and %d to HiPeople, want none", lever, hipeople)
	}
}

func (w *world) state() hpsync.Connection {
	w.t.Helper()
	connection, err := w.store.Connection(w.t.Context(), "acme")
	if err != nil {
		w.t.Fatal(err)
	}
	return connection
}

// phases are the moments of a check at which something can come in between. Each
// returns how often Ada has been invited by then.
var phases = map[string]struct {
	hold    time.Duration
	until   func(*world)
	invited int
}{
	"held": {time.Hour, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.check(w.company.Ada.ID, hpsync.Held)
	}, 0},
	"about to be invited": {0, func(w *world) {
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503, Method: "GET", Path: "/api/candidates", Times: 4})
		w.enter(w.company.Ada.ID)
		w.sleep(7 * time.Second)
		w.check(w.company.Ada.ID, hpsync.Held)
	}, 0},
	"invited, in doubt": {0, func(w *world) {
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter, Method: "PUT", Path: "/api/candidates"})
		w.enter(w.company.Ada.ID)
		w.sleep(20 * time.Second)
		w.check(w.company.Ada.ID, hpsync.Inviting)
	}, 1},
	"invited": {0, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.check(w.company.Ada.ID, hpsync.Invited)
	}, 1},
	"report pending": {0, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503, Method: "GET", Path: "/reports/*", Times: 12})
		if err := w.hipeople.Complete(w.candidate(w.company.Ada.ID)); err != nil {
			w.t.Fatal(err)
		}
		w.hint(w.check(w.company.Ada.ID, hpsync.Invited))
		if n := len(w.opportunity(w.company.Ada.ID).Files); n != 0 {
			w.t.Fatalf("%d files already", n)
		}
	}, 1},
	"upload in doubt": {0, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.lever.Faults().Add(levertest.Fault{Kind: levertest.ResetAfter, Method: "POST", Path: "/v1/opportunities/*/files"})
		if err := w.hipeople.Complete(w.candidate(w.company.Ada.ID)); err != nil {
			w.t.Fatal(err)
		}
		w.hint(w.check(w.company.Ada.ID, hpsync.Invited))
	}, 1},
}

// whole asserts that the main job ends as if nothing had come in between.
func (w *world) whole() {
	w.t.Helper()
	ada := w.company.Ada.ID
	w.sleep(3 * time.Hour)
	w.invited(ada, 1)
	if c := w.candidateState(w.candidate(ada)); c.CompletedAt.IsZero() {
		w.finish(ada)
	}
	w.sleep(3 * time.Hour)
	check := w.check(ada, hpsync.Completed)
	w.arrived(ada, check, 1)
	w.invited(ada, 1)
	if got := w.mails.kinds(); got[hpsync.NoticeReport] != 1 || got[hpsync.NoticeReview] != 0 {
		w.t.Errorf("notices %v", got)
	}
	for _, step := range check.Steps {
		if step.State != hpsync.StepDone {
			w.t.Errorf("step %s ended %s: %s", step.Name, step.State, step.Reason)
		}
	}
	if w.t.Failed() {
		w.dump(check)
	}
}

// TestPauseAnywhere: a pause in any phase calls nobody, and afterwards all goes on.
func TestPauseAnywhere(t *testing.T) {
	t.Parallel()
	for name, phase := range phases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{edit: holding(phase.hold)}, func(w *world) {
				phase.until(w)
				w.pause()
				w.silent(26 * time.Hour)
				w.invited(w.company.Ada.ID, phase.invited)
				w.resume()
				w.whole()
			})
		})
	}
}

// TestPauseBeforeDecision: who enters during a pause is not invited by surprise, not
// at once and not later; who enters again is.
func TestPauseBeforeDecision(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.pause()
		w.enter(ada)
		w.silent(5 * time.Hour)
		if got := w.verdicts(); len(got) != 1 || got[0] != hpsync.Parked {
			w.t.Errorf("verdicts %q, want one that is parked", got)
		}
		w.resume()
		w.sleep(50 * time.Hour)
		if check := w.check(ada, hpsync.Skipped); !strings.Contains(check.Reason, "came back") {
			w.t.Errorf("reason %q", check.Reason)
		}
		w.invited(ada, 0)
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Minute)
		w.enter(ada)
		w.sleep(time.Minute)
		w.check(ada, hpsync.Invited)
	})
}

// TestPauseByAnotherProcess: who paused or resumed died before they could wake
// anything. Nothing stays parked for ever.
func TestPauseByAnotherProcess(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(time.Hour)}, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		connection := w.state()
		connection.State = hpsync.ConnectionPaused
		if err := w.store.PutConnection(w.t.Context(), connection); err != nil {
			w.t.Fatal(err)
		}
		w.enter(w.company.Bruno.ID)
		w.silent(5 * time.Hour)
		connection = w.state()
		connection.State = hpsync.ConnectionLive
		if err := w.store.PutConnection(w.t.Context(), connection); err != nil {
			w.t.Fatal(err)
		}
		w.sleep(2 * time.Hour)
		w.check(w.company.Ada.ID, hpsync.Invited)
		if got := w.verdicts()[0]; got == hpsync.Parked {
			w.t.Errorf("Bruno's delivery is still %s", got)
		}
	})
}

// TestRevokedAnywhere: access is withdrawn at Lever in any phase. Two refusals, and the
// calls stop but for one probe an hour; when it is back all goes on.
func TestRevokedAnywhere(t *testing.T) {
	t.Parallel()
	for name, phase := range phases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{edit: holding(phase.hold)}, func(w *world) {
				phase.until(w)
				w.lever.Revoke()
				w.sleep(3 * time.Hour)
				if c := w.state(); c.State != hpsync.ConnectionRevoked || !strings.Contains(c.Reason, "Lever refuses") {
					w.t.Fatalf("connection is %s (%s), want revoked", c.State, c.Reason)
				}
				w.calls()
				w.sleep(24 * time.Hour)
				if lever, hipeople := w.calls(); lever != 24 || hipeople != 0 {
					w.t.Errorf("%d calls to Lever and %d to HiPeople in a day, want 24 and 0", lever, hipeople)
				}
				w.lever.Restore()
				w.whole()
				w.heard()
			})
		})
	}
}

// TestRevokedAtHiPeople: as at Lever; a probe is a call to each side then.
func TestRevokedAtHiPeople(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 401, Times: -1})
		w.enter(w.company.Ada.ID)
		w.sleep(10 * time.Minute)
		if c := w.state(); c.State != hpsync.ConnectionRevoked || !strings.Contains(c.Reason, "HiPeople refuses") {
			w.t.Fatalf("connection is %s (%s), want revoked", c.State, c.Reason)
		}
		w.calls()
		w.sleep(24 * time.Hour)
		if lever, hipeople := w.calls(); lever != 24 || hipeople != 24 {
			w.t.Errorf("%d calls to Lever and %d to HiPeople in a day, want 24 each", lever, hipeople)
		}
		w.invited(w.company.Ada.ID, 0)
		w.hipeople.ClearFaults()
		w.whole()
		if !strings.Contains(w.log.String(), "connection revoked") {
			w.t.Error("the log says nothing of it")
		}
	})
}

// TestOneRefusal: a single 401 is no revocation.
func TestOneRefusal(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 401, Method: "GET", Path: "/api/candidates"})
		w.enter(w.company.Ada.ID)
		w.sleep(5 * time.Minute)
		if c := w.state(); c.State != hpsync.ConnectionLive || !c.RefusedAt.IsZero() {
			w.t.Errorf("connection is %s, refused at %s", c.State, c.RefusedAt)
		}
		w.invited(w.company.Ada.ID, 1)
		w.check(w.company.Ada.ID, hpsync.Invited)
	})
}

// TestEnteredWhileRevoked: as in a pause, nobody is invited by surprise when it is back.
func TestEnteredWhileRevoked(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.lever.Revoke()
		w.sleep(2 * time.Hour) // noticed by the hourly look
		w.enter(w.company.Ada.ID)
		w.sleep(2 * time.Hour)
		w.lever.Restore()
		w.sleep(5 * time.Hour)
		w.check(w.company.Ada.ID, hpsync.Skipped)
		w.invited(w.company.Ada.ID, 0)
	})
}

// TestReconnect: new credentials for a revoked connection. Checks go on where they
// stood, and the webhook is still the one.
func TestReconnect(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		hook := w.hook().ID
		w.lever.Revoke()
		w.sleep(3 * time.Hour)
		if _, err := w.engine.Connect(w.t.Context(), w.credentials()); !refusedSide(err, "lever") {
			w.t.Errorf("Connect while revoked: %v", err)
		}
		w.lever.Restore()
		bad := w.credentials()
		bad.LeverKey = "wrong-lever-key"
		w.secrets = append(w.secrets, bad.LeverKey, "wrong-hipeople-secret")
		if _, err := w.engine.Connect(w.t.Context(), bad); !refusedSide(err, "lever") {
			w.t.Errorf("Connect with a wrong key: %v", err)
		}
		bad = w.credentials()
		bad.HiPeopleSecret = "wrong-hipeople-secret"
		if _, err := w.engine.Connect(w.t.Context(), bad); !refusedSide(err, "hipeople") {
			w.t.Errorf("Connect with a wrong secret: %v", err)
		}
		if c := w.state(); c.State != hpsync.ConnectionRevoked {
			w.t.Errorf("a refused credential was kept: %s", c.State)
		}
		w.connect()
		if c := w.state(); c.State != hpsync.ConnectionLive || c.Reason != "" {
			w.t.Errorf("connection is %s (%s)", c.State, c.Reason)
		}
		if w.hook().ID != hook {
			w.t.Error("another webhook was made")
		}
		w.heard()
		w.whole()
	})
}

func refusedSide(err error, side string) bool {
	var argument *hpsync.ArgumentError
	return errors.As(err, &argument) && argument.Field == side && !strings.Contains(err.Error(), "wrong-")
}

// TestBothSidesDown: eight hours without either side. No row is tried more often than every
// Retry, each time with the client's four tries, and all goes on afterwards.
func TestBothSidesDown(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.lever.Faults().Add(levertest.Fault{Kind: levertest.Status, Status: 503, Times: -1})
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503, Times: -1})
		w.enter(w.company.Bruno.ID)
		w.sleep(time.Hour)
		w.calls()
		w.sleep(8 * time.Hour)
		lever, hipeople := w.calls()
		const most = 4 * 8 * 60 * 60 / 15 // of the connection's row
		if lever > most+500 || hipeople > most {
			w.t.Errorf("%d calls to Lever and %d to HiPeople in eight hours of outage: that is a busy loop", lever, hipeople)
		}
		w.lever.Faults().Clear()
		w.hipeople.ClearFaults()
		w.sleep(time.Hour)
		w.check(w.company.Bruno.ID, hpsync.Invited)
		w.whole()
	})
}
