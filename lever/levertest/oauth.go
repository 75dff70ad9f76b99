package levertest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long Lever's OAuth credentials live.
const (
	accessLife  = time.Hour
	refreshIdle = 90 * 24 * time.Hour  // unused
	refreshLife = 365 * 24 * time.Hour // since the consent
	codeLife    = 10 * time.Minute     // not documented
	maxScopes   = 20                   // per app
)

// offlineAccess is the scope that brings a refresh token.
const offlineAccess = "offline_access"

// App is a partner's OAuth app, registered with this environment: sandbox and production know
// nothing of each other's.
type App struct {
	ClientID     string   `json:"client_id"`     // made up if empty
	ClientSecret string   `json:"client_secret"` // made up if empty
	Name         string   `json:"name"`
	RedirectURIs []string `json:"redirect_uris"` // compared letter by letter
	Scopes       []string `json:"scopes"`        // that may be asked for, 20 at most; empty: all
}

// String keeps the secret out of logs.
func (a App) String() string { return "App(" + a.ClientID + ")" }

// GoString keeps the secret out of logs.
func (a App) GoString() string { return a.String() }

// Grant is the access a Super Admin has given to an app.
type Grant struct {
	ID       string    `json:"id"`
	ClientID string    `json:"client_id"`
	User     string    `json:"user"` // who consented
	Scopes   []string  `json:"scopes"`
	At       time.Time `json:"at"`
}

// oauth holds apps, consents and what was issued for them. Access tokens are credentials of the Fake.
type oauth struct {
	fake *Fake

	mu      sync.Mutex
	apps    map[string]App
	grants  map[string]Grant
	codes   map[string]authorization
	refresh map[string]refreshToken
}

// authorization is what a code stands for.
type authorization struct {
	grant    Grant
	redirect string
	at       time.Time
}

type refreshToken struct {
	grant string
	at    time.Time
}

func (o *oauth) begin(apps []App) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.apps, o.grants = make(map[string]App), make(map[string]Grant)
	o.codes, o.refresh = make(map[string]authorization), make(map[string]refreshToken)
	for _, app := range apps {
		o.apps[app.ClientID] = app
	}
}

// handle adds the pages and endpoints, which lie beside the API and outside its rate limit.
func (o *oauth) handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /authorize", o.showConsent)
	mux.HandleFunc("POST /authorize", o.takeConsent)
	mux.HandleFunc("POST /oauth/token", o.token)
}

// registered checks an app and makes up what it lacks.
func registered(app App) (App, error) {
	if app.ClientID == "" {
		app.ClientID = "levertest-client-" + newToken()[:16]
	}
	if app.ClientSecret == "" {
		app.ClientSecret = "levertest-secret-" + newToken()
	}
	if len(app.RedirectURIs) == 0 || len(app.Scopes) > maxScopes {
		return app, fmt.Errorf("levertest: app %s wants a redirect URI and %d scopes at most", app.ClientID, maxScopes)
	}
	for _, scope := range app.Scopes {
		if !slices.Contains(knownScopes(), scope) {
			return app, fmt.Errorf("levertest: Lever has no scope %q", scope)
		}
	}
	app.RedirectURIs, app.Scopes = slices.Clone(app.RedirectURIs), slices.Clone(app.Scopes)
	return app, nil
}

// AddApp registers an app and returns it as stored. It panics if the app has no redirect URI, more
// than 20 scopes or one that Lever has not. A reset forgets it; see also [WithApp].
func (f *Fake) AddApp(app App) App { return must(f.addApp(app)) }

func (f *Fake) addApp(app App) (App, error) {
	app, err := registered(app)
	if err != nil {
		return App{}, err
	}
	f.oauth.mu.Lock()
	defer f.oauth.mu.Unlock()
	f.oauth.apps[app.ClientID] = app
	return app, nil
}

// Grants returns the consents that are in force, oldest first.
func (f *Fake) Grants() []Grant {
	f.oauth.mu.Lock()
	defer f.oauth.mu.Unlock()
	return slices.SortedFunc(maps.Values(f.oauth.grants), func(a, b Grant) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// RevokeGrant withdraws what was given to an app, as a Super Admin does under Authorized Apps: its
// access tokens are answered 401 and its refresh tokens invalid_grant. Only a new consent helps.
func (f *Fake) RevokeGrant(clientID string) error {
	f.oauth.mu.Lock()
	_, known := f.oauth.apps[clientID]
	f.oauth.mu.Unlock()
	if !known {
		return fmt.Errorf("levertest: no app %q", clientID)
	}
	f.revokeGrants(func(g Grant) bool { return g.ClientID == clientID })
	return nil
}

func (f *Fake) revokeGrants(which func(Grant) bool) {
	f.oauth.mu.Lock()
	defer f.oauth.mu.Unlock()
	maps.DeleteFunc(f.oauth.grants, func(_ string, g Grant) bool { return which(g) })
	maps.DeleteFunc(f.oauth.codes, func(_ string, a authorization) bool { return which(a.grant) })
	gone := func(grant string) bool { return grant != "" && f.oauth.grants[grant].ID == "" }
	maps.DeleteFunc(f.oauth.refresh, func(_ string, t refreshToken) bool { return gone(t.grant) })
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.credentials, func(_ string, c *credential) bool { return gone(c.grant) })
}

// ExpireTokens ends the hour of every access token got by OAuth.
func (f *Fake) ExpireTokens() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.credentials {
		if c.grant != "" {
			c.expires = time.Now()
		}
	}
}

// Audience is what /authorize wants as audience: the API's address with a slash at its end, that of
// the sandbox under [WithSandbox].
func (f *Fake) Audience() string {
	if f.config.sandbox {
		return "https://api.sandbox.lever.co/v1/"
	}
	return "https://api.lever.co/v1/"
}

// AuthorizeURL is the page of consent, without its query.
func (f *Fake) AuthorizeURL() string { return strings.TrimSuffix(f.URL(), "/v1") + "/authorize" }

// TokenURL is where codes and refresh tokens are exchanged.
func (f *Fake) TokenURL() string { return strings.TrimSuffix(f.URL(), "/v1") + "/oauth/token" }

// accountID differs between the environments.
func (f *Fake) accountID() string {
	if f.config.sandbox {
		return seedID("0e", 2)
	}
	return seedID("0e", 1)
}

// Approve consents in the name of a Super Admin, as the form of the page at authorizeURL does, and
// returns the address that the browser is sent to, code and state included.
func (f *Fake) Approve(authorizeURL string) (callback string, err error) {
	return f.decide(authorizeURL, "approve")
}

// Deny refuses the consent and returns the address that the browser is sent to.
func (f *Fake) Deny(authorizeURL string) (callback string, err error) {
	return f.decide(authorizeURL, "deny")
}

func (f *Fake) decide(authorizeURL, decision string) (string, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", fmt.Errorf("levertest: %w", err)
	}
	ask, refusal := f.oauth.read(u.Query())
	if refusal != nil {
		return "", fmt.Errorf("levertest: %w", refusal)
	}
	return f.oauth.answer(ask, decision), nil
}

// knownScopes are all scopes of Lever.
func knownScopes() []string {
	read := []string{
		"applications", "archive_reasons", "audit_events", "contact", "diversity_surveys", "eeo_responses", "eeo_responses_pii", "feedback",
		"feedback_templates", "files", "forms", "form_templates", "groups", "interviews", "notes", "offers", "opportunities", "panels",
		"permissions", "postings", "referrals", "requisitions", "requisition_fields", "resumes", "roles", "sources", "stages", "tags", "tasks",
		"users", "webhooks",
	}
	write := []string{
		"contact", "feedback", "feedback_templates", "files", "forms", "form_templates", "groups", "interviews", "notes", "opportunities",
		"panels", "permissions", "postings", "requisitions", "requisition_fields", "roles", "uploads", "users", "webhooks",
	}
	scopes := []string{offlineAccess, ConfidentialAccess}
	for _, resource := range read {
		scopes = append(scopes, resource+":read:admin")
	}
	for _, resource := range write {
		scopes = append(scopes, resource+":write:admin")
	}
	return scopes
}
