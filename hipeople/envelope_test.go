package hipeople

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestOpenMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		errors string
		want   []string
	}{
		{`null`, nil},
		{`[]`, nil},
		{`{}`, nil},
		{`""`, nil},
		{`false`, nil},
		{`"went wrong"`, []string{"went wrong"}},
		{`["one","two"]`, []string{"one", "two"}},
		{`[{"message":"no","field":"email"},{"error":"bad"},{"detail":"why"}]`, []string{"email: no", "bad", "why"}},
		{`{"email":["is taken","is odd"],"name":"is short"}`, []string{"email: is taken", "email: is odd", "name: is short"}},
		{`[7]`, []string{"an error without a text"}},
		{`true`, []string{"an error without a text"}},
		{`[[[[[["too deep"]]]]]]`, []string{"an error without a text"}},
	}
	for _, tt := range tests {
		_, got, err := open([]byte(`{"result":{},"errors":` + tt.errors + `}`))
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("errors %s: got %q, %v, want %q", tt.errors, got, err, tt.want)
		}
	}
}

func TestEnvelopeOne(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"result":{"id":"x"}}`, `{"result":{"fields":{"id":"x"}}}`, `{"result":[{"id":"x"}]}`, `{"id":"x"}`,
	} {
		answer, _, err := open([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		item, err := answer.one([]byte(body))
		if err != nil || item.id("id") != "x" {
			t.Errorf("%s: id %q, %v", body, item.id("id"), err)
		}
	}
	for _, body := range []string{`{"result":null}`, `{"result":[]}`, `{"result":[{},{}]}`, `{"result":"x"}`, `{"result":[1]}`} {
		answer, _, err := open([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answer.one([]byte(body)); err == nil {
			t.Errorf("%s was taken for a single result", body)
		}
	}
	for _, body := range []string{``, `[]`, `"x"`, `<html>`} {
		if _, _, err := open([]byte(body)); err == nil {
			t.Errorf("%q was opened", body)
		}
	}
}

func TestEnvelopeRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		body  string
		rows  int
		total int
		more  bool
	}{
		{`{"list":{"total":9,"has_more":true},"result":[{},{}]}`, 2, 9, true},
		{`{"list":{"total":2,"has_more":false},"result":[{},{}]}`, 2, 2, false},
		{`{"result":[{},{}]}`, 2, 2, true}, // a full page and no word on more
		{`{"result":[{}]}`, 1, 1, false},
		{`{"result":{"fields":[{"url":"u"}]}}`, 1, 1, false},
		{`{"list":{"has_more":1},"result":[]}`, 0, 0, true},
		{`{"list":{"total":0,"has_more":false},"result":null}`, 0, 0, false},
	}
	for _, tt := range tests {
		answer, _, err := open([]byte(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		p, err := answer.rows(2)
		if err != nil || len(p.rows) != tt.rows || p.total != tt.total || p.more != tt.more {
			t.Errorf("%s: %d rows, total %d, more %t, %v", tt.body, len(p.rows), p.total, p.more, err)
		}
	}
	for _, body := range []string{`{}`, `{"result":null}`, `{"result":{}}`, `{"result":{"fields":{}}}`, `{"result":7}`} {
		answer, _, err := open([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := answer.rows(2); err == nil && len(p.rows) == 0 {
			t.Errorf("%s was taken for an empty list", body)
		}
	}
}

func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"list":{"total":1,"skip":0,"limit":10,"has_more":false},"result":[{"id":"a"}]}`,
		`{"result":{"id":1,"fields":{"status":"Pending","references":[{"id":2,"submitted_at":"1795446245"}]}}}`,
		`{"result":{"fields":[{"url":"https://files.example.com/a"}]}}`,
		`{"errors":{"email":["x@example.com is taken"]}}`,
		`{"result":{"id":"a","id":"b","created_at":1e400}}`,
		strings.Repeat(`{"result":`, 100) + `{}` + strings.Repeat(`}`, 100),
		"{\"result\":{\"id\":\"\xff\"}}",
	} {
		f.Add([]byte(seed))
	}
	client, err := NewClient(Keys("k", "s"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, messages, err := open(body)
		if err != nil {
			return
		}
		for _, message := range scrub(messages, nil) {
			if strings.Contains(message, "@example.com") || len(message) > maxMessageBytes+len("…") {
				t.Errorf("message %q", message)
			}
		}
		if item, err := answer.one(body); err == nil {
			candidate := client.Candidates.decode(item)
			if candidate.Answered() < 0 || candidate.Required < 0 || !json.Valid(candidate.Raw) {
				t.Errorf("candidate %v, raw %q", candidate, candidate.Raw)
			}
			if candidate.Status.Value == "" {
				t.Error("a status without a value")
			}
			roleOf(item)
		}
		if p, err := answer.rows(10); err == nil && len(p.rows) > len(body) {
			t.Errorf("%d rows of %d bytes", len(p.rows), len(body))
		}
	})
}
