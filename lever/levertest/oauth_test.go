package levertest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// partner is an app that asks a fake for access.
type partner struct {
	*caller
	levertest.App
}

func newPartner(t *testing.T, opts ...levertest.Option) (*partner, levertest.Company) {
	t.Helper()
	c, company := newCaller(t, opts...)
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	app := c.fake.AddApp(levertest.App{Name: "Bridge", RedirectURIs: []string{"https://app.example/callback?tenant=7"}})
	return &partner{c, app}, company
}

// ask returns the address of the page of consent, changed in pairs of name and value.
func (p *partner) ask(scope string, changes ...string) string {
	query := url.Values{
		"client_id": {p.ClientID}, "redirect_uri": {p.RedirectURIs[0]}, "response_type": {"code"}, "state": {"s1"}, "scope": {scope},
		"audience": {p.fake.Audience()}, "prompt": {"consent"},
	}
	for i := 0; i < len(changes); i += 2 {
		query.Set(changes[i], changes[i+1])
	}
	return p.fake.AuthorizeURL() + "?" + query.Encode()
}

// approve returns the code of a consent.
func (p *partner) approve(scope string, changes ...string) string {
	p.Helper()
	callback, err := p.fake.Approve(p.ask(scope, changes...))
	if err != nil {
		p.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil || u.Query().Get("state") != "s1" || u.Query().Get("tenant") != "7" {
		p.Fatalf("callback %s, %v", callback, err)
	}
	return u.Query().Get("code")
}

// token posts a form to the token endpoint.
func (p *partner) token(want int, form ...string) object {
	p.Helper()
	values := url.Values{"client_id": {p.ClientID}, "client_secret": {p.ClientSecret}}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	resp, err := p.http.PostForm(p.fake.TokenURL(), values)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	var answer object
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != want {
		p.Fatalf("token: %d %v, %v; want %d", resp.StatusCode, answer, err, want)
	}
	return answer
}

func (p *partner) redeem(code string, want int) object {
	p.Helper()
	return p.token(want, "grant_type", "authorization_code", "code", code, "redirect_uri", p.RedirectURIs[0])
}

func (p *partner) refresh(token string, want int) object {
	p.Helper()
	answer := p.token(want, "grant_type", "refresh_token", "refresh_token", token)
	if want != 200 && answer["error"] != "invalid_grant" {
		p.Errorf("refused with %v", answer)
	}
	return answer
}

// use makes the access token of an answer the caller's credential.
func (p *partner) use(answer object) { p.auth = bearer(answer["access_token"].(string)) }

func text(v any) string { s, _ := v.(string); return s }

func TestCodeForTokens(t *testing.T) {
	t.Parallel()
	p, company := newPartner(t)
	code := p.approve("offline_access users:read:admin notes:write:admin")
	answer := p.redeem(code, 200)
	if answer["token_type"] != "Bearer" || answer["expires_in"] != 3600.0 || answer["scope"] != "offline_access users:read:admin notes:write:admin" || text(answer["refresh_token"]) == "" {
		t.Errorf("tokens %v", answer)
	}
	parts := strings.Split(text(answer["access_token"]), ".")
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims object
	if err != nil || len(parts) != 3 || json.Unmarshal(body, &claims) != nil {
		t.Fatalf("access token %q", answer["access_token"])
	}
	if claims["https://oauth.lever.co/userId"] != company.Admin.ID || text(claims["https://oauth.lever.co/accountId"]) == "" ||
		claims["https://oauth.lever.co/clientId"] != p.ClientID || claims["aud"] != "https://api.lever.co/v1/" || claims["exp"].(float64)-claims["iat"].(float64) != 3600 {
		t.Errorf("claims %v", claims)
	}
	p.use(answer)
	p.do("GET", "/users", "", 200)
	p.do("GET", "/opportunities/"+company.Ada.ID+"/notes", "", 200) // write implies read
	if err := p.do("GET", "/stages", "", 403); !strings.Contains(text(err["message"]), "stages:read:admin") {
		t.Errorf("error %v", err)
	}
	p.auth = key(text(answer["access_token"]))
	p.do("GET", "/users", "", 401)
	p.redeem(code, 403) // once only
	if grants := p.fake.Grants(); len(grants) != 1 || grants[0].ClientID != p.ClientID || grants[0].User != company.Admin.ID || len(grants[0].Scopes) != 3 {
		t.Errorf("grants %+v", grants)
	}
	if short := p.redeem(p.approve("users:read:admin"), 200); short["refresh_token"] != nil {
		t.Errorf("a refresh token without offline_access: %v", short)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	p, _ := newPartner(t)
	other := p.fake.AddApp(levertest.App{RedirectURIs: p.RedirectURIs})
	code := func() string { return p.approve("offline_access") }
	for name, step := range map[string]struct {
		form   []string
		status int
		error  string
	}{
		"secret":        {[]string{"client_secret", levertest.APIKey}, 401, "access_denied"},
		"client":        {[]string{"client_id", "nobody"}, 401, "access_denied"},
		"grant type":    {[]string{"grant_type", "password"}, 400, "unsupported_grant_type"},
		"redirect":      {[]string{"redirect_uri", "https://app.example/callback"}, 403, "invalid_grant"},
		"unknown code":  {[]string{"code", "guess"}, 403, "invalid_grant"},
		"another's":     {[]string{"client_id", other.ClientID, "client_secret", other.ClientSecret}, 403, "invalid_grant"},
		"refresh token": {[]string{"grant_type", "refresh_token", "refresh_token", "guess"}, 403, "invalid_grant"},
	} {
		form := append([]string{"grant_type", "authorization_code", "code", code(), "redirect_uri", p.RedirectURIs[0]}, step.form...)
		if answer := p.token(step.status, form...); answer["error"] != step.error || answer["error_description"] == "" {
			t.Errorf("%s: %v", name, answer)
		}
	}
	resp, err := p.http.Post(p.fake.TokenURL(), "application/json", strings.NewReader(`{"grant_type":"refresh_token"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 400 {
		t.Errorf("JSON: %d", resp.StatusCode)
	}
	first := p.redeem(code(), 200)
	p.App = other
	p.refresh(text(first["refresh_token"]), 403)
}

func TestRotationAndExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, _ := newPartner(t)
		wait := func(d time.Duration) {
			timer := time.NewTimer(d)
			<-timer.C
		}
		late := p.approve("offline_access")
		first := p.redeem(p.approve("offline_access users:read:admin"), 200)
		p.use(first)
		wait(time.Hour - time.Millisecond)
		p.do("GET", "/users", "", 200)
		wait(time.Millisecond)
		p.do("GET", "/users", "", 401)
		p.redeem(late, 403)
		second := p.refresh(text(first["refresh_token"]), 200)
		if second["refresh_token"] == first["refresh_token"] || second["access_token"] == first["access_token"] || second["scope"] != first["scope"] {
			t.Errorf("second %v", second)
		}
		p.refresh(text(first["refresh_token"]), 403) // used up
		p.use(second)
		p.do("GET", "/users", "", 200)
		p.fake.ExpireTokens()
		p.do("GET", "/users", "", 401)
		token := text(second["refresh_token"])
		for range 4 { // 360 days, never 90 idle ones
			wait(90 * 24 * time.Hour)
			token = text(p.refresh(token, 200)["refresh_token"])
		}
		wait(6 * 24 * time.Hour)
		p.refresh(token, 403) // a year after the consent
		idle := p.redeem(p.approve("offline_access"), 200)
		wait(90*24*time.Hour + time.Second)
		p.refresh(text(idle["refresh_token"]), 403)
	})
}

func TestRevocations(t *testing.T) {
	t.Parallel()
	p, _ := newPartner(t)
	first, code := p.redeem(p.approve("offline_access users:read:admin"), 200), p.approve("offline_access")
	if err := p.fake.RevokeGrant(p.ClientID); err != nil || p.fake.RevokeGrant("nobody") == nil {
		t.Fatalf("%v, then none", err)
	}
	p.use(first)
	p.do("GET", "/users", "", 401)
	p.refresh(text(first["refresh_token"]), 403)
	p.redeem(code, 403)
	p.auth = key(levertest.APIKey)
	p.do("GET", "/users", "", 200) // keys are no app's
	again := p.redeem(p.approve("offline_access users:read:admin"), 200)
	p.fake.Revoke()
	p.do("GET", "/users", "", 401)
	p.use(again)
	p.do("GET", "/users", "", 401)
	p.refresh(text(again["refresh_token"]), 403)
	p.use(p.redeem(p.approve("users:read:admin"), 200)) // consented anew
	p.do("GET", "/users", "", 200)
	p.fake.Restore()
	p.use(again)
	p.do("GET", "/users", "", 401)
	p.fake.Reset()
	if len(p.fake.Grants()) != 0 {
		t.Errorf("a reset left %v", p.fake.Grants())
	}
	p.token(401, "grant_type", "refresh_token")
}

func TestConsentPage(t *testing.T) {
	t.Parallel()
	p, _ := newPartner(t, levertest.WithSandbox())
	page := func(address string) (int, string, string) {
		resp, err := p.http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("Location"), string(body)
	}
	status, _, body := page(p.ask("users:read:admin", "state", `"><b>`))
	if status != 200 || !strings.Contains(body, "Bridge asks for access to your sandbox account") || !strings.Contains(body, "<li>users:read:admin</li>") ||
		strings.Contains(body, `"><b>`) || !strings.Contains(body, `value="approve"`) {
		t.Errorf("%d %s", status, body)
	}
	for name, change := range map[string][2]string{
		"missing state": {"state", ""}, "no client": {"client_id", "nobody"}, "redirect": {"redirect_uri", "https://app.example/callback"}, "no scope": {"scope", ""},
	} {
		status, location, body := page(p.ask("users:read:admin", change[0], change[1]))
		if status != 400 || location != "" || !strings.Contains(body, change[0]) {
			t.Errorf("%s: %d %s %s", name, status, location, body)
		}
		if _, err := p.fake.Approve(p.ask("users:read:admin", change[0], change[1])); err == nil {
			t.Errorf("%s was approved", name)
		}
	}
	for change, want := range map[[2]string]string{
		{"response_type", "token"}: "unsupported_response_type", {"scope", "users:rule:admin"}: "invalid_scope",
	} {
		status, location, _ := page(p.ask("users:read:admin", change[0], change[1]))
		if u, _ := url.Parse(location); status != 302 || u.Query().Get("error") != want || u.Query().Get("state") != "s1" {
			t.Errorf("%v: %d %s", change, status, location)
		}
	}
	decide := func(decision string) url.Values {
		u, _ := url.Parse(p.ask("offline_access"))
		form := u.Query()
		form.Set("decision", decision)
		resp, err := p.http.PostForm(p.fake.AuthorizeURL(), form)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		back, err := url.Parse(resp.Header.Get("Location"))
		if err != nil || resp.StatusCode != 302 || back.Host != "app.example" {
			t.Fatalf("%s: %d %s", decision, resp.StatusCode, back)
		}
		return back.Query()
	}
	if back := decide("deny"); back.Get("error") != "access_denied" || back.Get("error_description") == "" || back.Get("state") != "s1" || back.Has("code") {
		t.Errorf("denied: %v", back)
	}
	p.redeem(decide("approve").Get("code"), 200)
	if denied, err := p.fake.Deny(p.ask("offline_access")); err != nil || !strings.Contains(denied, "access_denied") {
		t.Errorf("denied: %s, %v", denied, err)
	}
	// Without the exact audience Lever offers nothing but offline_access.
	_, _, body = page(p.ask("offline_access users:read:admin", "audience", "https://api.sandbox.lever.co/v1"))
	answer := p.redeem(p.approve("offline_access users:read:admin", "audience", "https://api.lever.co/v1/"), 200)
	p.use(answer)
	p.do("GET", "/users", "", 403)
	if answer["scope"] != "offline_access" || strings.Contains(body, "<li>users:read:admin</li>") {
		t.Errorf("tokens %v of %s", answer, body)
	}
	resp, err := p.http.PostForm(p.fake.AuthorizeURL(), url.Values{"client_id": {"nobody"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 400 {
		t.Errorf("a form of nobody: %d", resp.StatusCode)
	}
}

func TestEnvironmentsAreIndependent(t *testing.T) {
	t.Parallel()
	production, _ := newPartner(t)
	sandbox, _ := newPartner(t, levertest.WithSandbox(), levertest.WithAutoApprove())
	sandbox.use(production.redeem(production.approve("users:read:admin"), 200))
	if err := sandbox.do("GET", "/users", "", 403); err["message"] != "Unable to find a signing key that matches" {
		t.Errorf("error %v", err)
	}
	twin, _ := newPartner(t)
	twin.use(production.redeem(production.approve("users:read:admin"), 200))
	twin.do("GET", "/users", "", 401)
	sandbox.auth = bearer("a.b.c")
	sandbox.do("GET", "/users", "", 401)
	resp, err := sandbox.http.Get(sandbox.ask("users:read:admin")) // no page: approved at once
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, _ := url.Parse(resp.Header.Get("Location"))
	sandbox.use(sandbox.redeem(back.Query().Get("code"), 200))
	sandbox.do("GET", "/users", "", 200)
	if _, err := production.fake.Approve(sandbox.ask("users:read:admin")); err == nil {
		t.Error("production knows an app of the sandbox")
	}
}

func TestApps(t *testing.T) {
	t.Parallel()
	app := levertest.App{ClientID: "own", ClientSecret: "hush", RedirectURIs: []string{"https://app.example/callback?tenant=7"}, Scopes: []string{"users:read:admin"}}
	c, _ := newCaller(t, levertest.WithApp(app))
	c.fake.Reset()
	p := &partner{c, app}
	p.redeem(p.approve("users:read:admin"), 200)
	callback, err := p.fake.Approve(p.ask("stages:read:admin"))
	if err != nil || !strings.Contains(callback, "invalid_scope") {
		t.Errorf("a scope that is not registered: %s, %v", callback, err)
	}
	for _, format := range []string{"%v", "%+v", "%#v"} {
		if got := fmt.Sprintf(format, app); strings.Contains(got, "hush") {
			t.Errorf("%s shows %s", format, got)
		}
	}
	for _, bad := range []levertest.App{{}, {RedirectURIs: []string{"https://x"}, Scopes: []string{"users"}}, {RedirectURIs: []string{"https://x"}, Scopes: make([]string, 21)}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was added", bad)
				}
			}()
			c.fake.AddApp(bad)
		}()
	}
}

// TestRefreshWhoseAnswerIsLost is the case a client can't mend by itself: the token is used up, and
// the next one was never seen.
func TestRefreshWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	p, _ := newPartner(t)
	first := p.redeem(p.approve("offline_access"), 200)
	armed := p.fake.Faults().Add(levertest.Fault{Kind: levertest.ResetAfter, Method: "POST", Path: "/oauth/token"})
	form := url.Values{"client_id": {p.ClientID}, "client_secret": {p.ClientSecret}, "grant_type": {"refresh_token"}, "refresh_token": {text(first["refresh_token"])}}
	if resp, err := p.http.PostForm(p.fake.TokenURL(), form); err == nil {
		resp.Body.Close()
		t.Fatalf("answered %d", resp.StatusCode)
	}
	p.refresh(text(first["refresh_token"]), 403)
	if calls := p.fake.Calls(levertest.CallFilter{Path: "/oauth/token", Fault: levertest.ResetAfter, Applied: true}); armed.Fired() != 1 || len(calls) != 1 {
		t.Errorf("calls %+v", calls)
	}
}
