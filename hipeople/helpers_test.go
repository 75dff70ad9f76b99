package hipeople_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

// startFake serves a fake on loopback, with a client that speaks its profile.
func startFake(t *testing.T, opts ...hipeopletest.Option) (*hipeopletest.Fake, *hipeople.Client) {
	t.Helper()
	fake := hipeopletest.New(opts...)
	t.Cleanup(fake.Close)
	if _, err := fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	return fake, newClient(t, fake.BaseURL())
}

// newClient speaks the fake's profile to base, without a limit.
func newClient(t *testing.T, base string, opts ...hipeople.Option) *hipeople.Client {
	t.Helper()
	opts = append([]hipeople.Option{
		hipeople.WithBaseURL(base),
		hipeople.WithProfile(hipeopletest.Profile()),
		hipeople.WithLoopbackReports(),
		hipeople.WithRateLimit(1000, 1000),
		hipeople.WithHTTPClient(&http.Client{Transport: &http.Transport{}}),
	}, opts...)
	client, err := hipeople.NewClient(hipeople.Keys(hipeopletest.Key, hipeopletest.Secret), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// serve answers every request with the handler, below /api.
func serve(t *testing.T, handler http.HandlerFunc, opts ...hipeople.Option) *hipeople.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return newClient(t, server.URL+"/api", opts...)
}

// reply answers with a status and a body.
func reply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func invitation(role string) hipeople.InviteRequest {
	return hipeople.InviteRequest{
		RoleID: role, ATSCandidateID: "opp-1", ExternalReference: "check-1",
		FullName: "Quentin Vandersloot", Email: "quentin@example.com", Phone: "+45 12 34 56 78", JobTitle: "Engineer",
		OwnerName: "Orla Whitcombe", OwnerEmail: "orla@example.com",
	}
}
