package sync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// post delivers a body to our webhook and returns the status.
func (w *world) post(path string, body []byte) int {
	req := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	resp := httptest.NewRecorder()
	w.mux.ServeHTTP(resp, req)
	return resp.Code
}

// signed is a stage change as Lever would send it, at the given age.
func (w *world) signed(opportunity, from, to string, age time.Duration) []byte {
	w.t.Helper()
	verifier, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{webhook.Secret(w.hook().SignatureToken)})
	if err != nil {
		w.t.Fatal(err)
	}
	at := time.Now().Add(-age).UnixMilli()
	body := fmt.Appendf(nil, `{"event":"candidateStageChange","triggeredAt":%d,"token":"t%d","data":{"opportunityId":%q,"fromStageId":%q,"toStageId":%q}}`,
		at, at, opportunity, from, to)
	msg, err := verifier.Sign(webhook.Message{Body: body})
	if err != nil {
		w.t.Fatal(err)
	}
	return msg.Body
}

// hook is the one webhook at Lever.
func (w *world) hook() levertest.Webhook {
	w.t.Helper()
	hooks := w.lever.Webhooks()
	if len(hooks) != 1 {
		w.t.Fatalf("Lever has %d webhooks, want 1", len(hooks))
	}
	return hooks[0]
}

const hookPath = "/webhooks/lever/acme"

func (w *world) rows() int {
	w.t.Helper()
	return len(w.verdicts())
}

// TestDeliveriesTwice: a duplicate is one row, a replay and a rerun invite nobody anew.
func TestDeliveriesTwice(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(time.Minute)
		w.invited(ada, 1)
		sent := w.lever.Deliveries()
		for range 3 {
			if status := w.post(hookPath, sent[0].Body); status/100 != 2 {
				w.t.Errorf("a duplicate is answered %d", status)
			}
			if err := w.lever.Rerun(sent[0].ID); err != nil {
				w.t.Fatal(err)
			}
			w.sleep(time.Hour)
		}
		if n := w.rows(); n != 1 {
			w.t.Errorf("%d rows of one delivery", n)
		}
		// The signature covers token and time alone: the same event in another body.
		if status := w.post(hookPath, append([]byte(" "), sent[0].Body...)); status/100 != 2 {
			w.t.Errorf("a replay is answered %d", status)
		}
		w.sleep(time.Hour)
		w.check(ada, hpsync.Invited)
		w.invited(ada, 1)
		if n := w.rows(); n != 2 {
			w.t.Errorf("%d rows", n)
		}
	})
}

// TestDeliveriesReordered: the move back is told before the move in, and an old move in
// long after the candidate has left.
func TestDeliveriesReordered(t *testing.T) {
	t.Parallel()
	play(t, setup{edit: holding(time.Hour)}, func(w *world) {
		ada, stage, before := w.company.Ada.ID, w.company.ReferenceCheck.ID, w.company.Interview.ID
		w.lever.SetEvent("candidateStageChange", false)
		in := w.signed(ada, before, stage, 0)
		w.enter(ada)
		w.sleep(time.Second)
		out := w.signed(ada, stage, before, 0)
		w.move(ada, before)
		w.sleep(time.Second)
		for _, body := range [][]byte{out, in} {
			if status := w.post(hookPath, body); status/100 != 2 {
				w.t.Errorf("answered %d", status)
			}
			w.sleep(10 * time.Minute)
		}
		w.sleep(3 * time.Hour)
		w.nobody(ada)

		again := w.signed(ada, before, stage, 0)
		w.enter(ada)
		w.sleep(time.Second)
		for _, body := range [][]byte{out, again, in} {
			w.post(hookPath, body)
		}
		w.sleep(3 * time.Hour)
		w.check(ada, hpsync.Invited)
		w.invited(ada, 1)
	})
}

// TestForged: what is not signed by Lever, not for us or not JSON leaves no row.
func TestForged(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		good := w.signed(w.company.Ada.ID, w.company.Interview.ID, w.company.ReferenceCheck.ID, 0)
		var event map[string]any
		if err := json.Unmarshal(good, &event); err != nil {
			w.t.Fatal(err)
		}
		forged := func(field string, value any) []byte {
			copied := maps.Clone(event)
			copied[field] = value
			body, err := json.Marshal(copied)
			if err != nil {
				w.t.Fatal(err)
			}
			return body
		}
		for name, c := range map[string]struct {
			path string
			body []byte
			want int
		}{
			"signature":          {hookPath, forged("signature", strings.Repeat("0", 64)), 401},
			"no signature":       {hookPath, forged("signature", ""), 401},
			"token":              {hookPath, forged("token", "other"), 401},
			"time":               {hookPath, forged("triggeredAt", time.Now().Add(time.Second).UnixMilli()), 401},
			"three weeks old":    {hookPath, w.signed("o", "a", "b", 21*24*time.Hour), 401},
			"from the future":    {hookPath, w.signed("o", "a", "b", -time.Hour), 401},
			"not JSON":           {hookPath, []byte("stage=x"), 400},
			"empty":              {hookPath, nil, 400},
			"too large":          {hookPath, bytes.Repeat([]byte(" "), 2<<20), 413},
			"unknown connection": {"/webhooks/lever/nobody", good, 404},
			"HiPeople's token":   {"/webhooks/hipeople/acme/wrong-token-of-some-length", good, 401},
		} {
			if status := w.post(c.path, c.body); status != c.want {
				w.t.Errorf("%s: answered %d, want %d", name, status, c.want)
			}
		}
		w.sleep(time.Minute)
		if n := w.rows(); n != 0 {
			w.t.Errorf("%d rows were made", n)
		}
		if w.invited(w.company.Ada.ID, 0); strings.Contains(w.log.String(), event["signature"].(string)) {
			w.t.Error("the log holds a valid signature")
		}
	})
}

// TestStoreDown: nothing is acknowledged that is not stored.
func TestStoreDown(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		body := w.signed(w.company.Ada.ID, w.company.Interview.ID, w.company.ReferenceCheck.ID, 0)
		w.stop()
		if err := w.store.Close(); err != nil {
			w.t.Fatal(err)
		}
		if status := w.post(hookPath, body); status != 503 {
			w.t.Errorf("answered %d, want 503", status)
		}
	})
}

func TestVerifyConnection(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		if _, err := w.lever.Ping(w.t.Context(), w.hook().ID); err != nil {
			w.t.Fatal(err)
		}
		calls := len(w.lever.Calls(levertest.CallFilter{}))
		w.sleep(time.Minute)
		if got := w.verdicts(); len(got) != 1 || got[0] != hpsync.Ping {
			w.t.Errorf("verdicts %q, want a ping", got)
		}
		if n := len(w.lever.Calls(levertest.CallFilter{})) - calls; n != 0 {
			w.t.Errorf("%d calls for a ping", n)
		}
	})
}

// TestSignedNonsense: what is signed and says nothing we know is closed.
func TestSignedNonsense(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		for _, body := range [][]byte{
			w.signed("", w.company.Interview.ID, w.company.ReferenceCheck.ID, 0),
			w.signed("no-such-opportunity", w.company.Interview.ID, w.company.ReferenceCheck.ID, 0),
		} {
			if status := w.post(hookPath, body); status/100 != 2 {
				w.t.Errorf("answered %d", status)
			}
			w.sleep(time.Second)
		}
		w.sleep(10 * time.Minute)
		for _, verdict := range w.verdicts() {
			if verdict != hpsync.Skip && verdict != hpsync.Ignore {
				w.t.Errorf("verdict %q", verdict)
			}
		}
	})
}

// TestHookAnswerLost: whatever happens to the answer, exactly one webhook remains, and
// what it delivers is verified.
func TestHookAnswerLost(t *testing.T) {
	t.Parallel()
	for name, fault := range faults("POST", "/v1/webhooks") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setup{nothing: true}, func(w *world) {
				armed := w.lever.Faults().Add(fault)
				w.connect()
				w.sleep(3 * time.Hour)
				if armed.Fired() == 0 {
					w.t.Error("the fault never fired")
				}
				w.heard()
			})
		})
	}
}

// heard asserts that Lever's one webhook reaches us.
func (w *world) heard() {
	w.t.Helper()
	d, err := w.lever.Ping(w.t.Context(), w.hook().ID)
	if err != nil {
		w.t.Fatal(err)
	}
	if !d.Delivered() {
		w.t.Errorf("a delivery is answered %+v", d.Attempts)
	}
}

// TestHookDeleted: somebody deletes our webhook in Lever's settings.
func TestHookDeleted(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		old := w.hook()
		client := &http.Client{Transport: w.lever.RoundTripper()}
		req, err := http.NewRequestWithContext(w.t.Context(), http.MethodDelete, w.lever.URL()+"/webhooks/"+old.ID, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		req.SetBasicAuth(w.lever.IssueKey(), "")
		resp, err := client.Do(req)
		if err != nil || resp.StatusCode/100 != 2 {
			w.t.Fatalf("delete: %v %v", resp, err)
		}
		resp.Body.Close()
		w.sleep(2 * time.Hour)
		if w.hook().ID == old.ID {
			w.t.Error("the webhook was not deleted")
		}
		w.heard()
		w.enter(w.company.Ada.ID)
		w.sleep(time.Minute)
		w.invited(w.company.Ada.ID, 1)
	})
}

// TestHookByHand: a webhook that people set up is left alone, and none is made.
func TestHookByHand(t *testing.T) {
	t.Parallel()
	play(t, setup{nothing: true}, func(w *world) {
		req := w.credentials()
		req.LeverSigning = []string{"by-hand-token-1", "by-hand-token-2"}
		if _, err := w.engine.Connect(w.t.Context(), req); err != nil {
			w.t.Fatal(err)
		}
		w.sleep(2 * time.Hour)
		if n := len(w.lever.Webhooks()); n != 0 {
			w.t.Errorf("%d webhooks were made", n)
		}
		for _, token := range req.LeverSigning {
			verifier, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{webhook.Secret(token)})
			if err != nil {
				w.t.Fatal(err)
			}
			msg, err := verifier.Sign(webhook.Message{Body: fmt.Appendf(nil, `{"event":"candidateStageChange","triggeredAt":%d,"token":"t","data":{}}`, time.Now().UnixMilli())})
			if err != nil {
				w.t.Fatal(err)
			}
			if status := w.post(hookPath, msg.Body); status/100 != 2 {
				w.t.Errorf("answered %d", status)
			}
		}
	})
}

// TestHiPeopleHook: HiPeople's webhook has the check look at once; one about somebody
// else is closed.
func TestHiPeopleHook(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.enter(ada)
		w.sleep(time.Minute)
		connection, err := w.store.Connection(w.t.Context(), "acme")
		if err != nil {
			w.t.Fatal(err)
		}
		urls, err := w.engine.HiPeopleHookURLs(connection)
		if err != nil || len(urls) != 1 {
			w.t.Fatalf("%d URLs, %v", len(urls), err)
		}
		path := strings.TrimPrefix(urls[0], "http://us.test")
		w.secrets = append(w.secrets, path[strings.LastIndexByte(path, '/')+1:])
		if _, err := w.hipeople.NameReferees(w.candidate(ada), 3); err != nil {
			w.t.Fatal(err)
		}
		for body, want := range map[string]hpsync.Verdict{
			`{"event":"x","candidate":{"id":"` + w.candidate(ada) + `"}}`: hpsync.Hint,
			`{"event":"x","candidate":{"id":"somebody"}}`:                 hpsync.Ignore,
			`{"event":"x"}`: hpsync.Ignore,
		} {
			if status := w.post(path, []byte(body)); status/100 != 2 {
				w.t.Errorf("answered %d", status)
			}
			w.sleep(10 * time.Second)
			if got := w.verdicts()[0]; got != want {
				w.t.Errorf("%s: %s, want %s", body, got, want)
			}
		}
		w.check(ada, hpsync.InProgress)
	})
}

// TestHintBeforeTheReadShowsIt: HiPeople tells of a candidate that its reads do not
// show yet. That is no deletion.
func TestHintBeforeTheReadShowsIt(t *testing.T) {
	t.Parallel()
	play(t, setup{}, func(w *world) {
		ada := w.company.Ada.ID
		w.hipeople.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStale, Method: "PUT", Path: "/api/candidates", Delay: 20 * time.Second})
		w.enter(ada)
		w.sleep(5 * time.Second)
		w.hint(w.check(ada, hpsync.Invited))
		w.check(ada, hpsync.Invited)
		w.finish(ada)
		w.check(ada, hpsync.Completed)
	})
}
