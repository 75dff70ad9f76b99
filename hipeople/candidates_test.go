package hipeople_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestCandidateLife(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]hipeopletest.Option{"flat": nil, "fields": {hipeopletest.WithFieldsEnvelope()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			role := fake.AddRole(hipeopletest.Role{Name: "Engineer", Required: 2})
			invited, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
			if err != nil {
				t.Fatal(err)
			}
			id := invited.ID
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			expect := func(value hipeople.StatusValue, answered, required int, ready bool) hipeople.Candidate {
				t.Helper()
				c, err := client.Candidates.Get(t.Context(), id)
				must(err)
				if c.Status.Value != value || c.Answered() != answered || c.Required != required || c.ReportReady != ready ||
					ready == c.CompletedAt.IsZero() || ready == (c.ShareURL == "") {
					t.Errorf("%v, ready %t, completed %s, share %q; want %s, %d of %d, ready %t",
						c, c.ReportReady, c.CompletedAt, c.ShareURL, value, answered, required, ready)
				}
				return c
			}
			c := expect(hipeople.StatusPending, 0, 2, false)
			if c.ID != id || c.RoleID != role.ID || c.ATSCandidateID != "opp-1" || c.ExternalReference != "check-1" || c.CreatedAt.IsZero() || len(c.Raw) == 0 {
				t.Errorf("candidate %v", c)
			}
			referees, err := fake.NameReferees(id, 2)
			must(err)
			expect(hipeople.StatusInProgress, 0, 2, false)
			must(fake.Answer(id, referees[1]))
			c = expect(hipeople.StatusInProgress, 1, 2, false)
			if len(c.Referees) != 2 || c.Referees[0].Answered || !c.Referees[1].Answered || c.Referees[1].ID != referees[1] || c.Referees[1].AnsweredAt.IsZero() {
				t.Errorf("referees %+v", c.Referees)
			}
			must(fake.MakeOverdue(id))
			expect(hipeople.StatusOverdue, 1, 2, false)
			must(fake.Answer(id, ""))
			expect(hipeople.StatusCompleted, 2, 2, true)
			must(fake.Reopen(id, 1))
			expect(hipeople.StatusInProgress, 2, 3, false)
			must(client.Candidates.MarkComplete(t.Context(), id))
			expect(hipeople.StatusMarkedComplete, 2, 3, true)
			must(fake.Delete(id))
			if _, err := client.Candidates.Get(t.Context(), id); !hipeople.IsNotFound(err) {
				t.Errorf("deleted: %v", err)
			}
		})
	}
}

func TestCandidateActions(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	role := fake.AddRole(hipeopletest.Role{})
	candidate, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Candidates.Remind(t.Context(), candidate.ID); err != nil {
		t.Error(err)
	}
	fault := fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter, Method: "PUT"})
	if err := client.Candidates.Remind(t.Context(), candidate.ID); !hipeople.IsAmbiguous(err) || fault.Fired() != 1 {
		t.Errorf("answer lost: %v", err)
	}
	if got, _ := fake.Candidate(candidate.ID); got.Reminders != 2 {
		t.Errorf("%d reminders, want 2", got.Reminders)
	}
	if err := client.Candidates.Resend(t.Context(), candidate.ID); err != nil {
		t.Error(err)
	}
	if got, _ := fake.Candidate(candidate.ID); got.Resent != 1 || fake.Invited("opp-1") != 1 {
		t.Errorf("%d resent, invited %d times", got.Resent, fake.Invited("opp-1"))
	}
	if err := client.Candidates.Cancel(t.Context(), candidate.ID); err != nil {
		t.Error(err)
	}
	if err := client.Candidates.Cancel(t.Context(), candidate.ID); !hipeople.IsNotApplied(err) {
		t.Errorf("cancelled twice: %v", err)
	}
	got, err := client.Candidates.Get(t.Context(), candidate.ID)
	if err != nil || got.Status.Value != hipeople.StatusCancelled || got.Status.Raw != "Cancelled" {
		t.Errorf("%v, %v", got, err)
	}
	plain := newClient(t, fake.BaseURL(), hipeople.WithProfile(hipeople.DefaultProfile()))
	if err := plain.Candidates.Remind(t.Context(), candidate.ID); !errors.Is(err, hipeople.ErrNotSupported) {
		t.Errorf("default profile: %v", err)
	}
}

func TestActionAnswers(t *testing.T) {
	t.Parallel()
	for body, ambiguous := range map[string]bool{``: false, `done`: false, `{"result":{}}`: false, `{"errors":["not possible"]}`: true} {
		err := serve(t, reply(200, body)).Candidates.Remind(t.Context(), "a")
		if hipeople.IsAmbiguous(err) != ambiguous || (err != nil) != ambiguous {
			t.Errorf("200 %s: %v, want ambiguous %t", body, err, ambiguous)
		}
	}
}

// The profile alone decides where things lie.
func TestCandidateByProfile(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	profile.Get.Path = "people/{candidate_id}/card"
	profile.Candidate.ID = []string{"uid"}
	profile.Status.Paths = []string{"nothing.here", "checks.0.state"}
	profile.Status.Words = map[string]hipeople.StatusValue{"all_done": hipeople.StatusCompleted}
	profile.Referees = hipeople.RefereesSpec{
		Evidence: hipeople.Configured, Path: "people/{candidate_id}/references", ID: []string{"uid"},
		Status: []string{"state"}, AnsweredWords: []string{"done"}, AnsweredAt: []string{"at"},
		Required: []string{"checks.0.wanted"}, Answered: []string{"checks.0.got"},
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.EscapedPath() {
		case "/api/people/a%2Fb/card":
			reply(200, `{"result":{"uid":7,"checks":[{"state":"All done","wanted":"3","got":1}]}}`)(w, r)
		case "/api/people/a%2Fb/references":
			reply(200, `{"list":{"has_more":`+fmt.Sprint(r.URL.Query().Get("skip") == "0")+`},"result":[{"uid":1,"state":"Done"},{"uid":2,"state":"waiting"},{"uid":3,"at":1795446245}]}`)(w, r)
		default:
			t.Errorf("path %s", r.URL.EscapedPath())
		}
	}, hipeople.WithProfile(profile))
	c, err := client.Candidates.Get(t.Context(), "a/b")
	if err != nil || c.ID != "7" || c.Status.Value != hipeople.StatusCompleted || c.Required != 3 || len(c.Referees) != 6 || c.Answered() != 4 {
		t.Errorf("%v with %d referees, %v", c, len(c.Referees), err)
	}
}

// A share link by template is one to an allowed host, and only when there is a report.
func TestShareTemplate(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	profile.Share.Hosts = []string{"app.example.com"}
	for _, tt := range []struct{ template, body, want string }{
		{"https://app.example.com/r/{candidate_id}", `{"result":{"id":"a/1","reference_check":{"status":"Completed"}}}`, "https://app.example.com/r/a%2F1"},
		{"https://app.example.com/r/{candidate_id}", `{"result":{"id":"a","reference_check":{"status":"Completed"},"share_url":"https://app.example.com/own"}}`, "https://app.example.com/own"},
		{"https://app.example.com/r/{candidate_id}", `{"result":{"id":"a","reference_check":{"status":"Pending"}}}`, ""},
		{"https://other.example.com/r/{candidate_id}", `{"result":{"id":"a","reference_check":{"status":"Completed"}}}`, ""},
		{"", `{"result":{"id":"a","reference_check":{"status":"Completed"}}}`, ""},
	} {
		profile.Share.Template = tt.template
		c, err := serve(t, reply(200, tt.body), hipeople.WithProfile(profile)).Candidates.Get(t.Context(), "a")
		if err != nil || c.ShareURL != tt.want {
			t.Errorf("%s of %s: %q, %v; want %q", tt.template, tt.body, c.ShareURL, err, tt.want)
		}
	}
}

func TestFraudWarning(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	apart := profile
	apart.Referees.Path = "candidates/{candidate_id}/references"
	body := func(candidate, referee string) string {
		return fmt.Sprintf(`{"result":{"id":"a","reference_check":{"status":"Completed","fraud_warning":%s,"references":[{"id":"r","fraud_warning":%s}]}}}`, candidate, referee)
	}
	for text, want := range map[string]bool{
		body("true", "false"): true, body("0", "1"): true, body("null", "null"): false, body(`"no"`, "false"): false,
	} {
		c, err := serve(t, reply(200, text), hipeople.WithProfile(profile)).Candidates.Get(t.Context(), "a")
		if err != nil || c.FraudWarning != want || c.Status.Value != hipeople.StatusCompleted || !c.Status.Reported() {
			t.Errorf("%s: warning %t of %v, %v", text, c.FraudWarning, c, err)
		}
	}
	c, err := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/references") {
			reply(200, `{"list":{"has_more":false},"result":[{"id":"r","fraud_warning":true}]}`)(w, r)
			return
		}
		reply(200, body("false", "false"))(w, r)
	}, hipeople.WithProfile(apart)).Candidates.Get(t.Context(), "a")
	if err != nil || !c.FraudWarning || !c.Referees[0].FraudWarning {
		t.Errorf("behind a call of their own: %v, %v", c, err)
	}
}

func TestCandidateUnknownStatus(t *testing.T) {
	t.Parallel()
	for body, raw := range map[string]string{
		`{"result":{"id":"a"}}`: "",
		`{"result":{"id":"a","reference_check":{"status":"Escalated"}}}`: "Escalated",
		`{"result":{"id":"a","reference_check":{"status":7}}}`:           "7",
		`{"result":{"id":"a","reference_check":"completed"}}`:            "",
	} {
		c, err := serve(t, reply(200, body)).Candidates.Get(t.Context(), "a")
		if err != nil || c.Status.Value != hipeople.StatusUnknown || c.Status.Raw != raw || c.Status.Reported() || c.ReportReady {
			t.Errorf("%s: %+v, %v", body, c.Status, err)
		}
	}
}

func TestCandidateGetFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status int
		body   string
		is     func(error) bool
	}{
		{404, `{"errors":["gone"]}`, hipeople.IsNotFound},
		{410, ``, hipeople.IsNotFound},
		{401, `<html>`, hipeople.IsUnauthorized},
		{200, `{"errors":["no"],"result":{"id":"a"}}`, isError},
		{200, `{"result":{"name":"no id"}}`, isDecodeError},
		{200, `{"result":[]}`, isDecodeError},
		{200, `nonsense`, isDecodeError},
	}
	for _, tt := range tests {
		if c, err := serve(t, reply(tt.status, tt.body)).Candidates.Get(t.Context(), "a"); !tt.is(err) {
			t.Errorf("%d %s: %v, %v", tt.status, tt.body, c, err)
		}
	}
	if _, err := serve(t, reply(200, `{}`)).Candidates.Get(t.Context(), " "); !hipeople.IsNotApplied(err) {
		t.Errorf("empty id: %v", err)
	}
}

func isError(err error) bool       { return errors.As(err, new(*hipeople.Error)) }
func isDecodeError(err error) bool { return errors.As(err, new(*hipeople.DecodeError)) }

func TestPrintingShowsNobody(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	role := fake.AddRole(hipeopletest.Role{})
	request := invitation(role.ID)
	candidate, err := client.Candidates.Invite(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	auth := hipeople.Keys(hipeopletest.Key, hipeopletest.Secret)
	private := struct{ auth hipeople.Auth }{auth}
	for _, value := range []any{
		request, &request, candidate, &candidate, []hipeople.Candidate{candidate}, hipeople.Match{Candidate: candidate},
		auth, private, &private, hipeople.BearerToken("bearer-secret"), hipeople.Auth{}, client, client.Candidates, client.Roles, client.Reports, client.Resumes, client.Integrations, client.Webhooks, client.AccessTokens,
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			text := fmt.Sprintf(verb, value)
			for _, secret := range []string{"Quentin", "quentin@", hipeopletest.Key, hipeopletest.Secret, "bearer-secret"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s of %T shows %q", verb, value, secret)
				}
			}
		}
	}
}
