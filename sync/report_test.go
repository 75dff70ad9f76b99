package sync_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// invitedAda brings the world to where Ada has been invited.
func (w *world) invitedAda() (opportunity, candidate string) {
	w.t.Helper()
	w.enter(w.company.Ada.ID)
	w.sleep(time.Minute)
	w.check(w.company.Ada.ID, hpsync.Invited)
	return w.company.Ada.ID, w.candidate(w.company.Ada.ID)
}

func (w *world) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// stepOf is one step of Ada's check, for the first report.
func (w *world) stepOf(name string) hpsync.Step {
	w.t.Helper()
	c := w.checks(w.company.Ada.ID)[0]
	step, ok := c.Step(name, 1)
	if !ok {
		w.dump(c)
		w.t.Fatalf("the check has no step %s v1", name)
	}
	return step
}

// TestAuthors: the owner of the posting may not write, so the hiring manager does; if
// nobody may, the step fails and says so.
func TestAuthors(t *testing.T) {
	t.Parallel()
	forbidden := levertest.Fault{Kind: levertest.Status, Status: 403, Method: "POST", Path: "/v1/opportunities/*/files"}
	for name, c := range map[string]struct {
		times int
		want  func(levertest.Company) string
	}{
		"owner":          {0, func(c levertest.Company) string { return c.Recruiter.ID }},
		"hiring manager": {1, func(c levertest.Company) string { return c.HiringManager.ID }},
		"fallback":       {2, func(c levertest.Company) string { return c.Admin.ID }},
		"nobody":         {3, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{}, func(w *world) {
				ada, _ := w.invitedAda()
				if c.times > 0 {
					fault := forbidden
					fault.Times = c.times
					w.lever.Faults().Add(fault)
				}
				w.finish(ada)
				o := w.opportunity(ada)
				if c.want == nil {
					if step := w.stepOf(hpsync.StepPDF); step.State != hpsync.StepFailed || step.Reason == "" || len(o.Files) != 0 {
						w.t.Errorf("pdf is %s (%s), %d files", step.State, step.Reason, len(o.Files))
					}
					if len(o.Notes) != 1 || count(o.Tags, "hipeople: completed") != 1 {
						w.t.Error("one write that failed kept others from happening")
					}
					// The right is given, and a person runs the step again.
					w.do(w.engine.Resolve(w.t.Context(), hpsync.ResolveRequest{Check: w.checks(ada)[0].ID, Step: hpsync.StepPDF, Version: 1, How: hpsync.ResolveAgain, Who: "Rita"}))
					w.sleep(time.Minute)
					w.arrived(ada, w.checks(ada)[0], 1)
					return
				}
				w.arrived(ada, w.checks(ada)[0], 1)
				if want := c.want(w.company); o.Files[0].User != want {
					w.t.Errorf("written as %s, want %s", o.Files[0].User, want)
				}
			})
		})
	}
}

// TestNoAuthorAtAll: Lever takes a note from nobody and wants a name for a file.
func TestNoAuthorAtAll(t *testing.T) {
	t.Parallel()
	play(t, setup{nothing: true}, func(w *world) {
		req := w.credentials()
		req.LeverAuthor = ""
		_, err := w.engine.Connect(w.t.Context(), req)
		w.do(err)
		posting := w.lever.AddPosting(levertest.Posting{Text: "Nobody's job"})
		plan := hpsync.Plan{Automations: []hpsync.Automation{{ID: "x", Role: w.role.ID, Posting: posting.ID, Stage: w.company.ReferenceCheck.ID, Mode: hpsync.ModeLive}}}
		_, err = w.engine.SetAutomations(w.t.Context(), "acme", plan)
		w.do(err)
		o := w.lever.AddOpportunity(levertest.OpportunitySpec{Name: "Edda Foss", Emails: []string{"edda@example.com"}, Postings: []string{posting.ID}})
		w.sleep(10 * time.Second)
		w.enter(o.ID)
		w.sleep(time.Minute)
		w.finish(o.ID)
		check := w.check(o.ID, hpsync.Completed)
		if pdf, _ := check.Step(hpsync.StepPDF, 1); pdf.State != hpsync.StepFailed || !strings.Contains(pdf.Reason, "perform_as") {
			w.t.Errorf("pdf is %s: %s", pdf.State, pdf.Reason)
		}
		if now := w.opportunity(o.ID); len(now.Notes) != 1 || count(now.Tags, "hipeople: completed") != 1 {
			w.t.Errorf("%d notes, tags %q", len(now.Notes), now.Tags)
		}
	})
}

// TestReportNotReady: the status is ahead of the report for an hour.
func TestReportNotReady(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada, _ := w.invitedAda()
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 404, Method: "GET", Path: "/reports/*", Times: 6})
		w.finish(ada)
		if n := len(w.opportunity(ada).Files); n != 0 {
			w.t.Errorf("%d files before the report was there", n)
		}
		if step := w.stepOf(hpsync.StepPDF); step.State != hpsync.Ready || step.Refusals == 0 {
			w.t.Errorf("pdf is %s after %d refusals", step.State, step.Refusals)
		}
		w.sleep(time.Hour)
		w.arrived(ada, w.check(ada, hpsync.Completed), 1)
	})
}

// bend changes answers of HiPeople's report downloads.
type bend struct {
	http.RoundTripper
	with   func(*http.Response)
	mended atomic.Bool
}

func (b *bend) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(req)
	if err == nil && !b.mended.Load() && strings.HasPrefix(req.URL.Path, "/reports/") {
		b.with(resp)
	}
	return resp, err
}

func body(resp *http.Response, content []byte) {
	resp.Body = io.NopCloser(bytes.NewReader(content))
	resp.ContentLength = int64(len(content))
}

// TestBadReport: what is no whole PDF of a sane size never reaches Lever. When it is
// mended, it does.
func TestBadReport(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]func(*http.Response){
		"no PDF":        func(r *http.Response) { body(r, []byte("<html>please sign in</html>")) },
		"empty":         func(r *http.Response) { body(r, nil) },
		"cut":           func(r *http.Response) { n := r.ContentLength; body(r, []byte("%PDF-1.7 and")); r.ContentLength = n },
		"announced big": func(r *http.Response) { r.ContentLength = 26 << 20 },
		"big": func(r *http.Response) {
			body(r, append([]byte("%PDF-"), make([]byte, 26<<20)...))
			r.ContentLength = -1
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wire *bend
			play(t, setup{network: func(next http.RoundTripper) http.RoundTripper {
				wire = &bend{RoundTripper: next, with: with}
				return wire
			}}, func(w *world) {
				ada, _ := w.invitedAda()
				w.finish(ada)
				o := w.opportunity(ada)
				if step := w.stepOf(hpsync.StepPDF); step.State != hpsync.Ready || len(o.Files) != 0 || step.Sends != 0 {
					w.t.Errorf("pdf is %s after %d sends, %d files", step.State, step.Sends, len(o.Files))
				}
				if len(o.Notes) != 1 {
					w.t.Errorf("%d notes: the rest does not wait for the PDF", len(o.Notes))
				}
				wire.mended.Store(true)
				w.sleep(time.Hour)
				w.arrived(ada, w.check(ada, hpsync.Completed), 1)
			})
		})
	}
	t.Run("for ever", func(t *testing.T) {
		t.Parallel()
		play(t, setup{network: func(next http.RoundTripper) http.RoundTripper {
			return &bend{RoundTripper: next, with: func(r *http.Response) { body(r, []byte("no PDF")) }}
		}}, func(w *world) {
			ada, _ := w.invitedAda()
			w.finish(ada)
			w.sleep(24 * time.Hour)
			if step := w.stepOf(hpsync.StepPDF); step.State != hpsync.StepFailed || !strings.Contains(step.Reason, "not a PDF") {
				w.t.Errorf("pdf is %s: %s", step.State, step.Reason)
			}
		})
	})
}

// TestReopen: the second version lies beside the first, whose name it carries; the
// note is written over, the link and the tag are replaced.
func TestReopen(t *testing.T) {
	t.Parallel()
	for name, unseen := range map[string]bool{"seen": false, "between two looks": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{}, func(w *world) {
				ada, candidate := w.invitedAda()
				w.finish(ada)
				w.do(w.hipeople.Reopen(candidate, 1))
				if !unseen {
					w.hint(w.check(ada, hpsync.Completed))
					w.check(ada, hpsync.InProgress)
					o := w.opportunity(ada)
					if tags := ours(o.Tags); len(tags) != 1 || tags[0] != "hipeople: in progress 3/4" {
						w.t.Errorf("tags %q", tags)
					}
					if strings.Contains(strings.Join(o.Contact.Links, " "), "leverhipeople-") {
						w.t.Errorf("links %q lead to a report that is not valid now", o.Contact.Links)
					}
				}
				w.do(w.hipeople.Complete(candidate))
				w.hint(w.checks(ada)[0])
				w.sleep(time.Hour)
				check := w.check(ada, hpsync.Completed)
				w.arrived(ada, check, 2)
				o := w.opportunity(ada)
				if !strings.HasSuffix(o.Files[1].Name, "-v2-replaces-v1.pdf") || o.Files[0].Name == o.Files[1].Name {
					w.t.Errorf("files %q and %q", o.Files[0].Name, o.Files[1].Name)
				}
				if text := strings.Join(o.Notes[0].Values, "\n"); !strings.Contains(text, "version 2") || !strings.Contains(text, " v2]") {
					w.t.Errorf("note %q", text)
				}
				if links := strings.Join(o.Contact.Links, " "); !strings.Contains(links, check.ID+"-v2") || strings.Contains(links, check.ID+"-v1") {
					w.t.Errorf("links %q", links)
				}
				if got := w.mails.kinds(); got[hpsync.NoticeReport] != 2 {
					w.t.Errorf("notices %v, want one of each version", got)
				}
				w.invited(ada, 1)
			})
		})
	}
}

func TestMarkComplete(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada, candidate := w.invitedAda()
		_, err := w.hipeople.NameReferees(candidate, 3)
		w.do(err)
		w.do(w.hipeople.Answer(candidate, ""))
		w.do(w.hipeople.MarkComplete(candidate))
		w.sleep(20 * time.Minute)
		check := w.check(ada, hpsync.MarkedComplete)
		o := w.opportunity(ada)
		if len(o.Files) != 1 || count(o.Tags, "hipeople: marked complete") != 1 || len(ours(o.Tags)) != 1 {
			w.t.Errorf("%d files, tags %q", len(o.Files), o.Tags)
		}
		if !check.Latest().Partial || !strings.Contains(o.Notes[0].Values[0], "marked complete: 1 of 3") {
			w.t.Errorf("partial %v, note %q", check.Latest().Partial, o.Notes[0].Values)
		}
		// A late answer makes no second report.
		w.do(w.hipeople.Answer(candidate, ""))
		w.sleep(48 * time.Hour)
		if n := len(w.opportunity(ada).Files); n != 1 {
			w.t.Errorf("%d files after a late answer", n)
		}
	})
}

func TestOverdueThenCompleted(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada, candidate := w.invitedAda()
		_, err := w.hipeople.NameReferees(candidate, 3)
		w.do(err)
		w.do(w.hipeople.MakeOverdue(candidate))
		w.sleep(20 * time.Minute)
		w.check(ada, hpsync.Overdue)
		if got := ours(w.opportunity(ada).Tags); len(got) != 1 || got[0] != "hipeople: overdue 0/3" {
			w.t.Errorf("tags %q", got)
		}
		for range 3 {
			w.do(w.hipeople.Answer(candidate, ""))
		}
		w.sleep(20 * time.Minute)
		w.arrived(ada, w.check(ada, hpsync.Completed), 1)
	})
}

// TestDeletedAtHiPeople: an open check ends after three looks that find nothing, a
// completed one stays as it is; neither is looked for again.
func TestDeletedAtHiPeople(t *testing.T) {
	t.Parallel()
	t.Run("open", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			ada, candidate := w.invitedAda()
			w.do(w.hipeople.Delete(candidate))
			w.sleep(20 * time.Minute)
			w.check(ada, hpsync.Invited)
			w.sleep(time.Hour)
			w.check(ada, hpsync.Cancelled)
			if got := ours(w.opportunity(ada).Tags); len(got) != 1 || got[0] != "hipeople: cancelled" {
				w.t.Errorf("tags %q", got)
			}
			w.quiet(ada, candidate)
		})
	})
	t.Run("completed", func(t *testing.T) {
		t.Parallel()
		play(t, setup{}, func(w *world) {
			ada, candidate := w.invitedAda()
			w.finish(ada)
			w.do(w.hipeople.Delete(candidate))
			w.sleep(4 * 24 * time.Hour)
			w.arrived(ada, w.check(ada, hpsync.Completed), 1)
			w.quiet(ada, candidate)
		})
	})
}

// quiet asserts that nobody looks for the candidate any more, also when woken.
func (w *world) quiet(opportunity, candidate string) {
	w.t.Helper()
	before := len(w.hipeople.Calls(hipeopletest.CallFilter{Path: "/api/candidates/" + candidate}))
	check := w.checks(opportunity)[0]
	served := w.watch.served(check.Key())
	w.hint(check)
	w.sleep(3 * 24 * time.Hour)
	if n := w.watch.served(check.Key()) - served; n > 2 {
		w.t.Errorf("served %d times when there is nothing to do", n)
	}
	if n := len(w.hipeople.Calls(hipeopletest.CallFilter{Path: "/api/candidates/" + candidate})) - before; n != 0 {
		w.t.Errorf("looked for %d times", n)
	}
	w.invited(opportunity, 1)
}
