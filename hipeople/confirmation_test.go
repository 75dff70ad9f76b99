package hipeople_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// guessing is the fake's profile as it would be before anybody tried it.
func guessing() hipeople.Profile {
	p := hipeopletest.Profile()
	p.Invite.Evidence, p.Find.Evidence = hipeople.Guess, hipeople.Guess
	return p
}

func TestSafeWith(t *testing.T) {
	t.Parallel()
	p := guessing()
	good := hipeople.Confirmation{ProfileHash: p.Hash(), At: time.Now(), By: "admin-1"}
	undated, other, lacking := good, good, guessing()
	undated.At = time.Time{}
	other.ProfileHash = hipeopletest.Profile().Hash()
	lacking.Find.Path = ""
	changed := guessing()
	changed.Status.Words["paused"] = hipeople.StatusInProgress
	tests := map[string]struct {
		profile      hipeople.Profile
		confirmation hipeople.Confirmation
		want         bool
	}{
		"confirmed":               {p, good, true},
		"not confirmed":           {p, hipeople.Confirmation{}, false},
		"without a date":          {p, undated, false},
		"of another profile":      {p, other, false},
		"changed since":           {changed, good, false},
		"cannot look up":          {lacking, hipeople.Confirmation{ProfileHash: lacking.Hash(), At: time.Now()}, false},
		"proven, no confirmation": {hipeopletest.Profile(), hipeople.Confirmation{}, true},
	}
	for name, tt := range tests {
		if got := tt.profile.SafeWith(tt.confirmation); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", good, good, good); strings.Contains(text, "admin-1") {
		t.Errorf("the person is in %s", text)
	}
}

func TestTestInvite(t *testing.T) {
	t.Parallel()
	stale := hipeopletest.Fault{Kind: hipeopletest.FaultStale, Method: "PUT", Path: "/api/candidates", Delay: 5 * time.Second}
	longStale := stale
	longStale.Delay = time.Hour
	tests := map[string]struct {
		alter   func(*hipeople.Profile)
		fault   *hipeopletest.Fault
		before  bool // somebody has the ATS id already
		step    string
		invited int
	}{
		"works":                 {invited: 1},
		"seen a little later":   {fault: &stale, invited: 1},
		"never seen":            {fault: &longStale, step: "look after", invited: 1},
		"known before":          {before: true, step: "look before", invited: 1},
		"look-up fails":         {alter: func(p *hipeople.Profile) { p.Find.Path = "nothing" }, step: "look before"},
		"ATS id is not shown":   {alter: func(p *hipeople.Profile) { p.Candidate.ATSCandidate = []string{"x"} }, step: "read back", invited: 1},
		"reference is not kept": {alter: func(p *hipeople.Profile) { p.Invite.Fields.ExternalReference = "odd" }, step: "read back", invited: 1},
		"read fails":            {alter: func(p *hipeople.Profile) { p.Get.Path = "nothing/{candidate_id}" }, step: "read back", invited: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := hipeopletest.New()
				defer fake.Close()
				p := guessing()
				if tt.alter != nil {
					tt.alter(&p)
				}
				client := newClient(t, fake.BaseURL(), hipeople.WithProfile(p), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
				defer client.Close()
				role := fake.AddRole(hipeopletest.Role{})
				if tt.before {
					if _, err := client.Candidates.Invite(t.Context(), invitation(role.ID)); err != nil {
						t.Fatal(err)
					}
				}
				if tt.fault != nil {
					fake.Inject(*tt.fault)
				}
				confirmation, err := client.Candidates.TestInvite(t.Context(), invitation(role.ID), "admin-1")
				var failed *hipeople.TestInviteError
				if tt.step == "" && (err != nil || !p.SafeWith(confirmation) || confirmation.By != "admin-1") {
					t.Errorf("%v, %v", confirmation, err)
				}
				if tt.step != "" && (!errors.As(err, &failed) || failed.Step != tt.step || p.SafeWith(confirmation)) {
					t.Errorf("got %v, want it to fail at %s", err, tt.step)
				}
				if err != nil && strings.Contains(err.Error(), "uentin") {
					t.Errorf("personal data in %v", err)
				}
				if n := fake.Invited("opp-1"); n != tt.invited {
					t.Errorf("invited %d times, want %d", n, tt.invited)
				}
			})
		})
	}
	fake, client := startFake(t)
	fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter, Method: "PUT"})
	if _, err := client.Candidates.TestInvite(t.Context(), invitation(fake.AddRole(hipeopletest.Role{}).ID), "admin-1"); !hipeople.IsAmbiguous(err) {
		t.Errorf("answer lost: %v", err)
	}
}
