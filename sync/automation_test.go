package sync_test

import (
	"errors"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestAutomationChangesInBetween: between the decision and the invitation the
// automation is switched off, or changed.
func TestAutomationChangesInBetween(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*hpsync.Automation)
		want hpsync.State
	}{
		"switched off":        {func(a *hpsync.Automation) { a.Mode = hpsync.ModeOff }, hpsync.Skipped},
		"dry run":             {func(a *hpsync.Automation) { a.Mode = hpsync.ModeDryRun }, hpsync.Skipped},
		"another role":        {func(a *hpsync.Automation) { a.Role = "role-x" }, hpsync.Skipped},
		"another stage":       {func(a *hpsync.Automation) { a.Stage = "offer" }, hpsync.Skipped},
		"tells other people":  {func(a *hpsync.Automation) { a.Notify = []string{"omar@company.example"} }, hpsync.Invited},
		"a hold window":       {holding(2 * time.Hour), hpsync.Held},
		"no automation left":  {nil, hpsync.Skipped},
		"nothing was changed": {func(*hpsync.Automation) {}, hpsync.Invited},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{}, func(w *world) {
				ada := w.company.Ada.ID
				// The look before the invitation takes half a minute: time to change one's mind.
				w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultSlowBody, Method: "GET", Path: "/api/candidates", Delay: 20 * time.Second})
				w.enter(ada)
				w.sleep(10 * time.Second)
				w.invited(ada, 0)
				if c.edit != nil {
					w.alter(c.edit)
				} else if _, err := w.engine.SetAutomations(w.t.Context(), "acme", hpsync.Plan{Revision: 1}); err != nil {
					w.t.Fatal(err)
				}
				w.sleep(90 * time.Minute)
				w.check(ada, c.want)
				want := 0
				if c.want == hpsync.Invited {
					want = 1
				}
				w.invited(ada, want)
			})
		})
	}
}

// TestUnproven: nobody is invited by a guess, and the plan that asks for it is refused.
func TestUnproven(t *testing.T) {
	t.Parallel()
	play(t, setup{mode: hpsync.ModeDryRun, profile: func(p *hipeople.Profile) { p.Find.Evidence = hipeople.Guess }}, func(w *world) {
		plan, err := w.store.Automations(w.t.Context(), "acme")
		if err != nil {
			w.t.Fatal(err)
		}
		plan.Automations[0].Mode = hpsync.ModeLive
		if _, err := w.engine.SetAutomations(w.t.Context(), "acme", plan); !errors.Is(err, hpsync.ErrUnproven) {
			w.t.Errorf("SetAutomations: %v, want ErrUnproven", err)
		}
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.check(w.company.Ada.ID, hpsync.Skipped)
		w.invited(w.company.Ada.ID, 0)
	})
}

// TestPlanIsCompared: who changes an old plan is told.
func TestPlanIsCompared(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		old, err := w.store.Automations(w.t.Context(), "acme")
		if err != nil {
			w.t.Fatal(err)
		}
		w.alter(holding(time.Hour))
		if _, err := w.engine.SetAutomations(w.t.Context(), "acme", old); !errors.Is(err, hpsync.ErrConflict) {
			w.t.Errorf("SetAutomations: %v, want ErrConflict", err)
		}
		now, err := w.store.Automations(w.t.Context(), "acme")
		if err != nil || now.Automations[0].Revision != old.Automations[0].Revision+1 || !now.Automations[0].LiveSince.Equal(old.Automations[0].LiveSince) {
			w.t.Errorf("revision %d after %d, live since moved: %v", now.Automations[0].Revision, old.Automations[0].Revision, err)
		}
	})
}

// TestStaleRead: the API shows the move later than the webhook tells it.
func TestStaleRead(t *testing.T) {
	t.Parallel()
	for name, stale := range map[string]time.Duration{"for seconds": 3 * time.Second, "for a minute": time.Minute, "for two": 2 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{}, func(w *world) {
				w.staleFor(stale)
				w.enter(w.company.Ada.ID)
				w.sleep(10 * time.Minute)
				w.check(w.company.Ada.ID, hpsync.Invited)
				w.invited(w.company.Ada.ID, 1)
			})
		})
	}
	// Reads that fail first must not use up the reads that come too early.
	t.Run("after an outage", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			w.lever.Faults().Add(levertest.Fault{Kind: levertest.Status, Status: 503, Method: "GET", Path: "/v1/opportunities/*", Times: 16})
			w.staleFor(4 * time.Minute) // the first good read comes after three
			w.enter(w.company.Ada.ID)
			w.sleep(time.Hour)
			w.check(w.company.Ada.ID, hpsync.Invited)
			w.invited(w.company.Ada.ID, 1)
		})
	})
}

// staleFor freezes what Lever's reads show, from now on.
func (w *world) staleFor(d time.Duration) {
	w.t.Helper()
	armed := w.lever.Faults().Add(levertest.Fault{Kind: levertest.Stale, Method: "GET", Path: "/v1/stages", Delay: d})
	if _, err := w.engine.Connect(w.t.Context(), w.credentials()); err != nil { // reads the stages
		w.t.Fatal(err)
	}
	if armed.Fired() != 1 {
		w.t.Fatal("reads are not stale")
	}
}
