package proof

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever"
)

// transport answers with a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestContractCheckerFails sends and answers what the contract does not allow, one thing at a time.
func TestContractCheckerFails(t *testing.T) {
	t.Parallel()
	const (
		stage  = `{"data":{"id":"offer","text":"Offer"}}`
		stages = `{"data":[{"id":"offer","text":"Offer"}],"hasNext":false}`
		tags   = "/opportunities/o/addTags"
		links  = "/opportunities/o/addLinks"
		notes  = "/opportunities/o/notes"
	)
	for _, tt := range []struct {
		name, request, body string // method and path; JSON
		status              int
		answer              string
		want                string // operation and place
		reason              string // holds
	}{
		{"nothing wrong", "GET /stages/offer", "", 200, stage, "", ""},
		{"nothing wrong in a list", "GET /stages?limit=1", "", 200, stages, "", ""},
		{"nothing wrong in an error", "GET /stages/none", "", 404, `{"code":"ResourceNotFound","message":"none"}`, "", ""},

		{"unknown path", "GET /steps", "", 200, stages, "GET /v1/steps: path", "no matching operation"},
		{"unknown method", "PATCH /stages", "", 200, stages, "PATCH /v1/stages: path", "method"},
		{"unknown query parameter", "GET /stages?colour=red", "", 200, stages, "listStages: query colour", "not in the contract"},
		{"query of a wrong type", "GET /stages?limit=many", "", 200, stages, "listStages: query limit", "an invalid integer"},
		{"query out of range", "GET /stages?limit=101", "", 200, stages, "listStages: query limit", "maximum"},
		{"missing query", "POST /opportunities", "{}", 404, `{"code":"c","message":"m"}`, "createOpportunity: query perform_as", "required"},
		{"body where none belongs", "GET /stages", "{}", 200, stages, "listStages: request body", "not in the contract"},
		{"missing body", "POST " + links, "", 404, `{"code":"c","message":"m"}`, "addOpportunityLinks: request body", "required"},
		{"missing field in a request", "POST " + notes, "{}", 404, `{"code":"c","message":"m"}`, "createNote: request body", "missing property 'value'"},
		{"wrong type in a request", "POST " + tags, `{"tags":[1]}`, 404, `{"code":"c","message":"m"}`, "addOpportunityTags: request body/tags/0", "want string"},
		{"unknown field in a request", "POST " + tags, `{"tags":[],"colour":1}`, 404, `{"code":"c","message":"m"}`, "addOpportunityTags: request body", "'colour' not allowed"},

		{"unknown status", "GET /stages/offer", "", 201, stage, "getStage: answer 201", "no such status"},
		{"missing field", "GET /stages/offer", "", 200, `{"data":{"id":"offer"}}`, "getStage: answer 200 body/data/text", `"text" is missing`},
		{"missing field in a list", "GET /stages", "", 200, `{"data":[{"text":"Offer"}]}`, "listStages: answer 200 body/data/0/id", `"id" is missing`},
		{"wrong type", "GET /stages/offer", "", 200, `{"data":{"id":7,"text":"Offer"}}`, "getStage: answer 200 body/data/id", "must be a string"},
		{"wrong type where null is right", "GET /stages/offer", "", 200, `{"data":{"id":"offer","text":7}}`, "getStage: answer 200 body/data/text", "must be"},
		{"null where it is wrong", "GET /stages/offer", "", 200, `{"data":{"id":null,"text":"Offer"}}`, "getStage: answer 200 body/data/id", "not nullable"},
		{"unknown field", "GET /stages/offer", "", 200, `{"data":{"id":"offer","text":"Offer","colour":1}}`, "getStage: answer 200 body/data", `"colour" is unsupported`},
		{"no JSON", "GET /stages/offer", "", 200, `<p>Offer</p>`, "getStage: answer 200 body", "invalid character"},
		{"body where none belongs", "DELETE /webhooks/w", "", 204, "x", "deleteWebhook: answer 204 body", "the contract has none"},
		{"wrong error", "GET /stages/none", "", 404, `{"code":"ResourceNotFound"}`, "getStage: answer 404 body", "missing property 'message'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checker := newChecker(t, contractDocument(t), transport(func(*http.Request) (*http.Response, error) {
				header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
				return &http.Response{StatusCode: tt.status, Header: header, Body: io.NopCloser(strings.NewReader(tt.answer))}, nil
			}))
			send(t, checker, tt.request, tt.body, "a-key")
			expect(t, checker, tt.want, tt.reason)
		})
	}
	t.Run("content type", func(t *testing.T) {
		t.Parallel()
		checker := newChecker(t, contractDocument(t), transport(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader(stage))}, nil
		}))
		send(t, checker, "GET /stages/offer", "", "a-key")
		expect(t, checker, "getStage: answer 200", "text/html")
	})
	t.Run("no credential", func(t *testing.T) {
		t.Parallel()
		checker := newChecker(t, contractDocument(t), transport(func(*http.Request) (*http.Response, error) {
			header := http.Header{"Content-Type": {"application/json"}}
			return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(strings.NewReader(stage))}, nil
		}))
		send(t, checker, "GET /stages/offer", "", "")
		expect(t, checker, "getStage: request", "no basic credential")
	})
}

func send(t *testing.T, checker *checker, request, body, key string) {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, lever.ProductionURL+path, content)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.SetBasicAuth(key, "")
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := checker.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

// expect wants one violation, or none if want is empty.
func expect(t *testing.T, checker *checker, want, reason string) {
	t.Helper()
	switch got := checker.violations; {
	case want == "" && len(got) == 0:
	case len(got) != 1 || got[0].operation+": "+got[0].place != want || !strings.Contains(got[0].reason, reason):
		t.Errorf("reported %q, want %q with %q", got, want, reason)
	}
}
