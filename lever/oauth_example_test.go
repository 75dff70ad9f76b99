package lever_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
)

// exampleApp is registered at a stand-in of Lever's token endpoint.
func exampleApp(status int, answer string) (lever.OAuth, func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	return lever.OAuth{
		ClientID: "app-1", ClientSecret: "app-secret", RedirectURL: "https://example.com/lever/callback",
		Scopes:   []string{lever.ScopeOfflineAccess, lever.ScopeNotesWrite},
		TokenURL: server.URL + "/oauth/token",
	}, server.Close
}

func ExampleOAuth_AuthCodeURL() {
	app := lever.OAuth{
		ClientID: "app-1", ClientSecret: "app-secret", RedirectURL: "https://example.com/lever/callback",
		Scopes:      []string{lever.ScopeOfflineAccess, lever.ScopeOpportunitiesWrite, lever.ScopeNotesWrite},
		Environment: lever.Sandbox,
	}
	page, err := app.AuthCodeURL("kept-in-the-session")
	if err != nil {
		fmt.Println(err)
		return
	}
	address, query, _ := strings.Cut(page, "?")
	fmt.Println(address)
	fmt.Println(strings.ReplaceAll(query, "&", "\n"))
	// Output:
	// https://sandbox-lever.auth0.com/authorize
	// audience=https%3A%2F%2Fapi.sandbox.lever.co%2Fv1%2F
	// client_id=app-1
	// prompt=consent
	// redirect_uri=https%3A%2F%2Fexample.com%2Flever%2Fcallback
	// response_type=code
	// scope=offline_access+opportunities%3Awrite%3Aadmin+notes%3Awrite%3Aadmin
	// state=kept-in-the-session
}

func ExampleOAuth_Callback() {
	app, stop := exampleApp(200, `{"access_token": "shown-once", "refresh_token": "too", "expires_in": 3600, "token_type": "Bearer"}`)
	defer stop()

	query := url.Values{"code": {"a-code"}, "state": {"kept-in-the-session"}} // of the request
	if !lever.SameState("kept-in-the-session", query.Get("state")) {
		fmt.Println("somebody else's callback")
		return
	}
	tokens, err := app.Callback(context.Background(), query)
	var denied *lever.DeniedError
	if errors.As(err, &denied) {
		fmt.Println("they said no:", denied.Code)
		return
	}
	fmt.Println(tokens, err)
	fmt.Println(time.Until(tokens.Expiry).Round(time.Minute))
	// Output:
	// lever.Tokens{generation 1} <nil>
	// 1h0m0s
}

// A client renews its token by itself, and all processes that share a store agree on who does it.
func ExampleOAuth_Source() {
	app, stop := exampleApp(200, `{"access_token": "second", "refresh_token": "next", "expires_in": 3600, "token_type": "Bearer"}`)
	defer stop()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"data": {"id": "lead-new", "text": "called with %s"}}`, r.Header.Get("Authorization"))
	}))
	defer api.Close()

	store := lever.NewMemoryTokenStore(lever.Tokens{ // a database, where access must outlive the process
		Access: "first", Refresh: "this", Expiry: time.Now().Add(-time.Minute), Generation: 1,
	})
	source, err := app.Source(store)
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := lever.NewClient(source.Auth(), lever.WithBaseURL(api.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	stage, err := client.Stages.Get(context.Background(), "lead-new")
	stored, _ := store.Load(context.Background())
	fmt.Println(stage.Text, err)
	fmt.Println(stored)
	// Output:
	// called with Bearer second <nil>
	// lever.Tokens{generation 2}
}

func ExampleIsRevoked() {
	app, stop := exampleApp(403, `{"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}`)
	defer stop()

	source, err := app.Source(lever.NewMemoryTokenStore(lever.Tokens{Access: "old", Refresh: "old", Expiry: time.Now(), Generation: 4}))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = source.Token(context.Background())
	fmt.Println(lever.IsRevoked(err))
	fmt.Println(err)
	// Output:
	// true
	// lever: oauth: access was revoked: Lever refuses the refresh token of generation 4 (invalid_grant: Unknown or invalid refresh token.); connect the account again
}

func ExampleScopesFor() {
	scopes, err := lever.ScopesFor("opportunities.get", "opportunities.addTags", "notes.create", "files.upload")
	fmt.Println(strings.Join(scopes, "\n"), err)
	// Output:
	// files:write:admin
	// notes:write:admin
	// opportunities:write:admin <nil>
}
