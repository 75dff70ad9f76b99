package hipeople_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]hipeopletest.Option{
		"flat":            nil,
		"fields":          {hipeopletest.WithFieldsEnvelope()},
		"ignored filters": {hipeopletest.WithIgnoredFilters()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			role, other := fake.AddRole(hipeopletest.Role{}), fake.AddRole(hipeopletest.Role{})
			var first, second string
			for i, request := range []hipeople.InviteRequest{
				{RoleID: role.ID, ATSCandidateID: "opp-1", ExternalReference: "check-1"},
				{RoleID: other.ID, ATSCandidateID: "opp-1", ExternalReference: "check-9"},
				{RoleID: role.ID, ATSCandidateID: "opp-2", ExternalReference: "check-8"},
				{RoleID: role.ID, ATSCandidateID: "opp-1", ExternalReference: "check-2"},
			} {
				request.FullName, request.Email = "Someone", "someone@example.com"
				candidate, err := client.Candidates.Invite(t.Context(), request)
				if err != nil {
					t.Fatal(err)
				}
				switch i {
				case 0:
					first = candidate.ID
				case 3:
					second = candidate.ID
				}
			}
			matches, err := client.Candidates.Find(t.Context(), hipeople.FindRequest{ATSCandidateID: "opp-1", RoleID: role.ID, ExternalReference: "check-2"})
			if err != nil || len(matches) != 2 {
				t.Fatalf("%d matches, %v", len(matches), err)
			}
			if m := matches[0]; m.Candidate.ID != first || m.By != hipeople.ByATSCandidate || m.Candidate.CreatedAt.IsZero() || m.Candidate.ExternalReference != "check-1" {
				t.Errorf("first match %+v by %s", m, m.By)
			}
			if m := matches[1]; m.Candidate.ID != second || m.By != hipeople.ByExternalReference {
				t.Errorf("second match %+v by %s", m, m.By)
			}
			for _, absent := range []hipeople.FindRequest{{ATSCandidateID: "opp-3", RoleID: role.ID}, {ATSCandidateID: "opp-2", RoleID: other.ID}} {
				if matches, err := client.Candidates.Find(t.Context(), absent); err != nil || len(matches) != 0 {
					t.Errorf("%+v: %v, %v", absent, matches, err)
				}
			}
		})
	}
}

// A look-up that cannot tell must say so: "none" would invite the person again.
func TestFindCannotTell(t *testing.T) {
	t.Parallel()
	find := hipeople.FindRequest{ATSCandidateID: "opp-1", RoleID: "role-1", ExternalReference: "check-1"}
	tests := []struct {
		name, body, missing string
		matches             int
	}{
		{"nobody shows an ATS id", `{"list":{"has_more":false},"result":[{"id":"a","open_job_role_id":"role-1"},{"id":"b"}]}`, "candidate.ats_candidate", 0},
		{"the match shows no role", `{"list":{"has_more":false},"result":[{"id":"a","ats_candidate_id":"opp-1"}]}`, "candidate.role", 0},
		{"the match shows no id", `{"list":{"has_more":false},"result":[{"ats_candidate_id":"opp-1","open_job_role_id":"role-1"}]}`, "candidate.id", 0},
		{"one match is complete, one is not", `{"list":{"has_more":false},"result":[{"id":"a","ats_candidate_id":"opp-1","open_job_role_id":"role-1"},{"id":"b","ats_candidate_id":"opp-1"}]}`, "candidate.role", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			matches, err := serve(t, reply(200, tt.body)).Candidates.Find(t.Context(), find)
			var unverifiable *hipeople.UnverifiableError
			if !errors.As(err, &unverifiable) || unverifiable.Missing != tt.missing || len(matches) != tt.matches {
				t.Errorf("%d matches, %v; want %d and %s", len(matches), err, tt.matches, tt.missing)
			}
		})
	}
	for name, body := range map[string]string{
		"an empty list":               `{"list":{"has_more":false},"result":[]}`,
		"some have no ATS":            `{"list":{"has_more":false},"result":[{"id":"a","open_job_role_id":"role-1"},{"id":"b","ats_candidate_id":"opp-2","open_job_role_id":"role-1"}]}`,
		"ATS ids that are null":       `{"list":{"has_more":false},"result":[{"id":"a","ats_candidate_id":null}]}`,
		"the same person, other role": `{"list":{"has_more":false},"result":[{"id":"a","ats_candidate_id":"opp-1","open_job_role_id":"role-2"}]}`,
	} {
		if matches, err := serve(t, reply(200, body)).Candidates.Find(t.Context(), find); err != nil || len(matches) != 0 {
			t.Errorf("%s: %v, %v; want none", name, matches, err)
		}
	}
	byReference := `{"list":{"has_more":false},"result":[{"id":"a","external_reference":"check-1","open_job_role_id":"role-1"}]}`
	matches, err := serve(t, reply(200, byReference)).Candidates.Find(t.Context(), find)
	if err != nil || len(matches) != 1 || matches[0].By != hipeople.ByExternalReference {
		t.Errorf("a match by reference alone: %v, %v", matches, err)
	}
}

func TestFindPages(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	profile.Find.PageSize, profile.Find.MaxPages = 1, 3
	var skips []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		skips = append(skips, r.URL.Query().Get("skip"))
		reply(200, `{"list":{"has_more":true},"result":[{"id":"a","ats_candidate_id":"opp-1","open_job_role_id":"role-1"}]}`)(w, r)
	}, hipeople.WithProfile(profile))
	matches, err := client.Candidates.Find(t.Context(), hipeople.FindRequest{ATSCandidateID: "opp-1", RoleID: "role-1"})
	var incomplete *hipeople.IncompleteError
	if !errors.As(err, &incomplete) || len(matches) != 3 || strings.Join(skips, " ") != "0 1 2" {
		t.Errorf("%d matches, %v, skips %v", len(matches), err, skips)
	}
}

func TestFindFails(t *testing.T) {
	t.Parallel()
	find := hipeople.FindRequest{ATSCandidateID: "opp-1", RoleID: "role-1"}
	for name, answer := range map[string]http.HandlerFunc{
		"errors with 200": reply(200, `{"errors":["unknown filter"],"list":{"has_more":false},"result":[]}`),
		"null result":     reply(200, `{"result":null}`),
		"a page":          reply(200, `<html>`),
		"404":             reply(404, `{"errors":["no route"]}`),
	} {
		if matches, err := serve(t, answer).Candidates.Find(t.Context(), find); err == nil {
			t.Errorf("%s: %v and no error", name, matches)
		}
	}
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, find := range []hipeople.FindRequest{{RoleID: "role-1"}, {ATSCandidateID: "opp-1"}} {
		if _, err := client.Candidates.Find(t.Context(), find); !hipeople.IsNotApplied(err) {
			t.Errorf("%+v: %v", find, err)
		}
	}
}
