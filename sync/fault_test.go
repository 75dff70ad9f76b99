package sync_test

import (
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// faults are what can happen to one call between here and there.
func faults(method, path string) map[string]levertest.Fault {
	f := func(kind levertest.Fault) levertest.Fault {
		kind.Method, kind.Path = method, path
		return kind
	}
	return map[string]levertest.Fault{
		"500 before":           f(levertest.Fault{Kind: levertest.Status, Status: 500}),
		"500 after":            f(levertest.Fault{Kind: levertest.StatusAfter}),
		"502":                  f(levertest.Fault{Kind: levertest.Status, Status: 502}),
		"503 with Retry-After": f(levertest.Fault{Kind: levertest.Status, Status: 503, RetryAfter: 20 * time.Second}),
		"429":                  f(levertest.Fault{Kind: levertest.Status, Status: 429, Times: 6}),
		"429 for an hour":      f(levertest.Fault{Kind: levertest.Status, Status: 429, RetryAfter: time.Hour}),
		"401 once":             f(levertest.Fault{Kind: levertest.Status, Status: 401}),
		"reset before":         f(levertest.Fault{Kind: levertest.Reset}),
		"reset after":          f(levertest.Fault{Kind: levertest.ResetAfter}),
		"cut body":             f(levertest.Fault{Kind: levertest.Truncate}),
		"applied late":         f(levertest.Fault{Kind: levertest.ApplyLate, Delay: 20 * time.Second}),
		"slow body":            f(levertest.Fault{Kind: levertest.SlowBody, Delay: 50 * time.Second}),
		"silence":              f(levertest.Fault{Kind: levertest.Hang, Delay: 3 * time.Minute}),
		"stale reads":          f(levertest.Fault{Kind: levertest.Stale, Delay: 20 * time.Second}),
	}
}

// TestFaultAnywhere plays the main job with one fault at one call. Each fault at each
// call must end as if nothing had happened: one invitation, one PDF, one note, one
// link, one tag.
func TestFaultAnywhere(t *testing.T) {
	t.Parallel()
	calls := []struct{ name, side, method, path string }{
		{"read opportunity", "lever", "GET", "/v1/opportunities/*"},
		{"add tag", "lever", "POST", "/v1/opportunities/*/addTags"},
		{"remove tag", "lever", "POST", "/v1/opportunities/*/removeTags"},
		{"add link", "lever", "POST", "/v1/opportunities/*/addLinks"},
		{"upload", "lever", "POST", "/v1/opportunities/*/files"},
		{"note", "lever", "POST", "/v1/opportunities/*/notes"},
		{"find", "hipeople", "GET", "/api/candidates"},
		{"invite", "hipeople", "PUT", "/api/candidates"},
		{"read candidate", "hipeople", "GET", "/api/candidates/*"},
		{"report", "hipeople", "GET", "/reports/*"},
	}
	for _, call := range calls {
		for name, fault := range faults(call.method, call.path) {
			t.Run(call.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				play(t, setup{}, func(w *world) {
					var fired func() int
					if call.side == "lever" {
						fired = w.lever.Faults().Add(fault).Fired
					} else {
						fired = w.hipeople.Inject(fault).Fired
					}
					w.throughFault()
					if fired() == 0 {
						t.Errorf("the fault never fired")
					}
				})
			})
		}
	}
}

// throughFault plays the main job with all the time it takes.
func (w *world) throughFault() {
	w.t.Helper()
	ada := w.company.Ada.ID
	w.enter(ada)
	w.sleep(3 * time.Hour)
	candidate := w.candidate(ada)
	if _, err := w.hipeople.NameReferees(candidate, 3); err != nil {
		w.t.Fatal(err)
	}
	for range 3 {
		if err := w.hipeople.Answer(candidate, ""); err != nil {
			w.t.Fatal(err)
		}
		w.sleep(20 * time.Minute)
	}
	w.sleep(4 * time.Hour)
	check := w.check(ada, hpsync.Completed)
	w.arrived(ada, check, 1)
	w.invited(ada, 1)
	for _, step := range check.Steps {
		if step.State != hpsync.StepDone {
			w.t.Errorf("step %s ended %s: %s", step.Name, step.State, step.Reason)
		}
	}
	if w.t.Failed() {
		w.dump(check)
	}
}
