package levertest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// control sends a request to a control endpoint, without credentials.
func (c *caller) control(method, path, body string, want int) []byte {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, "http://lever.fake/_fake"+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != want {
		c.Fatalf("%s %s: %d %s, want %d", method, path, resp.StatusCode, text, want)
	}
	return text
}

func TestControlMirrorsHelpers(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	r := new(receiver)
	c.fake.DeliverTo(r)
	hook, token := c.listen("https://app.example/", "candidateStageChange", "")
	var added levertest.Opportunity
	made := c.control("POST", "/opportunities", `{"name":"Eve","emails":["eve@example.com"],"postings":["`+company.Backend.ID+`"]}`, 201)
	if err := json.Unmarshal(made, &added); err != nil || added.Contact.Name != "Eve" || len(added.Applications) != 1 {
		t.Fatalf("%s, %v", made, err)
	}
	at := "/opportunities/" + added.ID
	c.control("POST", at+"/stage", `{"stage":"Reference check"}`, 204)
	c.control("POST", at+"/apply", `{"posting":"`+company.Designer.ID+`"}`, 204)
	c.control("POST", at+"/archive", `{"reason":"Withdrew"}`, 204)
	if now, _ := c.fake.Opportunity(added.ID); now.Stage != company.ReferenceCheck.ID || len(now.Applications) != 2 || now.Archived.Reason == "" {
		t.Errorf("state %+v", now)
	}
	c.control("POST", at+"/archive", `{"reason":""}`, 204)
	c.control("POST", at+"/anonymize", "", 204)
	if now, _ := c.fake.Opportunity(added.ID); !now.Contact.Anonymized || now.Archived.Reason != "" {
		t.Errorf("state %+v", now)
	}
	c.control("POST", "/webhooks/"+hook+"/ping", "", 200)
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	var state struct {
		Users      []levertest.User
		Stages     []levertest.Stage
		Webhooks   []levertest.Webhook
		Deliveries []levertest.Delivery
		EventsOff  []string
	}
	c.control("POST", "/events", `{"event":"candidateHired","on":false}`, 204)
	if err := json.Unmarshal(c.control("GET", "/state", "", 200), &state); err != nil || len(state.Users) != 4 || len(state.Stages) != 8 ||
		state.Webhooks[0].SignatureToken != token || len(state.Deliveries) != 1 || strings.Join(state.EventsOff, "") != "candidateHired" {
		t.Errorf("state %+v, %v", state, err)
	}
	c.control("POST", "/deliveries/"+state.Deliveries[0].ID+"/rerun", "", 204)
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(r.received()); got != 3 {
		t.Errorf("received %d", got)
	}
	c.control("DELETE", at, "", 204)
	c.control("DELETE", at, "", 404)
	c.control("POST", "/revoke", "", 204)
	c.do("GET", "/users", "", 401)
	c.control("POST", "/restore", "", 204)
	c.do("GET", "/users", "", 200)
	c.control("GET", "/violations", "", 200)
	for path, status := range map[string]int{at + "/stage": 404, "/webhooks/none/ping": 404, "/deliveries/none/rerun": 404} {
		c.control("POST", path, `{"stage":"offer"}`, status)
	}
	for _, bad := range []string{`{`, `{"stage":"nowhere"}`, `{"name":5}`} {
		c.control("POST", "/opportunities", bad, 400)
	}
}

func TestControlAddsAndResets(t *testing.T) {
	t.Parallel()
	fake := levertest.New(levertest.WithSeed())
	t.Cleanup(fake.Close)
	c := &caller{TB: t, fake: fake, auth: key(levertest.APIKey), http: &http.Client{Transport: fake.RoundTripper()}}
	c.control("POST", "/users", `{"name":"Noor","email":"noor@company.example","accessRole":"admin"}`, 201)
	c.control("POST", "/stages", `{"text":"Trial day"}`, 201)
	c.control("POST", "/postings", `{"text":"Cook"}`, 201)
	token := fake.IssueToken()
	for path, want := range map[string]int{"/users": 5, "/stages": 9, "/postings": 3} {
		if got := c.ids(path); len(got) != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	c.control("POST", "/reset", "", 204)
	for path, want := range map[string]int{"/users": 4, "/stages": 8, "/postings": 2, "/opportunities": 4} {
		if got := c.ids(path); len(got) != want {
			t.Errorf("after reset, %s: %v", path, got)
		}
	}
	c.auth = bearer(token)
	c.do("GET", "/users", "", 401)
}
