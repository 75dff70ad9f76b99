package access_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
)

const token = "correct-horse-battery"

var noon = time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)

func guard(t *testing.T, token string, secure bool, now time.Time) *access.Guard {
	t.Helper()
	g, err := access.New(token, secure, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// session signs in and returns the cookie.
func session(t *testing.T, g *access.Guard) *http.Cookie {
	t.Helper()
	answer := httptest.NewRecorder()
	g.SignIn(answer)
	cookies := answer.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies, want 1", len(cookies))
	}
	return cookies[0]
}

func with(cookies ...*http.Cookie) *http.Request {
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, cookie := range cookies {
		req.AddCookie(cookie)
	}
	return req
}

func TestBearer(t *testing.T) {
	t.Parallel()
	g := guard(t, token, true, noon)
	for header, want := range map[string]bool{
		"Bearer " + token:         true,
		"bearer " + token:         true,
		"Bearer " + token + "x":   false,
		"Bearer " + token[:20]:    false,
		"Bearer  " + token:        false,
		"Bearer":                  false,
		"Basic " + token:          false,
		token:                     false,
		"":                        false,
		"Bearer\t" + token:        false,
		"Bearer " + token + ", b": false,
	} {
		req := with()
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		if got := g.Bearer(req); got != want {
			t.Errorf("Bearer(%q) = %v", header, got)
		}
		if got := g.Allows(req); got != want {
			t.Errorf("Allows(%q) = %v", header, got)
		}
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	cookie := session(t, guard(t, token, true, noon))
	if !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("cookie = %+v", cookie)
	}
	if cookie.Name != "__Host-session" || cookie.MaxAge != 12*60*60 {
		t.Errorf("name %q, max age %d", cookie.Name, cookie.MaxAge)
	}
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		t.Fatal(err)
	}
	altered := func(at int) string {
		changed := append([]byte(nil), raw...)
		changed[at] ^= 1
		return base64.RawURLEncoding.EncodeToString(changed)
	}
	for name, test := range map[string]struct {
		token string
		now   time.Time
		value string
		want  bool
	}{
		"at once":           {token, noon, cookie.Value, true},
		"just before":       {token, noon.Add(12*time.Hour - time.Second), cookie.Value, true},
		"at its end":        {token, noon.Add(12 * time.Hour), cookie.Value, false},
		"another token":     {token + "2", noon, cookie.Value, false},
		"a longer life":     {token, noon, altered(4), false},
		"another signature": {token, noon, altered(len(raw) - 1), false},
		"cut":               {token, noon, cookie.Value[:20], false},
		"longer":            {token, noon, cookie.Value + "AAAA", false},
		"empty":             {token, noon, "", false},
		"the token itself":  {token, noon, token, false},
	} {
		req := with(&http.Cookie{Name: cookie.Name, Value: test.value})
		if got := guard(t, test.token, true, test.now).Allows(req); got != test.want {
			t.Errorf("%s: Allows = %v", name, got)
		}
	}
}

func TestSessionOverPlainHTTP(t *testing.T) {
	t.Parallel()
	g := guard(t, token, false, noon)
	cookie := session(t, g)
	if cookie.Secure || cookie.Name != "session" || !cookie.HttpOnly {
		t.Errorf("cookie = %+v", cookie)
	}
	if !g.Allows(with(cookie)) {
		t.Error("the session is not taken")
	}
	if guard(t, token, true, noon).Allows(with(cookie)) {
		t.Error("a secure server takes a cookie that travelled in the open")
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	g := guard(t, token, true, noon)
	answer := httptest.NewRecorder()
	g.SignOut(answer)
	cookies := answer.Result().Cookies()
	if len(cookies) != 1 || cookies[0].MaxAge >= 0 || cookies[0].Value != "" || cookies[0].Name != "__Host-session" {
		t.Errorf("cookies = %v", cookies)
	}
}

func TestGuardPrintsNothing(t *testing.T) {
	t.Parallel()
	g := guard(t, token, true, noon)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, g); strings.Trim(text, `"`) != "access.Guard" {
			t.Errorf("%s prints %q", verb, text)
		}
	}
}
