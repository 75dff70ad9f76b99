package lever

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// badAnswers are bodies under status 200 that hold nothing a verb could use.
var badAnswers = map[string]string{
	"HTML":      "<!DOCTYPE html><html><body>Scheduled maintenance, write to help@example.com</body></html>",
	"empty":     "",
	"spaces":    " \r\n",
	"null":      "null",
	"no data":   `{"data": null}`,
	"number":    `{"data": 5}`,
	"text":      `{"data": "secret-in-an-answer"}`,
	"numbers":   `{"data": [1]}`,
	"wrong id":  `{"data": {"id": {}, "applicationId": [], "stages": 1, "users": 1}}`,
	"truncated": `{"data": {"id": "x`,
	"deep":      `{"data": {"id": ` + strings.Repeat("[", 200_000),
	"closed":    `{"data": ` + strings.Repeat(`{"data":`, 20_000) + "1" + strings.Repeat("}", 20_001),
}

// tolerated are answers that a verb takes nevertheless.
var tolerated = map[string]string{
	"diversity survey": "number text numbers", // as it comes
	"add options":      "empty spaces",
	"update options":   "empty spaces",
	"update webhooks":  "empty spaces",
}

// TestBadAnswers gives each verb that reads an answer each bad one.
func TestBadAnswers(t *testing.T) {
	t.Parallel()
	for _, verb := range verbs {
		t.Run(verb.name, func(t *testing.T) {
			t.Parallel()
			for name, body := range badAnswers {
				client, _ := newStub(t, answer(200, body))
				err := verb.call(t.Context(), client)
				reads := verb.answer != "" && verb.answer != "bytes"
				if !reads || strings.Contains(tolerated[verb.name], name) || verb.name == "diversity survey" && name == "wrong id" {
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					continue
				}
				var got *Error
				if !errors.As(err, &got) || got.Status != 200 || got.Outcome != OutcomeUnknown {
					t.Errorf("%s: got %v, want an *Error with status 200 and an unknown outcome", name, err)
					continue
				}
				if text := err.Error(); len(text) > 600 || strings.Contains(text, "help@") || strings.Contains(text, "secret") {
					t.Errorf("%s: unfit for a log: %s", name, text)
				}
			}
		})
	}
}

// flood answers 100 MB and notes the highest heap it saw meanwhile.
type flood struct {
	status int
	head   string
	peak   uint64
}

func (f *flood) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	chunk := []byte(strings.Repeat("a", 1<<20))
	if _, err := w.Write([]byte(f.head)); err != nil {
		return
	}
	for i := range 100 {
		if _, err := w.Write(chunk); err != nil {
			return // the client has had enough
		}
		if i%4 == 0 {
			f.peak = max(f.peak, liveHeap())
		}
	}
}

// TestEndlessAnswers reads answers of 100 MB. It is not parallel: it looks at the heap of the process.
//
//nolint:paralleltest // see above
func TestEndlessAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		flood  flood
		growth uint64
		call   func(c *Client) error
	}{
		"an object": {flood{status: 200, head: `{"data": {"id": "`}, 40 << 20, func(c *Client) error {
			return second(c.Stages.Get(t.Context(), "s"))
		}},
		"a page": {flood{status: 200, head: `{"data": [{"id": "`}, 40 << 20, func(c *Client) error {
			return drain(c.Requisitions.All(t.Context(), RequisitionListOptions{}))
		}},
		"a refusal": {flood{status: 404, head: `{"code": "`}, 4 << 20, func(c *Client) error {
			return second(c.Postings.Apply(t.Context(), "p", ApplyRequest{PersonalInformation: []ApplyValue{{Name: "n"}}}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(&tt.flood)
			defer server.Close()
			client, err := NewClient(APIKey(testKey), WithBaseURL(server.URL), WithRetry(Retry{MaxTries: 1}))
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdleConnections()
			idle := liveHeap()
			err = tt.call(client)
			var got *Error
			if !errors.As(err, &got) || got.Status != tt.flood.status || len(got.Body) > 64<<10 {
				t.Fatalf("got %v, want an *Error with status %d and at most 64 KiB of body", err, tt.flood.status)
			}
			server.Close() // waits for the answer's end, and so for the last look at the heap
			if peak := max(tt.flood.peak, liveHeap()); peak > idle+tt.growth {
				t.Errorf("the heap grew by %d bytes, want at most %d", peak-idle, tt.growth)
			}
		})
	}
}

// TestDocumentedAnswers reads the shapes that the documentation shows and no recorded answer has.
func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	with := func(body string) *Client { client, _ := newStub(t, answer(200, body)); return client }

	reasons, err := with(`{"data": {"id": "r", "text": "Hired", "status": "active", "type": "hired"}}`).ArchiveReasons.List(ctx, ArchiveReasonListOptions{Type: ArchiveReasonTypeHired})
	if err != nil || len(reasons.Data) != 1 || reasons.Data[0].Text != "Hired" || reasons.HasNext {
		t.Errorf("archive reasons: %+v, %v", reasons, err)
	}
	responses, err := with(`{"data": {"eeoResponses": [{"gender": "f", "appliedAt": "1000"}, {"disabilitySignatureDate": "2026-01-01"}]}}`).EEO.List(ctx, EEOListOptions{})
	if err != nil || len(responses.Data) != 2 || responses.Data[0].Gender != "f" || !responses.Data[0].AppliedAt.Equal(at(1).Time) || string(responses.Data[1].DisabilitySignatureDate) != `"2026-01-01"` {
		t.Errorf("EEO responses: %+v, %v", responses, err)
	}
	persons, err := with(`{"data": {"eeoResponses": [{"id": "a", "contact": {"id": "c", "name": "Ada"}}]}}`).EEO.ListPII(ctx, EEOPIIListOptions{})
	if err != nil || len(persons.Data) != 1 || persons.Data[0].Contact.Value.Name != "Ada" {
		t.Errorf("EEO responses with persons: %+v, %v", persons, err)
	}
	options, err := with(`{"data": {"id": "o", "text": "intern"}}`).RequisitionFields.AddOptions(ctx, "f", []string{"intern"})
	if err != nil || len(options) != 1 || options[0] != (RequisitionFieldOption{ID: "o", Text: "intern"}) {
		t.Errorf("options: %+v, %v", options, err)
	}
	interview, err := with(`{"data": {"data": {"id": "i", "duration": 30}}}`).Interviews.Get(ctx, "o", "i")
	if err != nil || interview.Duration != 30 {
		t.Errorf("interview: %+v, %v", interview, err)
	}
	template, err := with(`{"id": "t", "createdAt": "1000", "group": {"id": "g", "name": "G"}}`).FormTemplates.Get(ctx, "t")
	if err != nil || !template.CreatedAt.Equal(at(1).Time) || template.Group.Name != "G" {
		t.Errorf("template: %+v, %v", template, err)
	}
	if _, err := with(`{"data": {"other": []}}`).EEO.List(ctx, EEOListOptions{}); err == nil {
		t.Error("an object without rows is read as rows")
	}
}
