package lever

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestAuthCodeURL(t *testing.T) {
	t.Parallel()
	app := OAuth{
		ClientID: "app-1", ClientSecret: testSecret, RedirectURL: "https://example.com/callback?x=1",
		Scopes: []string{ScopeOfflineAccess, ScopeOpportunitiesWrite},
	}
	sandbox, own := app, app
	sandbox.Environment = Sandbox
	own.AuthURL, own.Audience = "http://localhost:1/authorize?tenant=a", "http://localhost:1/v1/"
	for name, row := range map[string]struct {
		app            OAuth
		page, audience string
	}{
		"production": {app, "https://auth.lever.co/authorize", "https://api.lever.co/v1/"},
		"sandbox":    {sandbox, "https://sandbox-lever.auth0.com/authorize", "https://api.sandbox.lever.co/v1/"},
		"own":        {own, "http://localhost:1/authorize", "http://localhost:1/v1/"},
	} {
		text, err := row.app.AuthCodeURL("st&te")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		page, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		want := url.Values{
			"client_id": {"app-1"}, "redirect_uri": {"https://example.com/callback?x=1"}, "response_type": {"code"},
			"state": {"st&te"}, "prompt": {"consent"}, "audience": {row.audience},
			"scope": {"offline_access opportunities:write:admin"},
		}
		query := page.Query()
		query.Del("tenant")
		page.RawQuery = ""
		if page.String() != row.page || query.Encode() != want.Encode() {
			t.Errorf("%s: got %s?%s\nwant %s?%s", name, page, query.Encode(), row.page, want.Encode())
		}
		hides(t, text)
	}
}

func TestOAuthRefusesBadApps(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*OAuth){
		"environment":   func(o *OAuth) { o.Environment = "staging" },
		"client id":     func(o *OAuth) { o.ClientID = "" },
		"client secret": func(o *OAuth) { o.ClientSecret += "\n" },
		"redirect URL":  func(o *OAuth) { o.RedirectURL = "/callback" },
		"auth URL":      func(o *OAuth) { o.AuthURL = "ftp://example.com" },
		"token URL":     func(o *OAuth) { o.TokenURL = "https://example.com/token?x=1" },
		"audience":      func(o *OAuth) { o.Audience = "https://api.lever.co/v1" },
		"scopes":        func(o *OAuth) { o.Scopes = nil },
		"scopes ":       func(o *OAuth) { o.Scopes = []string{"a b"} },
		"state":         nil,
	} {
		app, state := (&issuer{}).app(), "state"
		if change == nil {
			state = ""
		} else {
			change(&app)
		}
		_, err := app.AuthCodeURL(state)
		var argument *ArgumentError
		if !errors.As(err, &argument) || argument.Field != strings.TrimSpace(field) {
			t.Errorf("%s: %v", field, err)
		}
		hides(t, err)
	}
	_, err := (OAuth{}).Exchange(t.Context(), "code")
	var argument *ArgumentError
	if !errors.As(err, &argument) || argument.Field != "client id" {
		t.Errorf("exchange: %v", err)
	}
	if _, err := (&issuer{}).app().Source(nil); !errors.As(err, &argument) || argument.Field != "store" {
		t.Errorf("source: %v", err)
	}
	if _, err := (OAuth{}).Source(NewMemoryTokenStore(Tokens{})); !errors.As(err, &argument) {
		t.Errorf("source: %v", err)
	}
}

func TestExchange(t *testing.T) {
	t.Parallel()
	issuer := &issuer{}
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if header = r.Header; r.Method != http.MethodPost || r.URL.Path != "/oauth/token" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		issuer.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	app := issuer.app()
	app.HTTPClient, app.TokenURL = nil, server.URL+"/oauth/token"
	start := time.Now()
	tokens, err := app.Callback(t.Context(), url.Values{"code": {"co/de+1"}, "state": {"s"}})
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"client_id": {"app-1"}, "client_secret": {testSecret}, "grant_type": {"authorization_code"}, "code": {"co/de+1"},
		"redirect_uri": {"https://example.com/callback"},
	}
	if issuer.asked() != 1 || issuer.forms[0].Encode() != want.Encode() {
		t.Errorf("asked %v\nwant %v", issuer.forms, want)
	}
	if got := header.Get("Authorization"); got != "" || header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("headers %v", header)
	}
	if tokens.Access != Secret(accessToken(1)) || tokens.Refresh != Secret(refreshToken(1)) || tokens.Generation != 1 ||
		tokens.Scope != "offline_access notes:write:admin" {
		t.Errorf("got other tokens, generation %d, scope %q", tokens.Generation, tokens.Scope)
	}
	if life := tokens.Expiry.Sub(start); life < 59*time.Minute || life > 61*time.Minute {
		t.Errorf("they expire in %s", life)
	}
	hides(t, tokens)
}

func TestCallbackWithoutACode(t *testing.T) {
	t.Parallel()
	issuer := &issuer{}
	_, err := issuer.app().Callback(t.Context(), url.Values{
		"error": {"access_denied"}, "code": {"c"},
		"error_description": {"ann@example.com\nsaid no to " + testSecret + strings.Repeat(" really", 100)},
	})
	var denied *DeniedError
	if !errors.As(err, &denied) || denied.Code != "access_denied" || !strings.HasPrefix(denied.Description, "[mail address] said no to [redacted] really") {
		t.Fatalf("%v", err)
	}
	if len(err.Error()) > 300 || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q", err)
	}
	hides(t, err)
	_, err = issuer.app().Callback(t.Context(), url.Values{})
	var argument *ArgumentError
	if !errors.As(err, &argument) || argument.Field != "code" || issuer.asked() != 0 {
		t.Errorf("%v, asked %d times", err, issuer.asked())
	}
}

func TestExchangeFails(t *testing.T) {
	t.Parallel()
	answer := func(status int, contentType, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	const inJSON = "application/json"
	for name, row := range map[string]struct {
		answer  func(http.ResponseWriter)
		status  int
		code    string
		outcome Outcome
		text    string // within the error's
	}{
		"bad code":      {answer(400, inJSON, `{"error":"invalid_grant","error_description":"no code-that-must-not-show of ann@example.com"}`), 400, "invalid_grant", OutcomeRefused, "no [redacted] of [mail address] (the code or refresh token was used before"},
		"bad client":    {answer(401, inJSON, `{"error":"access_denied","error_description":"Unauthorized"}`), 401, "access_denied", OutcomeRefused, "an API key is no client secret"},
		"forbidden":     {answer(403, inJSON, `{"error":"unauthorized_client"}`), 403, "unauthorized_client", OutcomeRefused, "other environment"},
		"said with 200": {answer(200, inJSON, `{"error":"invalid_request"}`), 200, "invalid_request", OutcomeRefused, "invalid_request"},
		"HTML":          {answer(404, "text/html", "<html>"+testSecret+"</html>"), 404, "", OutcomeRefused, "404 Not Found"},
		"broken":        {answer(500, inJSON, testSecret), 500, "", OutcomeUnknown, "500"},
		"timeout":       {answer(408, inJSON, ""), 408, "", OutcomeUnknown, "408"},
		"redirect":      {answer(307, inJSON, ""), 307, "", OutcomeRefused, "307"},
		"no JSON":       {answer(200, inJSON, testSecret), 200, "", OutcomeUnknown, "it holds no access token"},
		"no token":      {answer(200, inJSON, `{}`), 200, "", OutcomeUnknown, "it holds no access token"},
		"strange token": {answer(200, inJSON, `{"access_token":"a\nb"}`), 200, "", OutcomeUnknown, "access token is text with spaces"},
		"wrong type":    {answer(200, inJSON, `{"access_token":{"`+testSecret+`":1}}`), 200, "", OutcomeUnknown, "it holds no access token"},
		"cut":           {cut(200, `{"access_token":"`), 200, "", OutcomeUnknown, "read the answer's body"},
		"no answer":     {cut(0, ""), 0, "", OutcomeUnknown, "POST /oauth/token: "},
		"too long":      {answer(200, inJSON, `{"access_token":"`+strings.Repeat("a", 2<<20)+`"}`), 200, "", OutcomeUnknown, "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				row.answer(w)
			}))
			defer server.Close()
			app := (&issuer{}).app()
			app.HTTPClient, app.TokenURL = nil, server.URL+"/oauth/token"
			_, err := app.Exchange(t.Context(), "code-that-must-not-show")
			var e *Error
			if !errors.As(err, &e) || e.Status != row.status || e.Code != row.code || e.Outcome != row.outcome || !strings.Contains(err.Error(), row.text) {
				t.Fatalf("%v (%T): %+v", err, err, e)
			}
			if requests.Load() != 1 {
				t.Errorf("sent %d times", requests.Load())
			}
			if !strings.HasPrefix(err.Error(), "lever: oauth.exchange: POST /oauth/token") {
				t.Errorf("%q", err)
			}
			hides(t, err)
		})
	}
}

// A code that provably was not sent may be sent again.
func TestExchangeThatIsNotSent(t *testing.T) {
	t.Parallel()
	app := (&issuer{}).app()
	app.HTTPClient, app.TokenURL = nil, "http://127.0.0.1:1/oauth/token" // nobody listens on port 1
	if _, err := app.Exchange(t.Context(), "code"); !IsNotApplied(err) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := app.Exchange(ctx, "code"); !IsNotApplied(err) || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSameState(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		sent, got string
		same      bool
	}{{"abc", "abc", true}, {"abc", "abd", false}, {"abc", "ab", false}, {"abc", "", false}, {"", "", false}} {
		if got := SameState(row.sent, row.got); got != row.same {
			t.Errorf("SameState(%q, %q) is %t", row.sent, row.got, got)
		}
	}
}

func TestOAuthPrintsNoSecret(t *testing.T) {
	t.Parallel()
	issuer := &issuer{}
	tokens := issuer.first(time.Hour)
	store := NewMemoryTokenStore(tokens)
	source := issuer.source(t, store)
	if _, err := source.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	client, err := NewClient(source.Auth())
	if err != nil {
		t.Fatal(err)
	}
	lease, err := store.Lease(t.Context(), 1, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{issuer.app(), tokens, &tokens, store, source, source.Auth(), client, lease} {
		hides(t, value)
		hides(t, []any{value})
		hides(t, map[string]any{"a": value})
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("made", "value", value)
		if text := log.String(); strings.Contains(text, "must-not-show") || strings.Contains(text, accessToken(1)) {
			t.Errorf("%T is logged as %s", value, text)
		}
	}
}

// FuzzTokenAnswer feeds the endpoint's answers: an error or tokens that fit a header, never a secret in the error.
func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"a","expires_in":"3600","scope":1}`, `{"error":"invalid_grant","error_description":{}}`, `[[[[`, ``,
		`{"access_token":" "}`, `{"access_token":"a","expires_in":-1}`, `{"expires_in":1e400}`, `access_token=a&expires_in=9`,
	} {
		f.Add(200, "application/json", []byte(seed))
		f.Add(403, "text/plain", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		app := (&issuer{}).app()
		app.HTTPClient = &http.Client{Transport: answering(func(req *http.Request) *http.Response {
			return &http.Response{
				StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(bytes.NewReader(body)), Request: req,
			}
		})}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond) // 429 is tried again
		defer cancel()
		tokens, err := app.Exchange(ctx, "code-that-must-not-show")
		if err == nil && (faultOf(string(tokens.Access)) != "" || tokens.Generation != 1) || err != nil && tokens != (Tokens{}) {
			t.Fatalf("%v, %v", tokens, err)
		}
		if err != nil {
			hides(t, err)
		}
	})
}

type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req.Body.Close()
	}
	return a(req), nil
}
