package lever

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const testSecret = "client-secret-that-must-not-show"

// issuer makes tokens as Lever's token endpoint does: each refresh token works once.
type issuer struct {
	mu      sync.Mutex
	made    int          // pairs handed out
	forms   []url.Values // what was asked
	revoked bool
	lenient bool                                           // old refresh tokens work on
	before  func(n int, w http.ResponseWriter) (done bool) // may answer the n-th request instead
	after   func(n int) error                              // may lose the n-th answer
	takes   time.Duration                                  // until the answer comes
}

func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

// accessToken is the n-th access token.
func accessToken(n int) string {
	return jwt(fmt.Sprintf(`{"https://oauth.lever.co/accountId":"acc-1","https://oauth.lever.co/userId":"usr-1",`+
		`"https://oauth.lever.co/clientId":"app-1","n":%d}`, n))
}

func refreshToken(n int) string { return fmt.Sprintf("refresh-token-%d-that-must-not-show", n) }

func (i *issuer) asked() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.forms)
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := r.ParseForm(); err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	i.forms = append(i.forms, r.PostForm)
	if i.before != nil && i.before(len(i.forms), w) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	old := r.PostForm.Get("refresh_token")
	if i.revoked || r.PostForm.Get("grant_type") == "refresh_token" && old != refreshToken(i.made) && !i.lenient {
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant", "error_description": "Unknown or invalid refresh token " + old})
		return
	}
	i.made++
	_ = json.NewEncoder(w).Encode(map[string]any{
		"access_token": accessToken(i.made), "refresh_token": refreshToken(i.made), "token_type": "Bearer", "expires_in": 3600,
		"scope": "offline_access notes:write:admin",
	})
}

// RoundTrip answers without a network, as a synctest bubble needs it.
func (i *issuer) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	i.ServeHTTP(recorder, req)
	req.Body.Close()
	if i.takes > 0 {
		select {
		case <-time.After(i.takes):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	if i.after != nil {
		if err := i.after(i.asked()); err != nil {
			return nil, err
		}
	}
	return recorder.Result(), nil
}

var errCut = errors.New("connection reset by peer")

// app is registered at the issuer.
func (i *issuer) app() OAuth {
	return OAuth{
		ClientID: "app-1", ClientSecret: testSecret, RedirectURL: "https://example.com/callback",
		Scopes: []string{ScopeOfflineAccess, ScopeNotesWrite}, HTTPClient: &http.Client{Transport: i},
	}
}

// first are the tokens that the issuer made first, with so much of their life left.
func (i *issuer) first(left time.Duration) Tokens {
	i.made = 1
	return Tokens{
		Access: Secret(accessToken(1)), Refresh: Secret(refreshToken(1)), Expiry: time.Now().Add(left),
		Scope: "offline_access", Generation: 1,
	}
}

func (i *issuer) source(t *testing.T, store TokenStore) *OAuthSource {
	t.Helper()
	source, err := i.app().Source(store)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// formats is how a value may end up in a text.
func formats(value any) string {
	text := fmt.Sprintf("%v|%+v|%#v|%s|%q|%x|%d", value, value, value, value, value, value, value)
	if err, ok := value.(error); ok {
		if inner := errors.Unwrap(err); inner != nil {
			text += formats(inner)
		}
	}
	return text
}

// hides fails if a secret shows.
func hides(t *testing.T, value any) {
	t.Helper()
	text := formats(value)
	for _, secret := range []string{"must-not-show", accessToken(1), accessToken(2), fmt.Sprintf("%x", testSecret), "ann@example.com"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q shows in %s", secret, text)
		}
	}
}
