package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
	"github.com/leverhipeople/leverhipeople/webhook"
)

const signingToken = "0123456789abcdef0123456789abcdef0123456789abcdef"

// post delivers a body as Lever does and returns the status.
func (s *site) post(path string, body []byte, edit func(*http.Request)) int {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), "POST", "http://"+s.address+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Lever-Webhooks")
	if edit != nil {
		edit(req)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode
}

// stageChange is a delivery in the recorded shape.
func stageChange(t *testing.T, key string, at time.Time, o levertest.Opportunity, from, to string) []byte {
	t.Helper()
	return signed(t, key, at, map[string]any{
		"opportunityId": o.ID, "candidateId": o.ID, "contactId": o.Contact.ID, "fromStageId": from, "toStageId": to,
	})
}

func signed(t *testing.T, key string, at time.Time, data map[string]any) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"id": "00000000-0000-4000-8000-0000000000aa", "event": "candidateStageChange", "triggeredAt": at.UnixMilli(),
		"token": "4090627ad95a681cbcfdc009c188d35b27f065d407a1fb32", "data": data,
	})
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{webhook.Secret(key)})
	if err != nil {
		t.Fatal(err)
	}
	message, err := verifier.Sign(webhook.Message{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return message.Body
}

type listed struct {
	Data []struct {
		Verdict string `json:"verdict"`
		State   string `json:"state"`
		Reason  string `json:"reason"`
	} `json:"data"`
}

func (s *site) verdicts() map[string]int {
	s.t.Helper()
	var answer listed
	s.call("GET", "/api/connections/acme/deliveries?limit=1000", nil, &answer)
	verdicts := map[string]int{}
	for _, d := range answer.Data {
		verdicts[d.Verdict]++
	}
	return verdicts
}

// TestRealInput drives a serve process by signed deliveries alone, with the webhook
// set up by hand: good ones, and all that also comes in.
func TestRealInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.start()
	s.connect(signingToken)
	c := s.company
	check, interview := c.ReferenceCheck.ID, c.Interview.ID
	hook := "/webhooks/lever/acme"
	deliver := func(what string, body []byte, want int) {
		t.Helper()
		if got := s.post(hook, body, nil); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	now := time.Now()

	deliver("ping", signed(t, signingToken, now, map[string]any{}), 200)

	if err := s.lever.MoveToStage(c.Ada.ID, check); err != nil {
		t.Fatal(err)
	}
	first := stageChange(t, signingToken, now, c.Ada, interview, check)
	deliver("first", first, 200)
	s.until("Ada is invited", func() bool { return len(s.candidates(c.Ada.ID)) == 1 })
	deliver("duplicate", first, 200)
	deliver("replay with another time", stageChange(t, signingToken, now.Add(2*time.Second), c.Ada, interview, check), 200)
	deliver("three days late", stageChange(t, signingToken, now.Add(-72*time.Hour), c.Ada, interview, check), 200)

	deliver("forged", stageChange(t, "another-key", now, c.Bruno, interview, check), 401)
	deliver("fifteen days late", stageChange(t, signingToken, now.Add(-15*24*time.Hour), c.Bruno, interview, check), 401)
	deliver("unsigned", []byte(`{"event":"candidateStageChange","triggeredAt":1,"token":"t","data":{}}`), 401)
	deliver("not JSON", []byte("<html>"), 400)
	deliver("oversize", bytes.Repeat([]byte(" "), 1<<20+1), 413)
	if got := s.post("/webhooks/lever/nobody", first, nil); got != 404 {
		t.Errorf("unknown connection: %d, want 404", got)
	}
	if got := s.post(hook, first, func(r *http.Request) { r.Method = "GET" }); got != 405 {
		t.Errorf("GET: %d, want 405", got)
	}
	if got := s.post(hook, first, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }); got != 415 {
		t.Errorf("text/plain: %d, want 415", got)
	}

	deliver("another stage", stageChange(t, signingToken, now, c.Bruno, interview, c.Screen.ID), 200)

	if err := s.lever.MoveToStage(c.Chloe.ID, check); err != nil {
		t.Fatal(err)
	}
	deliver("posting without automation", stageChange(t, signingToken, now, c.Chloe, c.Screen.ID, check), 200)
	if err := s.lever.MoveToStage(c.Dario.ID, check); err != nil {
		t.Fatal(err)
	}
	deliver("no posting", stageChange(t, signingToken, now, c.Dario, "lead-new", check), 200)

	both := s.lever.AddOpportunity(levertest.OpportunitySpec{
		Name: "Emil Faro", Emails: []string{"emil.faro@example.com"}, Stage: interview, Postings: []string{c.Designer.ID},
	})
	if err := s.lever.Apply(both.ID, c.Backend.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.lever.MoveToStage(both.ID, check); err != nil {
		t.Fatal(err)
	}
	deliver("two postings", stageChange(t, signingToken, now, both, interview, check), 200)
	s.until("Emil is invited to the newer posting's role", func() bool { return len(s.candidates(both.ID)) == 1 })

	s.until("every delivery has its verdict", func() bool { return s.verdicts()[""] == 0 })
	want := map[string]int{"ping": 1, "invite": 2, "known": 2, "ignore": 2, "skip": 1}
	if got := s.verdicts(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("verdicts %v, want %v", got, want)
	}

	s.answer(s.candidates(c.Ada.ID)[0])
	s.until("Ada's report is delivered", func() bool { return s.delivered(c.Ada.ID) })
	s.exactlyOnce(c.Ada.ID)
	if n := len(s.hipeople.Candidates()); n != 2 {
		t.Errorf("%d candidates at HiPeople, want Ada and Emil", n)
	}
}

// TestRecordedDeliveries sends what LEVER_FIXTURES holds through the server: each is
// judged by its signature, and none of them by its look.
func TestRecordedDeliveries(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("LEVER_FIXTURES")
	if folder == "" {
		t.Skip("set LEVER_FIXTURES to a folder of recorded payloads")
	}
	files, err := filepath.Glob(filepath.Join(folder, "derived", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded deliveries in %s: %v", folder, err)
	}
	s := newSite(t)
	s.start()
	s.connect(signingToken)
	for _, file := range files {
		recorded, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var delivery struct {
			Event string         `json:"event"`
			Data  map[string]any `json:"data"`
		}
		if err := json.Unmarshal(recorded, &delivery); err != nil || delivery.Event == "" {
			continue // vectors, not a delivery
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if got := s.post("/webhooks/lever/acme", recorded, nil); got != 401 {
			t.Errorf("%s, signed with a key we do not hold: %d, want 401", name, got)
		}
		if got := s.post("/webhooks/lever/acme", signed(t, signingToken, time.Now(), delivery.Data), nil); got != 200 {
			t.Errorf("%s, signed with our key: %d, want 200", name, got)
		}
	}
	s.until("every delivery has its verdict", func() bool { v := s.verdicts(); return v[""] == 0 && len(v) > 0 })
	if n := len(s.hipeople.Candidates()); n != 0 {
		t.Errorf("%d candidates were invited, want none: no automation watches those stages", n)
	}
}
