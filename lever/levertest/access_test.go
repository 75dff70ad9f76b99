package levertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t)
	readKey, token := c.fake.IssueKey("users:read:admin"), c.fake.IssueToken("notes:write:admin")
	for _, step := range []struct {
		name   string
		auth   func(*http.Request)
		path   string
		status int
	}{
		{"default key", key(levertest.APIKey), "/users", 200},
		{"unknown key", key("guess"), "/users", 401},
		{"nothing", func(*http.Request) {}, "/users", 401},
		{"key with password", func(r *http.Request) { r.SetBasicAuth(levertest.APIKey, "x") }, "/users", 401},
		{"key as bearer", bearer(levertest.APIKey), "/users", 401},
		{"token as key", key(token), "/users", 401},
		{"limited key", key(readKey), "/users", 200},
		{"limited key elsewhere", key(readKey), "/stages", 403},
		{"token elsewhere", bearer(token), "/users", 403},
		{"full token", bearer(c.fake.IssueToken()), "/users", 200},
	} {
		c.auth = step.auth
		answer := c.do("GET", step.path, "", step.status)
		if code := map[int]any{200: nil, 401: "Unauthorized", 403: "Forbidden"}[step.status]; answer["code"] != code {
			t.Errorf("%s: %v", step.name, answer)
		}
	}
	c.auth = bearer(token)
	opportunity := c.fake.AddOpportunity(levertest.OpportunitySpec{}).ID
	c.do("GET", "/opportunities/"+opportunity+"/notes", "", 200) // write implies read
	c.fake.Revoke()
	c.do("GET", "/opportunities/"+opportunity+"/notes", "", 401)
	c.auth = key(levertest.APIKey)
	c.do("GET", "/users", "", 401)
	c.fake.Restore()
	c.do("GET", "/users", "", 200)
}

func TestConfidentialAccess(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t)
	opportunity := c.fake.AddOpportunity(levertest.OpportunitySpec{Confidentiality: "confidential"}).ID
	posting := c.fake.AddPosting(levertest.Posting{Text: "Chief", Confidentiality: "confidential"}).ID
	for _, step := range []struct {
		permissions []string
		status      int
		listed      int
	}{
		{[]string{"opportunities:read:admin", "postings:read:admin"}, 403, 0},
		{[]string{"opportunities:read:admin", "postings:read:admin", levertest.ConfidentialAccess}, 200, 1},
	} {
		c.auth = key(c.fake.IssueKey(step.permissions...))
		c.do("GET", "/opportunities/"+opportunity, "", step.status)
		c.do("GET", "/postings/"+posting, "", step.status)
		for _, list := range []string{"/opportunities", "/postings"} {
			if got := c.ids(list + "?confidentiality=confidential"); len(got) != step.listed {
				t.Errorf("%v: %s lists %v", step.permissions, list, got)
			}
		}
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := newCaller(t)
		for range 20 {
			c.do("GET", "/stages", "", 200)
		}
		if err := c.do("GET", "/stages", "", 429); err["code"] != "TooManyRequests" {
			t.Errorf("error %v", err)
		}
		c.auth = key(c.fake.IssueKey())
		c.do("GET", "/stages", "", 200) // counted per key
		c.auth = key(levertest.APIKey)
		for range 30 {
			timer := time.NewTimer(100 * time.Millisecond)
			<-timer.C
			c.do("GET", "/stages", "", 200)
		}
		got := c.fake.Violations()
		if len(got) != 1 || got[0].Path != "/v1/stages" || got[0].Credential != "default key" {
			t.Errorf("violations %+v", got)
		}
	})
}

func TestUsersStagesPostings(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	gone := c.fake.AddUser(levertest.User{Name: "Gone", Email: "gone@company.example", DeactivatedAt: time.Now()})
	c.fake.AddPosting(levertest.Posting{Text: "Idea", State: "draft", Owner: company.Admin.ID})
	for path, want := range map[string]int{
		"/users":                            4,
		"/users?includeDeactivated=true":    5,
		"/users?email=MARA@company.example": 1,
		"/users?accessRole=interviewer":     1,
		"/users?accessRole[]=super%20admin&accessRole[]=interviewer": 2,
		"/stages":                                   8,
		"/postings":                                 3,
		"/postings?state=published":                 2,
		"/postings?team=Platform&team=Design":       2,
		"/postings?tag=none":                        0,
		"/postings?distributionChannel=public":      2,
		"/postings?updated_at_start=99999999999999": 0,
	} {
		if got := c.ids(path); len(got) != want {
			t.Errorf("%s: %v, want %d rows", path, got, want)
		}
	}
	if user := c.get("/users/" + gone.ID); user["accessRole"] != levertest.TeamMember || user["username"] != "gone" || user["deactivatedAt"] == nil {
		t.Errorf("user %v", user)
	}
	stages := c.ids("/stages")
	if stages[0] != "lead-new" || stages[6] != company.ReferenceCheck.ID || stages[7] != "offer" {
		t.Errorf("stages %v", stages)
	}
	if stage := c.get("/stages/" + company.ReferenceCheck.ID); stage["text"] != "Reference check" {
		t.Errorf("stage %v", stage)
	}
	posting := c.get("/postings/" + company.Backend.ID + "?expand=hiringManager")
	if posting["owner"] != company.Recruiter.ID || posting["hiringManager"].(object)["name"] != "Priya Castellano" ||
		posting["categories"].(object)["team"] != "Platform" || posting["urls"] == nil {
		t.Errorf("posting %v", posting)
	}
	for _, path := range []string{"/users/x", "/stages/Offer", "/postings/x", "/nothing"} {
		c.do("GET", path, "", 404)
	}
	c.do("PATCH", "/stages", "", 404)
	if got := c.do("GET", "/stages?limit=7", "", 200); got["hasNext"] != true {
		t.Errorf("limited: %v", got)
	}
}

func TestServingOnLoopback(t *testing.T) {
	t.Parallel()
	fake := levertest.New(levertest.WithSeed())
	if fake.URL() != "http://lever.fake/v1" {
		t.Errorf("URL before the start: %s", fake.URL())
	}
	url := fake.Start(t)
	if !strings.HasPrefix(url, "http://127.0.0.1:") || fake.URL() != url || !strings.HasSuffix(url, "/v1") {
		t.Errorf("URL %s", url)
	}
	c := &caller{TB: t, fake: fake, auth: key(levertest.APIKey), http: http.DefaultClient}
	if got := c.ids("/opportunities"); len(got) != 4 {
		t.Errorf("seeded %v", got)
	}
	armed := fake.Faults().Add(levertest.Fault{Kind: levertest.Status, Status: 429, RetryAfter: time.Second})
	if err := c.do("GET", "/stages", "", 429); err["code"] != "TooManyRequests" || armed.Fired() != 1 {
		t.Errorf("error %v", err)
	}
	if calls := fake.Calls(levertest.CallFilter{Path: "/v1/stages"}); len(calls) != 1 || calls[0].Applied || calls[0].Fault != levertest.Status {
		t.Errorf("calls %+v", calls)
	}
	if len(fake.Violations()) != 0 {
		t.Error("a scripted 429 counted as a violation")
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, fake); strings.Contains(text, levertest.APIKey) || strings.Contains(text, "Ada") {
			t.Errorf("%s shows %s", format, text)
		}
	}
}

func TestMountedAndReset(t *testing.T) {
	t.Parallel()
	fake := levertest.New()
	t.Cleanup(fake.Close)
	for name, handler := range map[string]http.Handler{"fake": fake, "handler": fake.Handler()} {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		req, _ := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/v1/stages", nil)
		req.SetBasicAuth(levertest.APIKey, "")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if got := len(fake.Calls(levertest.CallFilter{Applied: true})); got != 2 {
		t.Errorf("%d calls", got)
	}
	fake.ClearCalls()
	if got := len(fake.Calls(levertest.CallFilter{})); got != 0 {
		t.Errorf("%d calls are left", got)
	}
	company := fake.Seed()
	fake.Reset()
	if _, there := fake.Opportunity(company.Ada.ID); there {
		t.Error("a reset left Ada")
	}
	fake.Seed() // panics if the reset left something
}
