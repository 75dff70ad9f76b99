package hipeople_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/webhook"
)

func TestWebhookCandidate(t *testing.T) {
	t.Parallel()
	spec := hipeople.DefaultProfile().Webhook
	for payload, want := range map[string]string{
		`{"candidate_id":"a"}`: "a", `{"candidate":{"id":7}}`: "7", `{"data":{"candidate":{"id":"c"}}}`: "c", `{"id":"x"}`: "", `[]`: "", `null`: "",
	} {
		if got, err := spec.Candidate([]byte(payload)); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", payload, got, err, want)
		}
	}
	if _, err := spec.Candidate([]byte(`{`)); !isDecodeError(err) {
		t.Errorf("broken payload: %v", err)
	}
	if _, err := (hipeople.WebhookSpec{}).Candidate([]byte(`{}`)); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("no paths: %v", err)
	}
}

// FuzzWebhookCandidate: no payload breaks the look for an id, under any profile's paths.
func FuzzWebhookCandidate(f *testing.F) {
	for _, seed := range []string{
		`{"candidate_id":"a"}`, `{"data":{"candidate":{"id":7}}}`, `{"fields":{"candidate_id":"a"}}`, `[]`, `{`, `{"candidate":[{"id":1}]}`,
		"{\"candidate_id\":\"\xff\"}", strings.Repeat(`{"candidate":`, 200) + "1" + strings.Repeat("}", 200),
	} {
		f.Add([]byte(seed), "candidate.id")
	}
	f.Fuzz(func(t *testing.T, payload []byte, path string) {
		spec := hipeople.WebhookSpec{CandidateID: []string{path, "candidate_id"}}
		id, err := spec.Candidate(payload)
		if err != nil && !isDecodeError(err) {
			t.Errorf("an error of another kind: %v", err)
		}
		if (err == nil) != json.Valid(payload) || err != nil && id != "" {
			t.Errorf("id %q, %v of %q", id, err, payload)
		}
	})
}

func TestWebhookCreate(t *testing.T) {
	t.Parallel()
	p := hipeopletest.Profile()
	p.Webhook.Create = hipeople.WebhookCreateSpec{
		Evidence: hipeople.Configured, Method: "POST", Path: "hooks", Body: hipeople.BodyFields, URL: "target.url", Secret: "target.key",
		Events: "events", EventNames: []string{"a", "b"}, Constants: map[string]string{"format": "json"}, ID: []string{"id"},
	}
	var got map[string]any
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" || r.URL.Path != "/api/hooks" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		reply(200, `{"result":{"id":5}}`)(w, r)
	}, hipeople.WithProfile(p))
	request := hipeople.WebhookCreateRequest{URL: "https://hooks.example.com/in/sesame", Secret: "ours-secret"}
	made, err := c.Webhooks.Create(t.Context(), request)
	if err != nil || made.ID != "5" || made.Secret != "ours-secret" {
		t.Fatalf("%v, %v", made, err)
	}
	want := `{"fields":{"events":["a","b"],"format":"json","target":{"key":"ours-secret","url":"https://hooks.example.com/in/sesame"}}}`
	if text, err := json.Marshal(got); err != nil || string(text) != want {
		t.Errorf("body %s, %v\nwant %s", text, err, want)
	}
	for _, incomplete := range []hipeople.WebhookCreateRequest{{Secret: "s"}, {URL: "https://hooks.example.com"}} {
		if _, err := c.Webhooks.Create(t.Context(), incomplete); !hipeople.IsNotApplied(err) {
			t.Errorf("incomplete: %v", err)
		}
	}
}

func TestWebhookCreateFails(t *testing.T) {
	t.Parallel()
	request := hipeople.WebhookCreateRequest{URL: "https://hooks.example.com/in/sesame"}
	tests := map[string]struct {
		answer    http.HandlerFunc
		ambiguous bool
	}{
		"no id":     {reply(200, `{"result":{"secret":"s"}}`), true},
		"no secret": {reply(200, `{"result":{"id":"a"}}`), true},
		"a page":    {reply(200, `<html>`), true},
		"500":       {reply(500, ``), true},
		"refused":   {reply(422, `{"errors":["https://hooks.example.com/in/sesame is odd"]}`), false},
	}
	for name, tt := range tests {
		_, err := serve(t, tt.answer).Webhooks.Create(t.Context(), request)
		if hipeople.IsAmbiguous(err) != tt.ambiguous || hipeople.IsNotApplied(err) == tt.ambiguous || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", name, err)
		}
	}
	plain := serve(t, reply(200, `{}`), hipeople.WithProfile(hipeople.DefaultProfile()))
	if _, err := plain.Webhooks.Create(t.Context(), request); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("default profile: %v", err)
	}
	if err := plain.Webhooks.Delete(t.Context(), "a"); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("default profile: %v", err)
	}
}

func TestSignatureVerifier(t *testing.T) {
	t.Parallel()
	if _, err := hipeople.DefaultProfile().Webhook.Signature.Verifier([]webhook.Secret{"s"}); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("no scheme: %v", err)
	}
	var config *webhook.ConfigError
	if _, err := hipeopletest.Profile().Webhook.Signature.Verifier(nil); !errors.As(err, &config) {
		t.Errorf("no secret: %v", err)
	}
}
