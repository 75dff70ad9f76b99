package hipeople_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

type unlimited struct{}

func (unlimited) Reserve(context.Context, int) (time.Duration, error) { return 0, nil }

func TestInviteBody(t *testing.T) {
	t.Parallel()
	profile := hipeopletest.Profile()
	profile.Invite.Method, profile.Invite.Path, profile.Invite.Body = "POST", "v2/people", hipeople.BodyFields
	profile.Invite.Fields.FullName, profile.Invite.Fields.Email = "profile.name", "profile.contact.email"
	profile.Invite.Fields.JobTitle = ""
	profile.Invite.Constants = map[string]string{"module": "reference_check", "profile.language": "en"}
	var got map[string]any
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" || r.URL.Path != "/api/v2/people" || r.Header.Get("X-Api-Key") != hipeopletest.Key || r.Header.Get("X-Api-Secret") != hipeopletest.Secret {
			t.Errorf("request %s %s %v", r.Method, r.URL, r.Header)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		reply(201, `{"result":{"id":77}}`)(w, r)
	}, hipeople.WithProfile(profile))
	candidate, err := client.Candidates.Invite(t.Context(), invitation("role-1"))
	if err != nil || candidate.ID != "77" || candidate.Status.Value != hipeople.StatusUnknown {
		t.Fatalf("candidate %v, %v", candidate, err)
	}
	want := `{"fields":{"ats_candidate_id":"opp-1","external_reference":"check-1","module":"reference_check",` +
		`"open_job_role_id":"role-1","owner_email":"orla@example.com","owner_name":"Orla Whitcombe","phone":"+45 12 34 56 78",` +
		`"profile":{"contact":{"email":"quentin@example.com"},"language":"en","name":"Quentin Vandersloot"}}}`
	if text, err := json.Marshal(got); err != nil || string(text) != want {
		t.Errorf("body %s, %v\nwant %s", text, err, want)
	}
}

func TestInviteRefusedBeforeTheNetwork(t *testing.T) {
	t.Parallel()
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, clear := range []func(*hipeople.InviteRequest){
		func(r *hipeople.InviteRequest) { r.RoleID = "" },
		func(r *hipeople.InviteRequest) { r.ATSCandidateID = "" },
		func(r *hipeople.InviteRequest) { r.FullName = "" },
		func(r *hipeople.InviteRequest) { r.Email = "" },
	} {
		request := invitation("role-1")
		clear(&request)
		_, err := client.Candidates.Invite(t.Context(), request)
		var argument *hipeople.ArgumentError
		if !errors.As(err, &argument) || !hipeople.IsNotApplied(err) {
			t.Errorf("got %v, want an ArgumentError", err)
		}
	}
	profile := hipeopletest.Profile()
	profile.Invite.Path = ""
	client = serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }, hipeople.WithProfile(profile))
	if _, err := client.Candidates.Invite(t.Context(), invitation("role-1")); !errors.Is(err, hipeople.ErrNotSupported) || !hipeople.IsNotApplied(err) {
		t.Errorf("got %v, want ErrNotSupported", err)
	}
}

// Each row is one way an invitation can end without a clean success. tries counts the
// calls that reached HiPeople, invited how often the person was mailed in the end.
func TestInviteOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		fault     hipeopletest.Fault
		ambiguous bool
		refused   bool
		tries     int
		invited   int
	}{
		{"500 before", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 500}, true, false, 1, 0},
		{"503 with Retry-After", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 503, RetryAfter: time.Second}, true, false, 1, 0},
		{"408", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 408}, true, false, 1, 0},
		{"500 after", hipeopletest.Fault{Kind: hipeopletest.FaultStatusAfter}, true, false, 1, 1},
		{"reset before", hipeopletest.Fault{Kind: hipeopletest.FaultReset}, true, false, 1, 0},
		{"reset after", hipeopletest.Fault{Kind: hipeopletest.FaultResetAfter}, true, false, 1, 1},
		{"applied late", hipeopletest.Fault{Kind: hipeopletest.FaultApplyLate, Delay: 20 * time.Second}, true, false, 1, 1},
		{"answer cut", hipeopletest.Fault{Kind: hipeopletest.FaultTruncate}, true, false, 1, 1},
		{"silence", hipeopletest.Fault{Kind: hipeopletest.FaultHang, Delay: time.Hour}, true, false, 1, 0},
		{"200 with errors", hipeopletest.Fault{Kind: hipeopletest.FaultStatusAfter, Status: 200, Body: `{"errors":["quentin@example.com is odd"],"result":{"id":"x"}}`}, true, false, 1, 1},
		{"200 without id", hipeopletest.Fault{Kind: hipeopletest.FaultStatusAfter, Status: 200, Body: `{"result":{}}`}, true, false, 1, 1},
		{"200 that is a page", hipeopletest.Fault{Kind: hipeopletest.FaultStatusAfter, Status: 200, Body: `<html>`}, true, false, 1, 1},
		{"422", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 422}, false, true, 1, 0},
		{"401", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 401}, false, true, 1, 0},
		{"redirect", hipeopletest.Fault{Kind: hipeopletest.FaultRedirect, Status: 307, URL: "/api/candidates"}, false, true, 1, 0},
		{"429 once", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 429, RetryAfter: 3 * time.Second}, false, false, 2, 1},
		{"429 for long", hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 429, RetryAfter: time.Hour}, false, true, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := hipeopletest.New()
				defer fake.Close()
				role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
				client := newClient(t, fake.BaseURL(), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
				defer client.Close()
				tt.fault.Path = "/api/candidates"
				fault := fake.Inject(tt.fault)
				_, err := client.Candidates.Invite(t.Context(), invitation(role.ID))
				if hipeople.IsAmbiguous(err) != tt.ambiguous || hipeople.IsNotApplied(err) != tt.refused || (err == nil) == (tt.ambiguous || tt.refused) {
					t.Errorf("got %v: ambiguous %t, not applied %t", err, hipeople.IsAmbiguous(err), hipeople.IsNotApplied(err))
				}
				if err != nil && (strings.Contains(err.Error(), "quentin") || strings.Contains(fmt.Sprintf("%#v", err), "quentin@")) {
					t.Errorf("personal data in %v", err)
				}
				time.Sleep(time.Minute) // the bubble's clock: what is applied late has been
				if n := len(fake.Calls(hipeopletest.CallFilter{Method: "PUT"})); n != tt.tries || fault.Fired() != 1 {
					t.Errorf("%d calls, fault fired %d times; want %d and 1", n, fault.Fired(), tt.tries)
				}
				if n := fake.Invited("opp-1"); n != tt.invited {
					t.Errorf("invited %d times, want %d", n, tt.invited)
				}
			})
		})
	}
}

func TestInviteNotSent(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
	_, err := client.Candidates.Invite(t.Context(), invitation(role.ID), hipeople.WriteBefore(time.Now().Add(-time.Second)))
	var failed *hipeople.Error
	if !errors.As(err, &failed) || failed.Outcome != hipeople.OutcomeNotSent || !hipeople.IsNotApplied(err) || hipeople.IsAmbiguous(err) {
		t.Errorf("after the deadline: %v", err)
	}
	fake.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := client.Candidates.Invite(ctx, invitation(role.ID)); !hipeople.IsNotApplied(err) {
		t.Errorf("nobody listens: %v", err)
	}
	if n := len(fake.Calls(hipeopletest.CallFilter{})); n != 0 {
		t.Errorf("%d calls arrived", n)
	}
}

func TestReserved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := hipeopletest.New(hipeopletest.WithRateLimit(2, 1))
		defer fake.Close()
		role := fake.AddRole(hipeopletest.Role{Name: "Engineer"})
		client := newClient(t, fake.BaseURL(), hipeople.WithRateLimit(2, 1), hipeople.WithHTTPClient(&http.Client{Transport: fake.RoundTripper()}))
		defer client.Close()
		start := time.Now()
		for i := range 4 {
			wait, err := client.Reserve(t.Context())
			if err != nil || i == 0 && wait != 0 || wait > time.Second {
				t.Fatalf("reserve %d: %s, %v", i, wait, err)
			}
			time.Sleep(wait)
			if _, err := client.Candidates.Invite(t.Context(), invitation(role.ID), hipeople.Reserved()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 1500*time.Millisecond {
			t.Errorf("4 calls took %s, want 1.5s: a reserved slot was booked twice", took)
		}
		if violations := fake.Violations(); len(violations) != 0 {
			t.Errorf("violations %v", violations)
		}
	})
}

// What HiPeople says about a person must not come out in an error.
func TestErrorsHideThePerson(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		reply(422, `{"errors":[{"field":"email","message":"QUENTIN@example.com of Vandersloot, Quentin (+45 12 34 56 78) was invited by Orla, see https://app.example.com/c?token=sesame and someone.else@example.org"}]}`)(w, r)
	})
	_, err := client.Candidates.Invite(t.Context(), invitation("role-1"))
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		text := strings.ToLower(fmt.Sprintf(format, err))
		for _, secret := range []string{"quentin", "vandersloot", "34 56", "orla", "sesame", "someone", hipeopletest.Secret, hipeopletest.Key} {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %q: %s", format, secret, text)
			}
		}
	}
	var failed *hipeople.Error
	if !errors.As(err, &failed) || len(failed.Messages) != 1 || !strings.Contains(failed.Messages[0], "was invited by") {
		t.Errorf("messages of %v", err)
	}
}
