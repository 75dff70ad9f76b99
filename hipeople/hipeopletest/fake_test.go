package hipeopletest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// inProcess makes a fake with an http.Client that reaches it without a socket.
func inProcess(t *testing.T, opts ...hipeopletest.Option) (*hipeopletest.Fake, *http.Client) {
	t.Helper()
	fake := hipeopletest.New(opts...)
	t.Cleanup(fake.Close)
	return fake, &http.Client{Transport: fake.RoundTripper()}
}

// send makes one call with the fake's key and returns status and body.
func send(t *testing.T, client *http.Client, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-API-Key", hipeopletest.Key)
	req.Header.Set("X-API-Secret", hipeopletest.Secret)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func create(t *testing.T, fake *hipeopletest.Fake, client *http.Client, role string) string {
	t.Helper()
	status, body := send(t, client, "PUT", fake.BaseURL()+"/candidates",
		`{"open_job_role_id":"`+role+`","ats_candidate_id":"opp-1","full_name":"Ada Example","email":"ada@example.com"}`)
	if status != http.StatusOK {
		t.Fatalf("create: %d %s", status, body)
	}
	all := fake.Candidates()
	return all[len(all)-1].ID
}

func TestCreatesAreNotDeduplicated(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	role := fake.AddRole(hipeopletest.Role{})
	first, second := create(t, fake, client, role.ID), create(t, fake, client, role.ID)
	if first == second || fake.Invited("opp-1") != 2 || fake.Invited("opp-2") != 0 {
		t.Errorf("ids %s and %s, invited %d times", first, second, fake.Invited("opp-1"))
	}
	if err := fake.Delete(first); err != nil || fake.Invited("opp-1") != 2 || len(fake.Candidates()) != 1 {
		t.Errorf("after deletion: %v, invited %d, %d candidates", err, fake.Invited("opp-1"), len(fake.Candidates()))
	}
}

func TestAPIRefusals(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	roles := fake.Seed()
	base := fake.BaseURL()
	open, closed := roles[0].ID, roles[4].ID
	tests := []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"PUT", "/candidates", `{"open_job_role_id":"` + closed + `","full_name":"A","email":"a@example.com"}`, 422, "not open"},
		{"PUT", "/candidates", `{"open_job_role_id":"x","full_name":"A","email":"a@example.com"}`, 422, "unknown"},
		{"PUT", "/candidates", `{"open_job_role_id":"` + open + `"}`, 422, "email is required"},
		{"PUT", "/candidates", `[]`, 400, "no JSON object"},
		{"PUT", "/candidates", `{"email":7}`, 400, "no JSON object"},
		{"POST", "/candidates", `{}`, 404, "Not Found"},
		{"GET", "/candidates/x", ``, 404, "Not Found"},
		{"GET", "/candidates/x/report", ``, 404, "no report"},
		{"PUT", "/candidates/x/remind", ``, 404, "Not Found"},
		{"GET", "/open_job_roles/x", ``, 404, "Not Found"},
		{"PUT", "/resumes/x", `{"updates":{"external_link":"u"},"updated":["external_link"]}`, 404, "Not Found"},
		{"PUT", "/resumes/x", `{"updates":{"external_link":"u"},"updated":["other"]}`, 422, "does not name"},
		{"PUT", "/resumes/x", `{"updates":{},"updated":[]}`, 422, "does not name"},
		{"PUT", "/candidate_profiles/profile_x", `{"updates":{"full_name":"A"},"updated":["full_name"]}`, 404, "Not Found"},
		{"PUT", "/candidate_profiles/profile_x", `7`, 400, "no update"},
		{"GET", "/integrations/x/ats_applications/y/attachments", ``, 404, "Not Found"},
		{"PUT", "/access_tokens", ``, 403, "Forbidden"},
		{"PUT", "/webhooks", `{}`, 422, "url is required"},
		{"PUT", "/webhooks", `{"fields":7}`, 400, "no JSON object"},
		{"DELETE", "/webhooks/x", ``, 404, "Not Found"},
		{"GET", "/nothing", ``, 404, "Not Found"},
		{"GET", "/", ``, 200, "ok"},
	}
	for _, tt := range tests {
		status, body := send(t, client, tt.method, base+tt.path, tt.body)
		if status != tt.status || !strings.Contains(body, tt.says) || status != 200 && !strings.Contains(body, `"errors"`) {
			t.Errorf("%s %s %s: %d %s, want %d and %q", tt.method, tt.path, tt.body, status, body, tt.status, tt.says)
		}
	}
	resp, err := client.Get(base + "/open_job_roles")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a key: %d", resp.StatusCode)
	}
	if len(fake.Candidates()) != 0 {
		t.Errorf("candidates %v", fake.Candidates())
	}
}

func TestTransitions(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	role := fake.AddRole(hipeopletest.Role{Required: 2})
	id := create(t, fake, client, role.ID)
	status := func() hipeople.StatusValue {
		c, _ := fake.Candidate(id)
		return c.Status
	}
	steps := []struct {
		name string
		do   func() error
		ok   bool
		want hipeople.StatusValue
	}{
		{"answer before anybody is named", func() error { return fake.Answer(id, "") }, false, hipeople.StatusPending},
		{"reopen what is not finished", func() error { return fake.Reopen(id, 1) }, false, hipeople.StatusPending},
		{"name none", func() error { _, err := fake.NameReferees(id, 0); return err }, false, hipeople.StatusPending},
		{"overdue", func() error { return fake.MakeOverdue(id) }, true, hipeople.StatusOverdue},
		{"name", func() error { _, err := fake.NameReferees(id, 3); return err }, true, hipeople.StatusOverdue},
		{"a stranger answers", func() error { return fake.Answer(id, "ref_x") }, false, hipeople.StatusOverdue},
		{"first answer", func() error { return fake.Answer(id, "") }, true, hipeople.StatusOverdue},
		{"second answer, late", func() error { return fake.Answer(id, "") }, true, hipeople.StatusCompleted},
		{"complete twice", func() error { return fake.Complete(id) }, false, hipeople.StatusCompleted},
		{"reopen", func() error { return fake.Reopen(id, 2) }, true, hipeople.StatusInProgress},
		{"third answer", func() error { return fake.Answer(id, "") }, true, hipeople.StatusInProgress},
		{"mark complete", func() error { return fake.MarkComplete(id) }, true, hipeople.StatusMarkedComplete},
		{"overdue when closed", func() error { return fake.MakeOverdue(id) }, false, hipeople.StatusMarkedComplete},
		{"reopen again", func() error { return fake.Reopen(id, 1) }, true, hipeople.StatusInProgress},
		{"complete", func() error { return fake.Complete(id) }, true, hipeople.StatusCompleted},
		{"nobody", func() error { return fake.Complete("x") }, false, hipeople.StatusCompleted},
	}
	for _, step := range steps {
		if err := step.do(); (err == nil) != step.ok || status() != step.want {
			t.Fatalf("%s: %v, then %s; want ok %t and %s", step.name, err, status(), step.ok, step.want)
		}
	}
	if c, _ := fake.Candidate(id); c.Answered() != c.Required || c.Required != 5 {
		t.Errorf("%d of %d answered", c.Answered(), c.Required)
	}
}

// A late answer to a finished check makes no second completion.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, client := inProcess(t)
		role := fake.AddRole(hipeopletest.Role{Required: 1})
		id := create(t, fake, client, role.ID)
		if _, err := fake.NameReferees(id, 2); err != nil {
			t.Fatal(err)
		}
		if err := fake.Answer(id, ""); err != nil {
			t.Fatal(err)
		}
		before, _ := fake.Candidate(id)
		time.Sleep(time.Hour)
		if err := fake.Answer(id, ""); err != nil {
			t.Fatal(err)
		}
		after, _ := fake.Candidate(id)
		if after.Answered() != 2 || !after.CompletedAt.Equal(before.CompletedAt) {
			t.Errorf("completed %s, then %s", before.CompletedAt, after.CompletedAt)
		}
		after.Referees[0].ID = "changed"
		if again, _ := fake.Candidate(id); again.Referees[0].ID == "changed" {
			t.Error("a snapshot shares memory with the fake")
		}
		fake.Close()
	})
}

func TestSignedLinksExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, client := inProcess(t, hipeopletest.WithSignedShareURLs(time.Hour), hipeopletest.WithReportTTL(time.Minute))
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{Name: "Chef <de cuisine>"})
		id := create(t, fake, client, role.ID)
		if err := fake.Complete(id); err != nil {
			t.Fatal(err)
		}
		_, body := send(t, client, "GET", fake.BaseURL()+"/candidates/"+id, "")
		var got struct {
			Result struct {
				ReportURL string `json:"report_url"`
				ShareURL  string `json:"share_url"`
			}
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		expect := func(url string, want int, says string) {
			t.Helper()
			if status, body := send(t, client, "GET", url, ""); status != want || !strings.Contains(body, says) {
				t.Errorf("%s: %d %.80q, want %d", url, status, body, want)
			}
		}
		expect(got.Result.ReportURL, 200, "%PDF-")
		expect(got.Result.ShareURL, 200, "Chef &lt;de cuisine&gt;")
		expect(got.Result.ReportURL+"0", 403, "")
		expect(strings.Replace(got.Result.ReportURL, "expires=", "expires=9", 1), 403, "")
		expect(strings.Replace(got.Result.ShareURL, "/share/", "/reports/", 1), 403, "")
		time.Sleep(time.Minute)
		expect(got.Result.ReportURL, 403, "")
		expect(got.Result.ShareURL, 200, "")
		time.Sleep(time.Hour)
		expect(got.Result.ShareURL, 403, "")
	})
}

func TestPlainShareLink(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	role := fake.AddRole(hipeopletest.Role{Name: "Chef"})
	id := create(t, fake, client, role.ID)
	url := fake.URL() + "/share/" + id
	if status, _ := send(t, client, "GET", url, ""); status != 404 {
		t.Errorf("before completion: %d", status)
	}
	if err := fake.Complete(id); err != nil {
		t.Fatal(err)
	}
	if status, body := send(t, client, "GET", url, ""); status != 200 || !strings.Contains(body, "3 of 3") {
		t.Errorf("%d %s", status, body)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, client := inProcess(t, hipeopletest.WithRateLimit(2, 3))
		defer fake.Close()
		var statuses []int
		for range 4 {
			status, _ := send(t, client, "GET", fake.BaseURL()+"/", "")
			statuses = append(statuses, status)
		}
		time.Sleep(500 * time.Millisecond)
		status, _ := send(t, client, "GET", fake.BaseURL()+"/", "")
		if statuses[2] != 200 || statuses[3] != 429 || status != 200 || len(fake.Violations()) != 1 {
			t.Errorf("statuses %v then %d, violations %v", statuses, status, fake.Violations())
		}
	})
}

func TestStaleReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, client := inProcess(t)
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{})
		fault := fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStale, Method: "PUT", Delay: 10 * time.Second})
		id := create(t, fake, client, role.ID)
		if status, _ := send(t, client, "GET", fake.BaseURL()+"/candidates/"+id, ""); status != 404 || fault.Fired() != 1 {
			t.Errorf("a stale read found the new candidate: %d", status)
		}
		time.Sleep(10 * time.Second)
		if status, _ := send(t, client, "GET", fake.BaseURL()+"/candidates/"+id, ""); status != 200 {
			t.Errorf("after the freeze: %d", status)
		}
	})
}

func TestControl(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	control := fake.URL() + "/_fake"
	status, body := send(t, client, "POST", control+"/roles", `{"name":"Chef","required":2}`)
	var role hipeopletest.Role
	if err := json.Unmarshal([]byte(body), &role); err != nil || status != 201 || role.Kind != hipeopletest.ReferenceCheck {
		t.Fatalf("role: %d %s, %v", status, body, err)
	}
	id := create(t, fake, client, role.ID)
	steps := []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"POST", "/candidates/" + id + "/referees", `{"count":2}`, 200, `"status": "in_progress"`},
		{"POST", "/candidates/" + id + "/answer", ``, 200, `"answered_at"`},
		{"POST", "/candidates/" + id + "/fraud_warning", ``, 200, `"fraud_warning": true`},
		{"POST", "/candidates/" + id + "/fraud_warning", `{"referee":"x"}`, 409, `no referee`},
		{"POST", "/integrations", `{"type":"ats"}`, 201, `"organization_id": "org_1"`},
		{"POST", "/candidates/" + id + "/overdue", ``, 200, `"status": "overdue"`},
		{"POST", "/candidates/" + id + "/complete", ``, 200, `"status": "completed"`},
		{"POST", "/candidates/" + id + "/complete", ``, 409, `is completed`},
		{"POST", "/candidates/" + id + "/reopen", `{"more":2}`, 200, `"required": 4`},
		{"POST", "/candidates/" + id + "/mark_complete", ``, 200, `"status": "marked_complete"`},
		{"POST", "/candidates/" + id + "/reopen", `{`, 400, `error`},
		{"POST", "/candidates/x/answer", ``, 404, `no candidate`},
		{"GET", "/state", ``, 200, `"opp-1": 1`},
		{"GET", "/deliveries", ``, 200, `[]`},
		{"DELETE", "/candidates/" + id, ``, 204, ``},
		{"DELETE", "/candidates/" + id, ``, 404, `no candidate`},
		{"POST", "/reset", ``, 204, ``},
		{"GET", "/state", ``, 200, `"invited": {}`},
	}
	for _, step := range steps {
		status, body := send(t, client, step.method, control+step.path, step.body)
		if status != step.status || !strings.Contains(body, step.says) {
			t.Errorf("%s %s: %d %s, want %d and %q", step.method, step.path, status, body, step.status, step.says)
		}
	}
	if len(fake.Roles()) != 1 {
		t.Error("a reset must keep the roles")
	}
}

func TestReportIsAPDF(t *testing.T) {
	t.Parallel()
	fake, client := inProcess(t)
	role := fake.AddRole(hipeopletest.Role{Name: `Köchin (50%) \ 料理人`, Required: 2})
	id := create(t, fake, client, role.ID)
	if err := fake.Complete(id); err != nil {
		t.Fatal(err)
	}
	_, text := send(t, client, "GET", fake.BaseURL()+"/candidates/"+id+"/report", "")
	file := []byte(text)
	for _, want := range []string{`(K\366chin \(50%\) \\ ???)`, `2 of 2 references answered`} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
	checkXref(t, file)
}
