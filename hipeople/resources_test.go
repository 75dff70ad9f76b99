package hipeople_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestResumesAndUpdate(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]hipeopletest.Option{"flat": nil, "fields": {hipeopletest.WithFieldsEnvelope()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			for i := range 5 {
				fake.AddResume(hipeopletest.Resume{ID: fmt.Sprint("r", i), CandidateID: "c1", ExternalLink: "https://files.example.com/old"})
			}
			var ids []string
			for resume, err := range client.Resumes.All(t.Context(), hipeople.ResumeListOptions{Skip: 1, Limit: 2}) {
				if err != nil || resume.CandidateID != "c1" || resume.ExternalLink != "https://files.example.com/old" || len(resume.Raw) == 0 {
					t.Fatalf("%v, %v", resume, err)
				}
				ids = append(ids, resume.ID)
			}
			if strings.Join(ids, " ") != "r1 r2 r3 r4" || len(fake.Calls(hipeopletest.CallFilter{})) != 2 {
				t.Errorf("ids %v in %d calls", ids, len(fake.Calls(hipeopletest.CallFilter{})))
			}
			update := hipeople.UpdateRequest{Resource: "resumes", ID: "r2", Values: map[string]any{"external_link": "https://files.example.com/new"}}
			if err := client.Update(t.Context(), update); err != nil {
				t.Fatal(err)
			}
			if got := fake.Resumes(); got[2].ExternalLink != "https://files.example.com/new" || got[3].ExternalLink != "https://files.example.com/old" {
				t.Errorf("resumes %+v", got)
			}
			if text := fmt.Sprintf("%v %+v %#v", update, update, update); strings.Contains(text, "files.example.com") || !strings.Contains(text, "external_link") {
				t.Errorf("an update prints as %s", text)
			}
		})
	}
}

func TestUpdateNames(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	role := fake.AddRole(hipeopletest.Role{})
	candidate, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
	if err != nil {
		t.Fatal(err)
	}
	rename := hipeople.UpdateRequest{Resource: "candidate_profiles", ID: "profile_" + candidate.ID, Values: map[string]any{"full_name": "Quentin Renamed"}}
	if err := client.Update(t.Context(), rename); err != nil {
		t.Fatal(err)
	}
	if c, _ := fake.Candidate(candidate.ID); c.FullName != "Quentin Renamed" {
		t.Errorf("the name is %q", c.FullName)
	}
}

func TestUpdateFails(t *testing.T) {
	t.Parallel()
	update := hipeople.UpdateRequest{Resource: "candidate_profiles", ID: "p/1", Values: map[string]any{"full_name": "Quentin Vandersloot", "b": 1, "a": nil}}
	var body string
	echo := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			data, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			body = r.Method + " " + r.URL.EscapedPath() + " " + string(data)
			reply(status, text)(w, r)
		}
	}
	if err := serve(t, echo(200, `{"result":{}}`)).Update(t.Context(), update); err != nil {
		t.Error(err)
	}
	if want := `PUT /api/candidate_profiles/p%2F1 {"updated":["a","b","full_name"],"updates":{"a":null,"b":1,"full_name":"Quentin Vandersloot"}}`; body != want {
		t.Errorf("sent %s\nwant %s", body, want)
	}
	for text, ambiguous := range map[string]bool{`{"errors":["Vandersloot is taken"]}`: true, ``: false} {
		err := serve(t, echo(200, text)).Update(t.Context(), update)
		if hipeople.IsAmbiguous(err) != ambiguous || err != nil && strings.Contains(err.Error(), "Vandersloot") {
			t.Errorf("200 %s: %v", text, err)
		}
	}
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, bad := range []hipeople.UpdateRequest{
		{ID: "a", Values: map[string]any{"a": 1}}, {Resource: "resumes", Values: map[string]any{"a": 1}}, {Resource: "resumes", ID: "a"},
		{Resource: "resumes", ID: "a", Values: map[string]any{"": 1}}, {Resource: "resumes", ID: "a", Values: map[string]any{"a": make(chan int)}},
	} {
		if err := c.Update(t.Context(), bad); !hipeople.IsNotApplied(err) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestIntegrations(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]hipeopletest.Option{
		"flat": nil, "fields": {hipeopletest.WithFieldsEnvelope()}, "filters ignored": {hipeopletest.WithIgnoredFilters()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			ats := fake.AddIntegration(hipeopletest.Integration{})
			fake.AddIntegration(hipeopletest.Integration{Type: "slack"})
			fake.AddIntegration(hipeopletest.Integration{OrganizationID: "org_2"})
			var found []string
			for integration, err := range client.Integrations.All(t.Context(), hipeople.IntegrationListOptions{OrganizationID: "org_1", Limit: 1}) {
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, fmt.Sprint(integration.Type, integration.ATS(), integration.OrganizationID))
			}
			if strings.Join(found, " ") != "atstrueorg_1 slackfalseorg_1" {
				t.Errorf("found %v", found)
			}
			role := fake.AddRole(hipeopletest.Role{})
			candidate, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
			if err != nil {
				t.Fatal(err)
			}
			fake.AddResume(hipeopletest.Resume{CandidateID: candidate.ID, ExternalLink: "https://files.example.com/cv"})
			files, err := client.Integrations.Attachments(t.Context(), ats.ID, "opp-1")
			if err != nil || len(files) != 1 || files[0].URL != "https://files.example.com/cv" || strings.Contains(fmt.Sprintf("%+v", files), "cv") {
				t.Errorf("attachments %v, %v", files, err)
			}
			if _, err := client.Integrations.Attachments(t.Context(), "", "opp-1"); !hipeople.IsNotApplied(err) {
				t.Errorf("empty id: %v", err)
			}
		})
	}
}

func TestAccessTokens(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	var argument *hipeople.ArgumentError
	if _, err := client.AccessTokens.Create(t.Context()); !errors.As(err, &argument) || argument.Field != "auth" {
		t.Errorf("with a key pair: %v", err)
	}
	user, err := hipeople.NewClient(hipeople.BearerToken(hipeopletest.UserToken), hipeople.WithBaseURL(fake.BaseURL()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(user.Close)
	token, err := user.AccessTokens.Create(t.Context())
	if err != nil || token.Key == "" || token.Secret == "" {
		t.Fatalf("%v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if text := fmt.Sprintf(verb, token); strings.Contains(text, token.Key) || strings.Contains(text, token.Secret) {
			t.Errorf("%s shows the token", verb)
		}
	}
	minted, err := hipeople.NewClient(token.Auth(), hipeople.WithBaseURL(fake.BaseURL()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(minted.Close)
	if _, err := minted.Roles.List(t.Context(), hipeople.RoleListOptions{}); err != nil {
		t.Errorf("the new pair: %v", err)
	}
}

func TestAccessTokensUnreadable(t *testing.T) {
	t.Parallel()
	for body, raw := range map[string]bool{`{"result":{"left":"k","right":"s"}}`: true, `{"result":[]}`: true, `<html>`: false} {
		server := httptest.NewServer(reply(200, body))
		t.Cleanup(server.Close)
		user, err := hipeople.NewClient(hipeople.BearerToken("t"), hipeople.WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(user.Close)
		token, err := user.AccessTokens.Create(t.Context())
		if !hipeople.IsAmbiguous(err) || (string(token.Raw) == body) != raw || token.Key != "" || strings.Contains(err.Error(), "left") {
			t.Errorf("%s: raw of %d bytes, %v", body, len(token.Raw), err)
		}
	}
}
