package levertest_test

import (
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// TestLeverClientConnectsAndRenews lets package lever go the whole way: consent, code, calls, a
// renewal after an hour, and revocation.
func TestLeverClientConnectsAndRenews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := levertest.New(levertest.WithSandbox())
		defer fake.Close()
		company := fake.Seed()
		app := fake.AddApp(levertest.App{RedirectURIs: []string{"https://app.example/callback"}})
		network := &http.Client{Transport: fake.RoundTripper()}
		oauth := lever.OAuth{
			ClientID: app.ClientID, ClientSecret: lever.Secret(app.ClientSecret), RedirectURL: app.RedirectURIs[0], Environment: lever.Sandbox,
			Scopes: []string{lever.ScopeOfflineAccess, "users:read:admin"}, HTTPClient: network,
		}
		ask, err := oauth.AuthCodeURL("s1")
		if err != nil {
			t.Fatal(err)
		}
		callback, err := fake.Approve(ask)
		if err != nil {
			t.Fatal(err)
		}
		back, _ := url.Parse(callback)
		tokens, err := oauth.Callback(t.Context(), back.Query())
		if err != nil {
			t.Fatal(err)
		}
		if claims, err := tokens.UnverifiedClaims(); err != nil || claims.User != company.Admin.ID || claims.Client != app.ClientID || claims.Account == "" {
			t.Errorf("claims %+v, %v", claims, err)
		}
		source, err := oauth.Source(lever.NewMemoryTokenStore(tokens))
		if err != nil {
			t.Fatal(err)
		}
		client, err := lever.NewClient(source.Auth(), lever.WithBaseURL(fake.URL()), lever.WithHTTPClient(network))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if user, err := client.Users.Get(t.Context(), company.Admin.ID); err != nil || user.Name != "Mara Lindqvist" {
				t.Fatalf("user %+v, %v", user, err)
			}
			timer := time.NewTimer(2 * time.Hour)
			<-timer.C
		}
		if renewals := fake.Calls(levertest.CallFilter{Path: "/oauth/token", Applied: true}); len(renewals) != 3 {
			t.Errorf("%d calls of the token endpoint, want the code and two renewals", len(renewals))
		}
		if err := fake.RevokeGrant(app.ClientID); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Users.Get(t.Context(), company.Admin.ID); !lever.IsRevoked(err) {
			t.Errorf("after the revocation: %v", err)
		}
	})
}
