package sync_test

import (
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// alter changes the world's automation as an admin does.
func (w *world) alter(edit func(*hpsync.Automation)) {
	w.t.Helper()
	plan, err := w.store.Automations(w.t.Context(), "acme")
	if err != nil {
		w.t.Fatal(err)
	}
	edit(&plan.Automations[0])
	if _, err := w.engine.SetAutomations(w.t.Context(), "acme", plan); err != nil {
		w.t.Fatalf("SetAutomations: %v", err)
	}
}

func holding(d time.Duration) func(*hpsync.Automation) {
	return func(a *hpsync.Automation) { a.Hold = hpsync.Duration(d) }
}

func repeating(a *hpsync.Automation) { a.Repeat = true }

// nobody asserts that the opportunity has no check and was never invited.
func (w *world) nobody(opportunity string) {
	w.t.Helper()
	if checks := w.checks(opportunity); len(checks) != 0 {
		w.t.Errorf("made %d checks, want none", len(checks))
	}
	w.invited(opportunity, 0)
}

// finish lets referees be named and answer, and the report reach Lever.
func (w *world) finish(opportunity string) {
	w.t.Helper()
	if err := w.hipeople.Complete(w.newest(opportunity)); err != nil {
		w.t.Fatal(err)
	}
	w.sleep(20 * time.Minute)
}

// newest is the opportunity's candidate who was invited last.
func (w *world) newest(opportunity string) string {
	w.t.Helper()
	id := ""
	for _, c := range w.hipeople.Candidates() {
		if c.ATSCandidateID == opportunity {
			id = c.ID
		}
	}
	if id == "" {
		w.t.Fatal("HiPeople has no candidate")
	}
	return id
}

// TestBouncedWhileHeld: who leaves the stage in the hold window is not invited, and
// who comes back is, once.
func TestBouncedWhileHeld(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(30 * time.Minute)}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(10 * time.Minute)
		check := w.check(ada, hpsync.Held)
		if !strings.Contains(check.Reason, "waits until") || check.HoldUntil.IsZero() {
			w.t.Errorf("held for %q until %s", check.Reason, check.HoldUntil)
		}
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Hour)
		w.check(ada, hpsync.Skipped)
		w.invited(ada, 0)

		w.enter(ada)
		w.sleep(29 * time.Minute)
		w.check(ada, hpsync.Held) // the window is a new one
		w.invited(ada, 0)
		w.sleep(2 * time.Minute)
		if again := w.check(ada, hpsync.Invited); again.ID != check.ID {
			w.t.Error("the round was not revived")
		}
		w.sleep(3 * time.Hour)
		w.invited(ada, 1)
	})
}

// TestBouncedUnheard: the webhook of the move back is lost; the read at the end of the
// window finds it all the same.
func TestBouncedUnheard(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(30 * time.Minute)}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(time.Minute)
		w.lever.SetEvent("candidateStageChange", false)
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Hour)
		w.check(ada, hpsync.Skipped)
		w.invited(ada, 0)
	})
}

// TestHoldOutlastsTrouble: HiPeople is down when the hold window ends. The invitation
// is late by the outage, not by another window for each try.
func TestHoldOutlastsTrouble(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(time.Hour)}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(55 * time.Minute)
		down := w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503, Path: "/api/candidates", Method: "GET", Times: -1})
		w.sleep(35 * time.Minute)
		w.invited(ada, 0)
		if down.Fired() == 0 {
			w.t.Fatal("HiPeople was never asked")
		}
		w.hipeople.ClearFaults()
		w.sleep(20 * time.Minute)
		w.check(ada, hpsync.Invited)
		w.invited(ada, 1)
	})
}

// TestLongHold: the window for old entries does not count the time of our own hold.
func TestLongHold(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(72 * time.Hour)}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(71 * time.Hour)
		w.check(ada, hpsync.Held)
		w.sleep(2 * time.Hour)
		w.check(ada, hpsync.Invited)
		w.invited(ada, 1)
	})
}

func TestReentryWithoutRepeat(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(time.Minute)
		w.finish(ada)
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Minute)
		w.enter(ada)
		w.sleep(3 * time.Hour)
		w.check(ada, hpsync.Completed)
		w.invited(ada, 1)
		if got := w.verdicts()[0]; got != hpsync.Skip {
			w.t.Errorf("the second entry came to %s, want skip", got)
		}
	})
}

// TestReentryWithRepeat: a later entry opens a second round with a candidate of its
// own, and the marks are those of the newest round.
func TestReentryWithRepeat(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: repeating}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(time.Minute)
		w.move(ada, w.company.Interview.ID) // while it runs a later entry opens nothing
		w.sleep(time.Minute)
		w.enter(ada)
		w.sleep(time.Minute)
		w.invited(ada, 1)
		w.finish(ada)
		first := w.check(ada, hpsync.Completed)

		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Minute)
		w.enter(ada)
		w.sleep(time.Minute)
		w.invited(ada, 2)
		checks := w.checks(ada)
		if len(checks) != 2 || checks[1].Round != 2 || checks[1].State != hpsync.Invited || checks[1].Candidate == first.Candidate {
			w.t.Fatalf("%d checks, want a second round with another candidate", len(checks))
		}
		o := w.opportunity(ada)
		if got := ours(o.Tags); len(got) != 1 || !strings.HasPrefix(got[0], "hipeople: invited") {
			w.t.Errorf("tags %q, want the new round's", got)
		}
		w.finish(ada)
		w.sleep(time.Minute)
		w.invited(ada, 2)
		o = w.opportunity(ada)
		if len(o.Files) != 2 || len(o.Notes) != 2 || count(o.Tags, "hipeople: completed") != 1 {
			w.t.Errorf("%d files, %d notes, tags %q", len(o.Files), len(o.Notes), o.Tags)
		}
		links := strings.Join(o.Contact.Links, " ")
		if strings.Contains(links, first.ID) || !strings.Contains(links, checks[1].ID) {
			w.t.Errorf("links %q, want the second round's alone", o.Contact.Links)
		}
	})
}

func ours(tags []string) []string {
	var out []string
	for _, tag := range tags {
		if strings.HasPrefix(tag, "hipeople:") {
			out = append(out, tag)
		}
	}
	return out
}

func TestWhoIsNotInvited(t *testing.T) {
	t.Parallel()
	t.Run("another stage", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			before := len(w.lever.Calls(levertest.CallFilter{Method: "GET", Path: "/v1/opportunities/*"}))
			w.move(w.company.Ada.ID, w.company.Screen.ID)
			w.sleep(time.Minute)
			w.nobody(w.company.Ada.ID)
			if n := len(w.lever.Calls(levertest.CallFilter{Method: "GET", Path: "/v1/opportunities/*"})) - before; n != 0 {
				w.t.Errorf("%d reads for a stage that nobody watches, want none", n)
			}
		})
	})
	t.Run("posting without automation", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			w.enter(w.company.Chloe.ID)
			w.sleep(time.Minute)
			w.nobody(w.company.Chloe.ID)
			if got := w.verdicts()[0]; got != hpsync.Ignore {
				w.t.Errorf("verdict %s", got)
			}
		})
	})
	t.Run("no posting", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			w.enter(w.company.Dario.ID)
			w.sleep(time.Minute)
			w.nobody(w.company.Dario.ID)
			entries, _, err := w.store.Entries(w.t.Context(), hpsync.EntryFilter{Opportunity: w.company.Dario.ID}, hpsync.Page{})
			if err != nil || len(entries) != 1 || entries[0].Verdict != hpsync.Skip || entries[0].Fix == "" {
				w.t.Errorf("the reason is not told: %+v, %v", entries, err)
			}
		})
	})
	t.Run("two postings, the newest is another", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			w.sleep(time.Second)
			if err := w.lever.Apply(w.company.Ada.ID, w.company.Designer.ID); err != nil {
				w.t.Fatal(err)
			}
			w.enter(w.company.Ada.ID)
			w.sleep(time.Minute)
			w.nobody(w.company.Ada.ID)
		})
	})
	t.Run("dry run", func(t *testing.T) {
		t.Parallel()
		play(t, setup{mode: hpsync.ModeDryRun}, func(w *world) {
			ada := w.company.Ada.ID
			w.enter(ada)
			w.sleep(3 * time.Hour)
			if check := w.check(ada, hpsync.Skipped); !strings.Contains(check.Reason, "would be invited") {
				w.t.Errorf("reason %q", check.Reason)
			}
			w.alter(func(a *hpsync.Automation) { a.Mode = hpsync.ModeLive })
			w.sleep(3 * time.Hour)
			w.invited(ada, 0) // who stands in the stage already is mailed nothing
			w.check(ada, hpsync.Skipped)
			if got := ours(w.opportunity(ada).Tags); len(got) != 0 {
				w.t.Errorf("tags %q", got)
			}
		})
	})
	t.Run("archived while held", func(t *testing.T) {
		t.Parallel()
		play(t, setup{edit: holding(time.Hour)}, func(w *world) {
			ada := w.company.Ada.ID
			w.enter(ada)
			w.sleep(time.Minute)
			if err := w.lever.Archive(ada, "Hired"); err != nil {
				w.t.Fatal(err)
			}
			w.sleep(3 * time.Hour)
			w.check(ada, hpsync.Skipped)
			w.invited(ada, 0)
		})
	})
	t.Run("deleted while held", func(t *testing.T) {
		t.Parallel()
		play(t, setup{edit: holding(time.Hour)}, func(w *world) {
			ada := w.company.Ada.ID
			w.enter(ada)
			w.sleep(time.Minute)
			if err := w.lever.Delete(ada); err != nil {
				w.t.Fatal(err)
			}
			w.sleep(3 * time.Hour)
			w.check(ada, hpsync.Skipped)
			w.invited(ada, 0)
		})
	})
	t.Run("known elsewhere", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			o := w.lever.AddOpportunity(levertest.OpportunitySpec{
				Name: "Edda Foss", Emails: []string{"edda@example.com"}, Postings: []string{w.company.Backend.ID}, Tags: []string{"hipeople: in progress 1/3"},
			})
			w.enter(o.ID)
			w.sleep(5 * time.Hour)
			check := w.check(o.ID, hpsync.Held)
			w.invited(o.ID, 0)
			if err := w.engine.Release(w.t.Context(), check.ID, "Rita"); err != nil {
				w.t.Fatal(err)
			}
			w.sleep(time.Minute)
			w.invited(o.ID, 1)
		})
	})
}

// TestTwoPostings: the newest application is the one that counts.
func TestTwoPostings(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		w.sleep(time.Second)
		if err := w.lever.Apply(w.company.Chloe.ID, w.company.Backend.ID); err != nil {
			w.t.Fatal(err)
		}
		w.enter(w.company.Chloe.ID)
		w.sleep(time.Minute)
		if check := w.check(w.company.Chloe.ID, hpsync.Invited); check.Posting != w.company.Backend.ID {
			w.t.Errorf("posting %s", check.Posting)
		}
	})
}

// TestSkipResumes: what stood against an invitation is mended, and it goes out.
func TestSkipResumes(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		o := w.lever.AddOpportunity(levertest.OpportunitySpec{
			Name: "Edda Foss", Emails: []string{"edda@example.com"}, Postings: []string{w.company.Backend.ID}, Confidentiality: "confidential",
		})
		w.enter(o.ID)
		w.sleep(10 * time.Minute)
		w.check(o.ID, hpsync.Skipped)
		w.alter(func(a *hpsync.Automation) { a.Private = true })
		w.sleep(time.Minute)
		w.check(o.ID, hpsync.Invited)
		w.invited(o.ID, 1)
	})
}
