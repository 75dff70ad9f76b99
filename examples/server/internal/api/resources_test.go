package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/api"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestConnect(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.connect()
	if c.ID != "acme" || c.Name != "Acme" || c.State != hpsync.ConnectionLive || c.Revision != 1 || len(c.Notify) != 1 {
		t.Errorf("connection = %+v", c)
	}
	if c.LeverWebhookURL != "https://checks.example.com/webhooks/lever/acme" {
		t.Errorf("Lever's webhook: %s", c.LeverWebhookURL)
	}
	const prefix = "https://checks.example.com/webhooks/hipeople/acme/"
	if len(c.HiPeopleWebhookURLs) != 1 || len(strings.TrimPrefix(c.HiPeopleWebhookURLs[0], prefix)) < 22 || !strings.HasPrefix(c.HiPeopleWebhookURLs[0], prefix) {
		t.Errorf("HiPeople's webhooks: %v", c.HiPeopleWebhookURLs)
	}
	if again := want[api.Connection](s, http.MethodGet, "/api/connections/acme", ""); again.LeverWebhookURL != c.LeverWebhookURL || again.HiPeopleWebhookURLs[0] != c.HiPeopleWebhookURLs[0] {
		t.Errorf("read again: %+v", again)
	}
	if again := s.connect(); again.Revision != 2 || again.HiPeopleWebhookURLs[0] != c.HiPeopleWebhookURLs[0] || !again.CreatedAt.Equal(c.CreatedAt) {
		t.Errorf("connected again: %+v", again)
	}
	for _, path := range []string{"/api/connections", "/api/connections/acme"} {
		_, _, raw := s.call(http.MethodGet, path, "")
		for _, secret := range []string{levertest.APIKey, "fake-key", "fake-secret", "sealed"} {
			if strings.Contains(raw, secret) {
				t.Errorf("%s shows %q: %s", path, secret, raw)
			}
		}
	}
	list := want[api.ConnectionList](s, http.MethodGet, "/api/connections", "")
	if len(list.Data) != 1 || list.Data[0].ID != "acme" || list.Data[0].HiPeopleWebhookURLs != nil || list.Next != "" {
		t.Errorf("list = %+v", list)
	}
}

func TestCredentialsAreTried(t *testing.T) {
	t.Parallel()
	s := start(t)
	lever := s.refused(http.MethodPut, "/api/connections/acme",
		`{"lever":{"api_key":"hunter2-of-lever"},"hipeople":{"api_key":"fake-key","api_secret":"fake-secret"}}`, http.StatusBadRequest, "invalid", "lever")
	hipeople := s.refused(http.MethodPut, "/api/connections/acme",
		`{"lever":{"api_key":"`+levertest.APIKey+`"},"hipeople":{"api_key":"fake-key","api_secret":"hunter2-of-hipeople"}}`, http.StatusBadRequest, "invalid", "hipeople")
	if all := lever.Message + hipeople.Message + s.log.String(); strings.Contains(all, "hunter2") {
		t.Errorf("a credential is shown: %s", all)
	}
	s.refused(http.MethodGet, "/api/connections/acme", "", http.StatusNotFound, "not_found", "")
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.connect()
	if c := want[api.Connection](s, http.MethodPost, "/api/connections/acme/pause", ""); c.State != hpsync.ConnectionPaused {
		t.Errorf("paused: %+v", c)
	}
	if c := want[api.Connection](s, http.MethodPost, "/api/connections/acme/resume", ""); c.State != hpsync.ConnectionLive {
		t.Errorf("resumed: %+v", c)
	}
	c, err := s.store.Connection(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	c.State = hpsync.ConnectionDisconnected
	if err := s.store.PutConnection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s.refused(http.MethodPost, "/api/connections/acme/resume", "", http.StatusConflict, "conflict", "")
}

func TestConnectionsArePaged(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, id := range []string{"c", "a", "b"} {
		seed.Connection(t, s.store, id)
	}
	first := want[api.ConnectionList](s, http.MethodGet, "/api/connections?limit=2", "")
	if len(first.Data) != 2 || first.Data[0].ID != "a" || first.Next == "" {
		t.Fatalf("first page: %+v", first)
	}
	second := want[api.ConnectionList](s, http.MethodGet, "/api/connections?limit=2&after="+first.Next, "")
	if len(second.Data) != 1 || second.Data[0].ID != "c" || second.Next != "" {
		t.Errorf("second page: %+v", second)
	}
}

const backend = `{"id":"backend","role":"r","posting":"p","stage":"s","mode":"live","hold":"30m","write_back":["pdf","tag"]}`

func TestAutomations(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.connect()
	const path = "/api/connections/acme/automations"
	if _, _, raw := s.call(http.MethodGet, path, ""); strings.TrimSpace(raw) != `{"revision":0,"automations":[]}` {
		t.Errorf("no automations: %s", raw)
	}
	plan := want[api.Plan](s, http.MethodPut, path, `{"revision":0,"automations":[`+backend+`]}`)
	if plan.Revision != 1 || len(plan.Automations) != 1 || plan.Automations[0].LiveSince.IsZero() || time.Duration(plan.Automations[0].Hold) != 30*time.Minute {
		t.Errorf("plan = %+v", plan)
	}
	if again := want[api.Plan](s, http.MethodGet, path, ""); again.Revision != 1 || again.Automations[0].ID != "backend" {
		t.Errorf("read again: %+v", again)
	}
	s.refused(http.MethodPut, path, `{"revision":0,"automations":[]}`, http.StatusConflict, "conflict", "")
	for body, field := range map[string]string{
		strings.Replace(backend, "live", "loud", 1):                     "automations[0].mode",
		strings.Replace(backend, `"r"`, `""`, 1):                        "automations[0].role",
		strings.Replace(backend, "30m", "721h", 1):                      "automations[0].hold",
		strings.Replace(backend, `"pdf"`, `"fax"`, 1):                   "automations[0].write_back",
		backend + "," + strings.Replace(backend, "backend", "other", 1): "automations[1].posting",
	} {
		s.refused(http.MethodPut, path, `{"revision":1,"automations":[`+body+`]}`, http.StatusBadRequest, "invalid", field)
	}
}

func TestUnprovenProfileGoesNotLive(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *hpsync.Config) { c.Profile = hipeople.DefaultProfile() })
	seed.Connection(t, s.store, "acme")
	s.refused(http.MethodPut, "/api/connections/acme/automations", `{"revision":0,"automations":[`+backend+`]}`, http.StatusUnprocessableEntity, "unproven", "")
	plan := want[api.Plan](s, http.MethodPut, "/api/connections/acme/automations", `{"revision":0,"automations":[`+strings.Replace(backend, "live", "dry_run", 1)+`]}`)
	if plan.Automations[0].Mode != hpsync.ModeDryRun {
		t.Errorf("plan = %+v", plan)
	}
}

// stocked is a service with three checks, of which the first has steps and a timeline.
func stocked(t *testing.T) (*service, []hpsync.Check) {
	t.Helper()
	s := start(t)
	seed.Connection(t, s.store, "acme")
	seed.Connection(t, s.store, "other")
	review := seed.Check("acme", "opp-1", hpsync.NeedsReview)
	review.Person = hpsync.Person{Name: "Ada Example", Email: "ada@example.com"}
	review.Versions = []hpsync.Version{{Number: 1, Fingerprint: "f", CompletedAt: seed.At, SeenAt: seed.At}}
	review.Steps = []hpsync.Step{
		{Owner: review.Key(), Name: hpsync.StepInvite, State: hpsync.StepReview, Reason: "nothing proves it", At: seed.At},
		{Owner: review.Key(), Name: "mail:report:0a1b", Version: 1, Target: "boss@example.com", State: hpsync.StepDone, At: seed.At},
	}
	held := seed.Check("acme", "opp-2", hpsync.Held)
	held.Reason = "the brake"
	checks := []hpsync.Check{review, held, seed.Check("acme", "opp-3", hpsync.Invited)}
	line := func(c hpsync.Check, rule string) hpsync.Entry {
		return hpsync.Entry{Owner: c.Key(), Opportunity: c.Opportunity, At: seed.At, Rule: rule, Verdict: hpsync.Pass, Reason: "of " + rule}
	}
	stray := line(review, "posting")
	stray.Owner = hpsync.Key{Kind: hpsync.KindDelivery, Connection: "acme", ID: "dlv_1"}
	seed.Checks(t, s.store, "acme", checks, stray, line(review, "window"), line(review, "brake"), line(held, "hold"))
	return s, checks
}

func TestChecks(t *testing.T) {
	t.Parallel()
	s, checks := stocked(t)
	list := want[api.CheckList](s, http.MethodGet, "/api/connections/acme/checks", "")
	if len(list.Data) != 3 || list.Next != "" || list.Data[0].Steps != nil {
		t.Errorf("list = %+v", list)
	}
	list = want[api.CheckList](s, http.MethodGet, "/api/connections/acme/checks?state=held", "")
	if len(list.Data) != 1 || list.Data[0].ID != checks[1].ID || list.Data[0].Reason != "the brake" {
		t.Errorf("held = %+v", list)
	}
	list = want[api.CheckList](s, http.MethodGet, "/api/connections/acme/checks?opportunity=opp-3", "")
	if len(list.Data) != 1 || list.Data[0].Opportunity != "opp-3" {
		t.Errorf("of opp-3 = %+v", list)
	}
	if list = want[api.CheckList](s, http.MethodGet, "/api/connections/other/checks", ""); len(list.Data) != 0 || list.Data == nil {
		t.Errorf("of other = %+v", list)
	}
	_, _, raw := s.call(http.MethodGet, "/api/checks/"+checks[0].ID, "")
	if strings.Contains(raw, "boss@example.com") || strings.Contains(raw, "0001-01-01") {
		t.Errorf("the answer shows a recipient or a time that never was: %s", raw)
	}
	check := want[api.Check](s, http.MethodGet, "/api/checks/"+checks[0].ID, "")
	if check.Person.Name != "Ada Example" || len(check.Steps) != 2 || check.Steps[0].State != hpsync.StepReview || len(check.Versions) != 1 || !check.EnteredAt.Equal(seed.At) {
		t.Errorf("check = %+v", check)
	}
}

func TestTimelines(t *testing.T) {
	t.Parallel()
	s, checks := stocked(t)
	rules := func(path string) string {
		var out []string
		for _, entry := range want[api.EntryList](s, http.MethodGet, path, "").Data {
			out = append(out, entry.Rule)
		}
		return strings.Join(out, " ")
	}
	for path, wanted := range map[string]string{
		"/api/checks/" + checks[0].ID + "/timeline":                "window brake",
		"/api/connections/acme/timeline?opportunity=opp-1":         "posting window brake",
		"/api/connections/acme/timeline":                           "posting window brake hold",
		"/api/connections/acme/timeline?opportunity=opp-3":         "",
		"/api/connections/other/timeline?opportunity=opp-1":        "",
		"/api/connections/acme/timeline?opportunity=opp-1&limit=1": "posting",
	} {
		if got := rules(path); got != wanted {
			t.Errorf("%s = %q, want %q", path, got, wanted)
		}
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	s, checks := stocked(t)
	path := "/api/checks/" + checks[1].ID + "/release"
	s.refused(http.MethodPost, path, `{}`, http.StatusBadRequest, "invalid", "who")
	if c := want[api.Check](s, http.MethodPost, path, `{"who":"Mara"}`); !c.Released {
		t.Errorf("check = %+v", c)
	}
	s.refused(http.MethodPost, "/api/checks/"+checks[2].ID+"/release", `{"who":"Mara"}`, http.StatusConflict, "conflict", "")
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s, checks := stocked(t)
	path := "/api/checks/" + checks[0].ID + "/resolve"
	s.refused(http.MethodPost, path, `{"step":"invite","version":0,"how":"maybe","who":"Mara"}`, http.StatusBadRequest, "invalid", "how")
	s.refused(http.MethodPost, path, `{"step":"invite","version":0,"how":"done"}`, http.StatusBadRequest, "invalid", "who")
	s.refused(http.MethodPost, path, `{"step":"invite","version":0,"how":"done","who":"Mara"}`, http.StatusBadRequest, "invalid", "remote_id")
	s.refused(http.MethodPost, path, `{"step":"pdf","version":1,"how":"drop","who":"Mara"}`, http.StatusNotFound, "not_found", "")
	s.refused(http.MethodPost, path, `{"step":"mail:report:0a1b","version":1,"how":"drop","who":"Mara"}`, http.StatusConflict, "conflict", "")
	c := want[api.Check](s, http.MethodPost, path, `{"step":"invite","version":0,"how":"done","remote_id":"cand_9","who":"Mara","why":"seen there"}`)
	if c.State != hpsync.Invited || c.Candidate != "cand_9" || c.Steps[0].State != hpsync.StepDone {
		t.Errorf("check = %+v", c)
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	s := start(t)
	seed.Connection(t, s.store, "acme")
	d := seed.Delivery(t, s.store, "acme", `{"token":"ada@example.com"}`, hpsync.Skip, "no automation")
	seed.Delivery(t, s.store, "acme", `{"token":"2"}`, "", "")
	_, _, raw := s.call(http.MethodGet, "/api/connections/acme/deliveries", "")
	if strings.Contains(raw, "ada@example.com") || strings.Count(raw, `"digest"`) != 2 {
		t.Errorf("deliveries = %s", raw)
	}
	list := want[api.DeliveryList](s, http.MethodGet, "/api/connections/acme/deliveries?verdict=skip", "")
	if len(list.Data) != 1 || list.Data[0].ID != d.ID || list.Data[0].Reason != "no automation" {
		t.Errorf("skipped = %+v", list)
	}
}
