package sync_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestCancelledWithStepsLeft: a check that ends while a report waits for Lever does
// not try for ever.
func TestCancelledWithStepsLeft(t *testing.T) {
	t.Parallel()
	play(t, setup{network: cancelledLater}, func(w *world) {
		ada, _ := w.invitedAda()
		w.lever.Faults().Add(levertest.Fault{Kind: levertest.Status, Status: 429, RetryAfter: 2 * time.Hour, Method: "POST", Path: "/v1/opportunities/*/notes"})
		w.finish(ada)
		w.hint(w.check(ada, hpsync.Completed))
		w.check(ada, hpsync.Cancelled)
		if step := w.stepOf(hpsync.StepNote); step.State != hpsync.Ready {
			w.t.Fatalf("note is %s, want ready", step.State)
		}
		w.sleep(3 * time.Hour)
		if step := w.stepOf(hpsync.StepNote); step.State != hpsync.Dropped {
			w.t.Errorf("note is %s", step.State)
		}
		w.calls()
		w.sleep(24 * time.Hour)
		if lever, hipeople := w.calls(); lever > 48 || hipeople > 24 { // the connection's hourly look
			w.t.Errorf("%d and %d calls in a day", lever, hipeople)
		}
	})
}

// cancelledLater has HiPeople say cancelled from the third read of a completed check on.
func cancelledLater(next http.RoundTripper) http.RoundTripper {
	return cancelling{next, new(int)}
}

type cancelling struct {
	http.RoundTripper
	completed *int
}

func (c cancelling) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.RoundTripper.RoundTrip(req)
	if err != nil || !strings.HasPrefix(req.URL.Path, "/api/candidates/") {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if bytes.Contains(text, []byte("ompleted\"")) {
		if *c.completed++; *c.completed > 2 {
			text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte(`"completed"`), []byte(`"cancelled"`)), []byte(`"Completed"`), []byte(`"Cancelled"`))
		}
	}
	body(resp, text)
	return resp, err
}

// TestSwitches: what is switched off is not written.
func TestSwitches(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{hpsync.WritePDF, hpsync.WriteLink, hpsync.WriteTag, hpsync.WriteNote, hpsync.WriteNone} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			play(t, setup{edit: func(a *hpsync.Automation) { a.WriteBack = []string{kind} }}, func(w *world) {
				ada, _ := w.invitedAda()
				before := w.opportunity(ada)
				w.finish(ada)
				o := w.opportunity(ada)
				got := map[string]int{
					hpsync.WritePDF: len(o.Files), hpsync.WriteNote: len(o.Notes), hpsync.WriteTag: len(ours(o.Tags)),
					hpsync.WriteLink: len(o.Contact.Links) - len(before.Contact.Links),
				}
				for name, n := range got {
					if want := map[bool]int{true: 1}[name == kind]; n != want {
						w.t.Errorf("%s: %d, want %d", name, n, want)
					}
				}
			})
		})
	}
}

// TestPeoplesMarksStay: what recruiters wrote on the profile is theirs.
func TestPeoplesMarksStay(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		theirs := []string{"hipeople: our favourite", "senior", "HiPeople"}
		link := "https://linkedin.example/in/edda"
		o := w.lever.AddOpportunity(levertest.OpportunitySpec{
			Name: "Edda Foss", Emails: []string{"edda@example.com"}, Postings: []string{w.company.Backend.ID}, Tags: theirs, Links: []string{link},
		})
		w.enter(o.ID)
		w.sleep(time.Minute)
		w.finish(o.ID)
		now := w.opportunity(o.ID)
		for _, tag := range theirs {
			if count(now.Tags, tag) != 1 {
				w.t.Errorf("tags %q lack %q", now.Tags, tag)
			}
		}
		if count(now.Contact.Links, link) != 1 || count(now.Tags, "hipeople: completed") != 1 {
			w.t.Errorf("links %q, tags %q", now.Contact.Links, now.Tags)
		}
	})
}

// TestSignedShareLink: a link that expires does not go to Lever, ours does.
func TestSignedShareLink(t *testing.T) {
	t.Parallel()
	play(t, setup{hipeople: []hipeopletest.Option{hipeopletest.WithSignedShareURLs(time.Hour)}}, func(w *world) {
		ada, _ := w.invitedAda()
		w.finish(ada)
		check := w.check(ada, hpsync.Completed)
		if got := w.opportunity(ada).Contact.Links; count(got, "http://us.test/checks/"+check.ID+"#leverhipeople-"+check.ID+"-v1") != 1 {
			w.t.Errorf("links %q", got)
		}
	})
}
