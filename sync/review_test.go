package sync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// doubt brings an invitation to where nothing can prove what became of it: the answer
// is lost, and HiPeople's look-up shows candidates without saying whose they are.
func (w *world) doubt(applied bool) hpsync.Check {
	w.t.Helper()
	kind := hipeopletest.FaultReset
	if applied {
		kind = hipeopletest.FaultResetAfter
	}
	w.hipeople.Inject(hipeopletest.Fault{Kind: kind, Method: "PUT", Path: "/api/candidates"})
	w.enter(w.company.Ada.ID)
	w.sleep(20 * time.Second)
	w.check(w.company.Ada.ID, hpsync.Inviting)
	w.hipeople.Inject(hipeopletest.Fault{
		Kind: hipeopletest.FaultStatus, Status: 200, Method: "GET", Path: "/api/candidates", Times: -1,
		Body: `{"list":{"total":1},"result":[{"id":"somebody"}]}`,
	})
	w.sleep(10 * time.Minute)
	check := w.check(w.company.Ada.ID, hpsync.NeedsReview)
	w.hipeople.ClearFaults()
	return check
}

func (w *world) resolve(check hpsync.Check, how hpsync.Resolution, remote string) {
	w.t.Helper()
	w.do(w.engine.Resolve(w.t.Context(), hpsync.ResolveRequest{Check: check.ID, Step: hpsync.StepInvite, How: how, RemoteID: remote, Who: "Rita", Why: "looked at HiPeople"}))
	w.sleep(time.Minute)
}

// TestNeedsReview: told, marked on the profile, and left alone until a person decides.
func TestNeedsReview(t *testing.T) {
	t.Parallel()
	t.Run("waits", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(true)
			if !strings.Contains(check.Reason, "cannot be looked for") {
				w.t.Errorf("reason %q", check.Reason)
			}
			w.sleep(24 * time.Hour)
			w.check(w.company.Ada.ID, hpsync.NeedsReview)
			w.invited(w.company.Ada.ID, 1)
			if got := w.mails.kinds(); got[hpsync.NoticeReview] != 1 {
				w.t.Errorf("notices %v", got)
			}
			if got := ours(w.opportunity(w.company.Ada.ID).Tags); len(got) != 1 || got[0] != "hipeople: needs review" {
				w.t.Errorf("tags %q", got)
			}
			// Another entry does not settle it.
			w.move(w.company.Ada.ID, w.company.Interview.ID)
			w.sleep(time.Minute)
			w.enter(w.company.Ada.ID)
			w.sleep(time.Hour)
			w.check(w.company.Ada.ID, hpsync.NeedsReview)
			w.invited(w.company.Ada.ID, 1)
		})
	})
	t.Run("done", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(true)
			w.resolve(check, hpsync.ResolveDone, w.candidate(w.company.Ada.ID))
			w.check(w.company.Ada.ID, hpsync.Invited)
			w.finish(w.company.Ada.ID)
			w.arrived(w.company.Ada.ID, w.check(w.company.Ada.ID, hpsync.Completed), 1)
			w.invited(w.company.Ada.ID, 1)
		})
	})
	t.Run("again", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(false)
			w.resolve(check, hpsync.ResolveAgain, "")
			w.check(w.company.Ada.ID, hpsync.Invited)
			w.invited(w.company.Ada.ID, 1)
		})
	})
	t.Run("again after days", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(false)
			w.sleep(50 * time.Hour) // beyond the window for old entries: a person decides all the same
			w.resolve(check, hpsync.ResolveAgain, "")
			w.check(w.company.Ada.ID, hpsync.Invited)
			w.invited(w.company.Ada.ID, 1)
		})
	})
	t.Run("again, though it was there", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(true)
			w.resolve(check, hpsync.ResolveAgain, "")
			if now := w.check(w.company.Ada.ID, hpsync.Invited); now.Candidate != w.candidate(w.company.Ada.ID) {
				w.t.Error("the candidate that is there was not taken")
			}
			w.invited(w.company.Ada.ID, 1)
		})
	})
	t.Run("again, and in doubt again", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			check := w.doubt(false)
			w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultReset, Method: "PUT", Path: "/api/candidates", Times: -1})
			w.resolve(check, hpsync.ResolveAgain, "")
			w.sleep(3 * time.Hour)
			w.check(w.company.Ada.ID, hpsync.NeedsReview)
			if n := len(w.hipeople.Calls(hipeopletest.CallFilter{Method: "PUT", Path: "/api/candidates"})); n > 3 {
				w.t.Errorf("sent %d times", n)
			}
			w.invited(w.company.Ada.ID, 0)
			if got := w.mails.kinds(); got[hpsync.NoticeReview] != 2 {
				w.t.Errorf("notices %v, want one for each time", got)
			}
		})
	})
	t.Run("drop", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			w.resolve(w.doubt(false), hpsync.ResolveDrop, "")
			w.sleep(24 * time.Hour)
			w.check(w.company.Ada.ID, hpsync.Cancelled)
			w.invited(w.company.Ada.ID, 0)
		})
	})
}

func TestResolveRefuses(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		check := w.doubt(true)
		good := hpsync.ResolveRequest{Check: check.ID, Step: hpsync.StepInvite, How: hpsync.ResolveDone, RemoteID: "x", Who: "Rita"}
		for name, c := range map[string]struct {
			edit func(*hpsync.ResolveRequest)
			want error // nil: an *ArgumentError
		}{
			"how":        {func(r *hpsync.ResolveRequest) { r.How = "maybe" }, nil},
			"who":        {func(r *hpsync.ResolveRequest) { r.Who = "" }, nil},
			"candidate":  {func(r *hpsync.ResolveRequest) { r.RemoteID = "" }, nil},
			"check":      {func(r *hpsync.ResolveRequest) { r.Check = "chk_none" }, hpsync.ErrNotFound},
			"step":       {func(r *hpsync.ResolveRequest) { r.Step = "pdf" }, hpsync.ErrNotFound},
			"version":    {func(r *hpsync.ResolveRequest) { r.Version = 7 }, hpsync.ErrNotFound},
			"zero value": {func(r *hpsync.ResolveRequest) { *r = hpsync.ResolveRequest{} }, nil},
		} {
			req := good
			c.edit(&req)
			err := w.engine.Resolve(w.t.Context(), req)
			var argument *hpsync.ArgumentError
			if c.want == nil && !errors.As(err, &argument) || c.want != nil && !errors.Is(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		w.check(w.company.Ada.ID, hpsync.NeedsReview)
		w.resolve(check, hpsync.ResolveDone, w.candidate(w.company.Ada.ID))
		if err := w.engine.Resolve(w.t.Context(), good); !errors.Is(err, hpsync.ErrConflict) {
			w.t.Errorf("a step that is done: %v", err)
		}
		if err := w.engine.Release(w.t.Context(), check.ID, "Rita"); !errors.Is(err, hpsync.ErrConflict) {
			w.t.Errorf("release of an invited check: %v", err)
		}
	})
}

// TestUnreadableRounds: under a profile that cannot tell rounds apart, a second round
// is not invited.
func TestUnreadableRounds(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: repeating, profile: func(p *hipeople.Profile) {
		p.Invite.Fields.ExternalReference, p.Candidate.ExternalReference, p.Candidate.CreatedAt = "", nil, nil
	}}, func(w *world) {
		ada, _ := w.invitedAda()
		w.finish(ada)
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Minute)
		w.enter(ada)
		w.sleep(24 * time.Hour)
		w.invited(ada, 1)
		checks := w.checks(ada)
		if len(checks) != 2 || checks[1].State != hpsync.Failed || !strings.Contains(checks[1].Reason, "second round") {
			w.t.Errorf("%d checks, the last %s: %s", len(checks), checks[len(checks)-1].State, checks[len(checks)-1].Reason)
		}
	})
}

// TestRoundsByTime: without our reference at HiPeople, rounds are told by when the
// candidate was made. The answer to the second invitation is lost.
func TestRoundsByTime(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: repeating, profile: func(p *hipeople.Profile) {
		p.Invite.Fields.ExternalReference, p.Candidate.ExternalReference = "", nil
	}}, func(w *world) {
		ada, first := w.invitedAda()
		w.finish(ada)
		w.move(ada, w.company.Interview.ID)
		w.sleep(time.Minute)
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter, Method: "PUT", Path: "/api/candidates"})
		w.enter(ada)
		w.sleep(10 * time.Minute)
		w.invited(ada, 2)
		checks := w.checks(ada)
		if len(checks) != 2 || checks[1].State != hpsync.Invited || checks[1].Candidate == first || checks[1].Candidate != w.newest(ada) {
			w.t.Errorf("%d checks, the last %s with candidate %s", len(checks), checks[len(checks)-1].State, checks[len(checks)-1].Candidate)
		}
	})
}

// TestRefusedInvitation: HiPeople says no. The check fails and says why; a person runs
// it again when the cause is mended.
func TestRefusedInvitation(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 422, Method: "PUT", Path: "/api/candidates", Body: `{"error":true,"error_messages":["ada.winter@example.com is no address"]}`})
		w.enter(ada)
		w.sleep(5 * time.Hour)
		check := w.check(ada, hpsync.Failed)
		if strings.Contains(check.Reason, "ada.winter") || strings.Contains(check.Reason, "Ada") {
			w.t.Errorf("the reason holds personal data: %s", check.Reason)
		}
		w.invited(ada, 0)
		w.resolve(check, hpsync.ResolveAgain, "")
		w.check(ada, hpsync.Invited)
		w.invited(ada, 1)
	})
}

// TestMailInDoubt: a notice whose fate is open is sent again as the same message, a few
// times and not for ever; one that provably was not sent goes out later.
func TestMailInDoubt(t *testing.T) {
	t.Parallel()
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			ada, _ := w.invitedAda()
			w.mails.fail = func(n int) error {
				if n == 1 {
					return errors.New("connection broke off")
				}
				return nil
			}
			w.finish(ada)
			w.sleep(time.Hour)
			if got := w.mails.kinds(); got[hpsync.NoticeReport] != 1 || got[hpsync.NoticeFeedback] != 1 || len(w.mails.all) != 3 {
				w.t.Errorf("notices %v in %d mails", got, len(w.mails.all))
			}
		})
	})
	t.Run("always", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			ada, _ := w.invitedAda()
			w.mails.fail = func(int) error { return errors.New("connection broke off") }
			w.finish(ada)
			w.sleep(24 * time.Hour)
			if len(w.mails.all) > 2*5 {
				w.t.Errorf("%d mails", len(w.mails.all))
			}
			for _, step := range w.check(ada, hpsync.Completed).Steps {
				if strings.HasPrefix(step.Name, "mail:") && step.State != hpsync.StepFailed {
					w.t.Errorf("%s is %s", step.Name, step.State)
				}
			}
		})
	})
	t.Run("provably unsent", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			ada, _ := w.invitedAda()
			w.mails.fail = func(n int) error {
				if n <= 6 {
					return unsentError{}
				}
				return nil
			}
			w.finish(ada)
			w.sleep(3 * time.Hour)
			for _, step := range w.check(ada, hpsync.Completed).Steps {
				if step.State != hpsync.StepDone {
					w.t.Errorf("%s is %s: %s", step.Name, step.State, step.Reason)
				}
			}
		})
	})
}

type unsentError struct{}

func (unsentError) Error() string { return "no server" }
func (unsentError) NotSent() bool { return true }

// TestNotePerVersionUnderFaults: the second version's note is in doubt; there is one
// note all the same.
func TestSecondVersionInDoubt(t *testing.T) {
	t.Parallel()
	for name, fault := range faults("PUT", "/v1/opportunities/*/notes/*") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{}, func(w *world) {
				ada, candidate := w.invitedAda()
				w.finish(ada)
				armed := w.lever.Faults().Add(fault)
				w.lever.Faults().Add(levertest.Fault{Kind: levertest.ResetAfter, Method: "POST", Path: "/v1/opportunities/*/files"})
				w.do(w.hipeople.Reopen(candidate, 1))
				w.do(w.hipeople.Complete(candidate))
				w.hint(w.check(ada, hpsync.Completed))
				w.sleep(6 * time.Hour)
				if armed.Fired() == 0 {
					w.t.Error("the fault never fired")
				}
				w.arrived(ada, w.check(ada, hpsync.Completed), 2)
			})
		})
	}
}
