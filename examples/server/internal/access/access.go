// Package access says who may see the pages and use the admin API: whoever holds the
// admin token. A page remembers it as a signed session in a cookie; scripts send it
// with every call.
package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"
)

// SessionLength is how long a sign-in lasts.
const SessionLength = 12 * time.Hour

// Guard knows the admin token, though it does not keep it. It prints nothing of it.
type Guard struct {
	token  [sha256.Size]byte // its digest: equal in length, whatever is compared
	key    []byte            // signs sessions
	secure bool
	now    func() time.Time
}

// New returns the guard for a token. With secure, browsers send the session over https
// alone. The clock is for tests; nil is time.Now.
func New(token string, secure bool, now func() time.Time) (*Guard, error) {
	key, err := hkdf.Key(sha256.New, []byte(token), nil, "leverhipeople session 1", sha256.Size)
	if err != nil {
		return nil, err
	}
	if now == nil {
		now = time.Now
	}
	return &Guard{token: sha256.Sum256([]byte(token)), key: key, secure: secure, now: now}, nil
}

// String names the type and nothing else.
func (*Guard) String() string { return "access.Guard" }

// GoString names the type and nothing else.
func (g *Guard) GoString() string { return g.String() }

// Knows reports whether token is the admin token, in a time that does not tell how far
// it is right.
func (g *Guard) Knows(token string) bool {
	digest := sha256.Sum256([]byte(token))
	return hmac.Equal(digest[:], g.token[:])
}

// Bearer reports whether the request carries the admin token.
func (g *Guard) Bearer(req *http.Request) bool {
	scheme, token, ok := strings.Cut(req.Header.Get("Authorization"), " ")
	return ok && strings.EqualFold(scheme, "Bearer") && g.Knows(token)
}

// Allows reports whether the request may see pages: by its session or the admin token.
func (g *Guard) Allows(req *http.Request) bool {
	if g.Bearer(req) {
		return true
	}
	cookie, err := req.Cookie(g.cookieName())
	return err == nil && g.valid(cookie.Value)
}

// SignIn begins a session.
func (g *Guard) SignIn(w http.ResponseWriter) {
	until := binary.BigEndian.AppendUint64(nil, uint64(g.now().Add(SessionLength).Unix()))
	g.setCookie(w, base64.RawURLEncoding.EncodeToString(append(until, g.sign(until)...)), int(SessionLength/time.Second))
}

// SignOut makes the browser forget its session. A session is not kept here: a copy of
// the cookie works until its end, or until the admin token is changed.
func (g *Guard) SignOut(w http.ResponseWriter) { g.setCookie(w, "", -1) }

func (g *Guard) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: g.cookieName(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: g.secure, SameSite: http.SameSiteStrictMode,
	})
}

// cookieName has a prefix under which browsers take no cookie from other hosts of the
// same domain. They grant it to secure cookies alone.
func (g *Guard) cookieName() string {
	if g.secure {
		return "__Host-session"
	}
	return "session"
}

func (g *Guard) sign(until []byte) []byte {
	mac := hmac.New(sha256.New, g.key)
	mac.Write(until)
	return mac.Sum(nil)
}

func (g *Guard) valid(session string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(session)
	if err != nil || len(raw) != 8+sha256.Size || !hmac.Equal(raw[8:], g.sign(raw[:8])) {
		return false
	}
	return g.now().Before(time.Unix(int64(binary.BigEndian.Uint64(raw)), 0))
}
