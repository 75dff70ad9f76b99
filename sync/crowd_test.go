package sync_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// crowd adds n people who applied for the posting.
func (w *world) crowd(n int, posting string) []string {
	var ids []string
	for i := range n {
		o := w.lever.AddOpportunity(levertest.OpportunitySpec{
			Name: fmt.Sprintf("Person Number%04d", i), Emails: []string{fmt.Sprintf("person%04d@example.com", i)}, Postings: []string{posting},
		})
		ids = append(ids, o.ID)
	}
	return ids
}

func unbraked(a *hpsync.Automation) { a.Brake = 100_000 }

// allInvited waits until everybody was invited once, and says how long it took.
func (w *world) allInvited(ids []string, most time.Duration) time.Duration {
	w.t.Helper()
	start := time.Now()
	for {
		done := 0
		for _, id := range ids {
			n := w.hipeople.Invited(id)
			if n > 1 {
				w.t.Fatalf("%s was invited %d times", id, n)
			}
			done += n
		}
		switch took := time.Since(start); {
		case done == len(ids):
			return took
		case took > most:
			w.t.Fatalf("%d of %d invited after %s", done, len(ids), took)
		}
		w.sleep(time.Second)
	}
}

// TestCrowd: 200 people are moved at once. All are invited once, no limit is broken,
// and it takes about the time that the tighter limit allows: two calls to HiPeople for
// each of them, at two a second. With a hold window they are all read a second time.
func TestCrowd(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]time.Duration{"at once": 0, "after a hold": 30 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{edit: func(a *hpsync.Automation) { a.Brake, a.Hold = 1000, hpsync.Duration(hold) }}, func(w *world) {
				const n = 200
				ids := w.crowd(n, w.company.Backend.ID)
				w.sleep(time.Minute)
				for _, id := range ids {
					w.enter(id)
				}
				w.sleep(hold)
				took := w.allInvited(ids, 10*time.Minute)
				bound := time.Duration(2*n) * time.Second / 2
				ratio := float64(took) / float64(bound)
				w.t.Logf("%d invitations in %s, %.2f of what HiPeople's limit allows", n, took, ratio)
				if ratio > 1.3 {
					w.t.Errorf("took %.2f times what the tighter limit allows", ratio)
				}
				w.sleep(time.Hour)
				w.allInvited(ids, 0)
				counts, err := w.store.CountChecks(w.t.Context(), hpsync.CheckFilter{})
				if err != nil || counts[hpsync.Invited] != n {
					w.t.Errorf("checks %v, %v", counts, err)
				}
			})
		})
	}
}

// TestBrake: of many who are moved at once no more than the brake allows are invited,
// now and later, until a person releases them, one by one.
func TestBrake(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]time.Duration{"at once": 0, "after a hold": 10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{store: slowStore(), edit: holding(hold)}, func(w *world) {
				ids := w.crowd(60, w.company.Backend.ID)
				w.sleep(time.Minute)
				for _, id := range ids {
					w.enter(id)
				}
				for _, wait := range []time.Duration{hold + 5*time.Minute, 30 * time.Minute, 10 * time.Hour} {
					w.sleep(wait)
					if n := len(w.hipeople.Candidates()); n != 25 {
						w.t.Fatalf("%d were invited, the brake is at 25", n)
					}
				}
				held, _, err := w.store.ListChecks(w.t.Context(), hpsync.CheckFilter{States: []hpsync.State{hpsync.Held}}, hpsync.Page{})
				if err != nil || len(held) != 35 {
					w.t.Fatalf("%d held, %v", len(held), err)
				}
				for _, check := range held {
					w.do(w.engine.Release(w.t.Context(), check.ID, "Rita"))
				}
				w.sleep(5 * time.Minute)
				if n := len(w.hipeople.Candidates()); n != 60 {
					w.t.Errorf("%d are invited after the release", n)
				}
				w.allInvited(ids, 0)
			})
		})
	}
}

// TestOnePersonTwice: two opportunities of one person enter the stage in the same
// instant. The person gets one mail; a release sends the other.
func TestOnePersonTwice(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*hpsync.Automation){"at once": nil, "after a hold": holding(10 * time.Minute)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{store: slowStore(), edit: edit}, func(w *world) {
				var ids []string
				for range 3 {
					o := w.lever.AddOpportunity(levertest.OpportunitySpec{Name: "Edda Foss", Emails: []string{"edda@example.com"}, Postings: []string{w.company.Backend.ID}})
					ids = append(ids, o.ID)
				}
				w.sleep(10 * time.Second)
				for _, id := range ids {
					w.enter(id)
				}
				w.sleep(5 * time.Hour)
				if n := len(w.hipeople.Candidates()); n != 1 {
					w.t.Fatalf("one person was invited %d times", n)
				}
				for _, id := range ids {
					if check := w.checks(id)[0]; check.State == hpsync.Held {
						w.do(w.engine.Release(w.t.Context(), check.ID, "Rita"))
						break
					}
				}
				w.sleep(time.Hour)
				if n := len(w.hipeople.Candidates()); n != 2 {
					w.t.Errorf("%d invitations after one release", n)
				}
			})
		})
	}
}

// TestTwoEnginesOneStore: two processes work on the same connections at the same time.
func TestTwoEnginesOneStore(t *testing.T) {
	t.Parallel()
	play(t, setup{store: slowStore(), nothing: true, lever: []levertest.Option{levertest.WithoutLimit()}, hipeople: []hipeopletest.Option{hipeopletest.WithRateLimit(1000, 1000)}}, func(w *world) {
		const connections, people = 4, 25
		first := w.stop
		w.start() // the second; deliveries go to it, work to both
		second := w.stop
		w.stop = func() { first(); second() }
		var ids []string
		for i := range connections {
			req := w.credentials()
			req.ID = fmt.Sprintf("acme-%d", i)
			_, err := w.engine.Connect(w.t.Context(), req)
			w.do(err)
			posting := w.lever.AddPosting(levertest.Posting{Text: req.ID, Owner: w.company.Recruiter.ID})
			plan := hpsync.Plan{Automations: []hpsync.Automation{{
				ID: "a", Role: w.role.ID, Posting: posting.ID, Stage: w.company.ReferenceCheck.ID, Mode: hpsync.ModeLive, Brake: 1000, Notify: []string{"rita@company.example"},
			}}}
			_, err = w.engine.SetAutomations(w.t.Context(), req.ID, plan)
			w.do(err)
			for j := range people {
				o := w.lever.AddOpportunity(levertest.OpportunitySpec{Name: fmt.Sprintf("Person %d-%d", i, j), Emails: []string{fmt.Sprintf("p%d.%d@example.com", i, j)}, Postings: []string{posting.ID}})
				ids = append(ids, o.ID)
			}
		}
		w.sleep(30 * time.Second)
		for _, id := range ids {
			w.enter(id)
		}
		w.allInvited(ids, 10*time.Minute)
		for _, c := range w.hipeople.Candidates() {
			w.do(w.hipeople.Complete(c.ID))
		}
		w.sleep(2 * time.Hour)
		w.allInvited(ids, 0)
		for _, id := range ids {
			check := w.check(id, hpsync.Completed)
			w.arrived(id, check, 1)
		}
		if got := w.mails.kinds(); got[hpsync.NoticeReport] != len(ids) || len(w.mails.all) != 2*len(ids) {
			w.t.Errorf("notices %v in %d mails, want %d of each kind", got, len(w.mails.all), len(ids))
		}
		if n := len(w.lever.Webhooks()); n != connections {
			w.t.Errorf("%d webhooks", n)
		}
	})
}

// TestTwoConnectionsOneAccount: the same Lever account is connected twice, and both
// hear of every move in the same instant. A check belongs to one of them.
func TestTwoConnectionsOneAccount(t *testing.T) {
	t.Parallel()
	play(t, setup{store: slowStore(), edit: unbraked}, func(w *world) {
		req := w.credentials()
		req.ID = "again"
		_, err := w.engine.Connect(w.t.Context(), req)
		w.do(err)
		plan, err := w.store.Automations(w.t.Context(), "acme")
		w.do(err)
		plan.Revision = 0
		_, err = w.engine.SetAutomations(w.t.Context(), "again", plan)
		w.do(err)
		ids := append(w.crowd(20, w.company.Backend.ID), w.company.Ada.ID)
		// Time enough for two workers to look for one candidate before either makes it.
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultSlowBody, Method: "GET", Path: "/api/candidates", Delay: 5 * time.Second, Times: -1})
		w.sleep(10 * time.Second)
		for _, id := range ids {
			w.enter(id)
		}
		w.sleep(10 * time.Minute)
		w.allInvited(ids, 0)
		for _, c := range w.hipeople.Candidates() {
			w.do(w.hipeople.Complete(c.ID))
		}
		w.sleep(2 * time.Hour)
		w.allInvited(ids, 0)
		for _, id := range ids {
			w.arrived(id, w.check(id, hpsync.Completed), 1)
		}
	})
}

// TestNoisyNeighbour: one connection's crowd does not hold up the candidate of another
// that has accounts of its own.
func TestNoisyNeighbour(t *testing.T) {
	t.Parallel()
	var quiet http.RoundTripper
	play(t, setup{edit: unbraked, network: func(next http.RoundTripper) http.RoundTripper {
		return route(func(req *http.Request) (*http.Response, error) {
			if req.URL.Host == "quiet.test" {
				return quiet.RoundTrip(req)
			}
			return next.RoundTrip(req)
		})
	}}, func(w *world) {
		other := hipeopletest.New(strictly(2), hipeopletest.WithCredentials("quiet-key", "quiet-secret"))
		defer other.Close()
		quiet = other.RoundTripper()
		role := other.AddRole(hipeopletest.Role{Name: "Designer"})
		req := w.credentials()
		req.ID, req.HiPeopleURL, req.HiPeopleKey, req.HiPeopleSecret = "quiet", "http://quiet.test/api", "quiet-key", "quiet-secret"
		w.secrets = append(w.secrets, req.HiPeopleSecret)
		_, err := w.engine.Connect(w.t.Context(), req)
		w.do(err)
		_, err = w.engine.SetAutomations(w.t.Context(), "quiet", hpsync.Plan{Automations: []hpsync.Automation{{
			ID: "designer", Role: role.ID, Posting: w.company.Designer.ID, Stage: w.company.ReferenceCheck.ID, Mode: hpsync.ModeLive,
		}}})
		w.do(err)
		ids := w.crowd(300, w.company.Backend.ID)
		w.sleep(10 * time.Second)
		for _, id := range ids {
			w.enter(id)
		}
		w.sleep(45 * time.Second)
		chloe := w.company.Chloe.ID
		w.enter(chloe)
		start := time.Now()
		for other.Invited(chloe) == 0 && time.Since(start) < 10*time.Minute {
			w.sleep(100 * time.Millisecond)
		}
		took := time.Since(start)
		w.t.Logf("invited %s after the move, beside a crowd of %d", took, len(ids))
		if took > 5*time.Second {
			w.t.Errorf("the other connection waited %s", took)
		}
		w.allInvited(ids, 15*time.Minute)
		if n := len(other.Violations()); n != 0 {
			w.t.Errorf("%d calls above the limit", n)
		}
	})
}

type route func(*http.Request) (*http.Response, error)

func (r route) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }
