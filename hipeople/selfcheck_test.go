package hipeople_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// finding returns the first of a name.
func finding(s hipeople.SelfCheck, name string) hipeople.Finding {
	i := slices.IndexFunc(s.Findings, func(f hipeople.Finding) bool { return f.Name == name })
	if i < 0 {
		return hipeople.Finding{}
	}
	return s.Findings[i]
}

func TestSelfCheck(t *testing.T) {
	t.Parallel()
	for style, opts := range map[hipeople.EnvelopeStyle][]hipeopletest.Option{
		hipeople.EnvelopeFlat: nil, hipeople.EnvelopeFields: {hipeopletest.WithFieldsEnvelope()},
	} {
		t.Run(string(style), func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			roles := fake.Seed()
			s := client.SelfCheck(t.Context(), hipeople.SelfCheckOptions{Roles: []string{roles[0].ID}})
			if !s.OK() || !s.Authorized || s.Envelope != style || s.Roles != 5 || !s.ClockKnown || s.ClockSkew.Abs() > time.Second || !s.Safe || len(s.ATS) != 0 {
				t.Errorf("%+v", s)
			}
			for _, f := range s.Findings {
				if f.Verdict != hipeople.VerdictOK || f.Fix != "" {
					t.Errorf("finding %+v", f)
				}
			}
			if n := len(fake.Calls(hipeopletest.CallFilter{})); n != 3 || len(fake.Calls(hipeopletest.CallFilter{Method: "PUT"})) != 0 {
				t.Errorf("%d calls, want 3 reads", n)
			}

			fake.AddIntegration(hipeopletest.Integration{ID: "lever-of-theirs"})
			fake.AddIntegration(hipeopletest.Integration{Type: "slack"})
			s = client.SelfCheck(t.Context(), hipeople.SelfCheckOptions{Roles: []string{roles[0].ID, roles[4].ID, "gone"}})
			own := finding(s, "own integration")
			if s.OK() || len(s.ATS) != 1 || own.Verdict != hipeople.VerdictWarn || !strings.Contains(own.Detail, "lever-of-theirs") {
				t.Errorf("own integration: %+v", own)
			}
			for _, says := range []string{"Manage ATS automation", `"Senior Backend Engineer" (` + roles[0].ID + `)`} {
				if !strings.Contains(own.Fix, says) {
					t.Errorf("the fix %q does not say %s", own.Fix, says)
				}
			}
			var failed []string
			for _, f := range s.Findings {
				if f.Verdict == hipeople.VerdictFail {
					failed = append(failed, f.Detail)
				}
			}
			if text := strings.Join(failed, "; "); len(failed) != 2 || !strings.Contains(text, "is not active") || !strings.Contains(text, "role gone is gone") {
				t.Errorf("failed: %s", text)
			}
		})
	}
}

func TestSelfCheckProfile(t *testing.T) {
	t.Parallel()
	fake, _ := startFake(t)
	fake.Seed()
	lacking := guessing()
	lacking.Invite.Path = ""
	tests := map[string]struct {
		profile      hipeople.Profile
		confirmation hipeople.Confirmation
		verdict      hipeople.Verdict
		guesses      hipeople.Verdict
	}{
		"proven":    {hipeopletest.Profile(), hipeople.Confirmation{}, hipeople.VerdictOK, hipeople.VerdictOK},
		"guess":     {guessing(), hipeople.Confirmation{}, hipeople.VerdictWarn, hipeople.VerdictWarn},
		"confirmed": {guessing(), hipeople.Confirmation{ProfileHash: guessing().Hash(), At: time.Now()}, hipeople.VerdictOK, hipeople.VerdictWarn},
		"lacking":   {lacking, hipeople.Confirmation{}, hipeople.VerdictFail, hipeople.VerdictWarn},
	}
	for name, tt := range tests {
		client := newClient(t, fake.BaseURL(), hipeople.WithProfile(tt.profile))
		s := client.SelfCheck(t.Context(), hipeople.SelfCheckOptions{Confirmation: tt.confirmation})
		if got := finding(s, "invite"); got.Verdict != tt.verdict || s.Safe != (tt.verdict == hipeople.VerdictOK) {
			t.Errorf("%s: %+v, safe %t", name, got, s.Safe)
		}
		if got := finding(s, "guesses"); got.Verdict != tt.guesses {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestSelfCheckFails(t *testing.T) {
	t.Parallel()
	roles := `{"list":{"total":3,"has_more":true},"result":[{"id":"a","is_active":true}]}`
	tests := map[string]struct {
		answer  http.HandlerFunc
		name    string
		verdict hipeople.Verdict
		says    string
		roles   int
	}{
		"401":         {reply(401, `{"errors":["no"]}`), "auth", hipeople.VerdictFail, "refuses the credential", -1},
		"403":         {reply(403, ``), "auth", hipeople.VerdictFail, "may not list roles", -1},
		"404":         {reply(404, ``), "auth", hipeople.VerdictFail, "unexpected answer", -1},
		"a page":      {reply(200, `<html>`), "auth", hipeople.VerdictFail, "unexpected answer", -1},
		"no list":     {reply(200, `{"result":7}`), "envelope", hipeople.VerdictFail, "cannot be read", -1},
		"no roles":    {reply(200, `{"list":{"total":0,"has_more":false},"result":[]}`), "roles", hipeople.VerdictWarn, "sees no role", 0},
		"not counted": {reply(200, `{"result":[{"id":"a"}]}`), "roles", hipeople.VerdictOK, "not counted", -1},
		"integrations hidden": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/open_job_roles") {
				reply(200, roles)(w, r)
				return
			}
			reply(403, ``)(w, r)
		}, "own integration", hipeople.VerdictUnknown, "does not show its integrations", 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tt.answer).SelfCheck(t.Context(), hipeople.SelfCheckOptions{})
			got := finding(s, tt.name)
			if got.Verdict != tt.verdict || !strings.Contains(got.Detail, tt.says) || s.Roles != tt.roles || s.OK() != (tt.verdict != hipeople.VerdictFail) {
				t.Errorf("%+v, %d roles", got, s.Roles)
			}
			if (tt.verdict == hipeople.VerdictOK) != (got.Fix == "") {
				t.Errorf("fix %q", got.Fix)
			}
			if text := fmt.Sprintf("%+v", s); strings.Contains(text, hipeopletest.Secret) || strings.Contains(text, hipeopletest.Key) {
				t.Errorf("the credential is in %s", text)
			}
		})
	}
}

func TestSelfCheckClock(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ahead   time.Duration
		verdict hipeople.Verdict
		says    string
	}{
		"level":        {0, hipeople.VerdictOK, "differ by 0s"},
		"30 s":         {30 * time.Second, hipeople.VerdictOK, "differ by 30s"},
		"a minute":     {time.Minute, hipeople.VerdictWarn, "1m0s behind HiPeople's"},
		"a minute ago": {-time.Minute, hipeople.VerdictWarn, "1m0s ahead of HiPeople's"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newClient(t, "http://hipeople.test/api", hipeople.WithHTTPClient(&http.Client{Transport: dated(func() string {
					return time.Now().Add(tt.ahead).UTC().Format(http.TimeFormat)
				})}))
				defer client.Close()
				s := client.SelfCheck(t.Context(), hipeople.SelfCheckOptions{})
				if got := finding(s, "clock"); got.Verdict != tt.verdict || !strings.Contains(got.Detail, tt.says) || (s.ClockSkew-tt.ahead).Abs() > time.Second {
					t.Errorf("%+v, skew %s", got, s.ClockSkew)
				}
			})
		})
	}
	client := newClient(t, "http://hipeople.test/api", hipeople.WithHTTPClient(&http.Client{Transport: dated(func() string { return "" })}))
	if s := client.SelfCheck(t.Context(), hipeople.SelfCheckOptions{}); s.ClockKnown || finding(s, "clock").Verdict != hipeople.VerdictUnknown {
		t.Errorf("without a date: %+v", finding(s, "clock"))
	}
}

// dated answers every call with an empty list and the date it is told.
type dated func() string

func (d dated) RoundTrip(req *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: req}
	resp.Body = io.NopCloser(strings.NewReader(`{"list":{"total":0,"has_more":false},"result":[]}`))
	if date := d(); date != "" {
		resp.Header.Set("Date", date)
	}
	return resp, nil
}
