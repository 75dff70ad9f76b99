package levertest

import (
	"net/http"
	"strings"
	"time"
)

// APIKey is the API key that every fake accepts from the start. It has all permissions.
const APIKey = "levertest-api-key"

// ConfidentialAccess is the permission to see confidential opportunities and postings.
const ConfidentialAccess = "confidential:access:admin"

// credential is an API key or a bearer token. Nil permissions mean all.
type credential struct {
	name        string // for the log of violations
	bearer      bool
	permissions map[string]bool
	grant       string    // of a token got by OAuth
	expires     time.Time // zero: never
}

// IssueKey returns a new API key. Permissions are written like the scopes of Lever's OAuth
// ("opportunities:read:admin"); write implies read; none named means all of them.
func (f *Fake) IssueKey(permissions ...string) string {
	return f.issue("key", false, permissions)
}

// IssueToken returns a new bearer token that never expires, past OAuth; see [Fake.Approve] for the
// way Lever's tokens are got. None named means all scopes.
func (f *Fake) IssueToken(scopes ...string) string {
	return f.issue("token", true, scopes)
}

func (f *Fake) issue(kind string, bearer bool, permissions []string) string {
	secret := "levertest-" + kind + "-" + newToken()
	issued := &credential{name: kind + " " + newID(), bearer: bearer}
	if len(permissions) > 0 {
		issued.permissions = make(map[string]bool)
		for _, permission := range permissions {
			issued.permissions[permission] = true
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.credentials[secret] = issued
	return secret
}

// Revoke withdraws all access, as a Super Admin can. Keys and tokens issued by the fake are answered
// 401 until Restore. What was granted by OAuth is gone for good, refresh tokens included: only a new
// consent helps, and works at once.
func (f *Fake) Revoke() {
	f.setRevoked(true)
	f.revokeGrants(func(Grant) bool { return true })
}

// Restore takes back Revoke for keys and issued tokens.
func (f *Fake) Restore() { f.setRevoked(false) }

func (f *Fake) setRevoked(revoked bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.revoked = revoked
}

// authenticate returns the caller's credential, or why there is none.
func (f *Fake) authenticate(r *http.Request) (*credential, *apiError) {
	unauthorized := errorOf(http.StatusUnauthorized)
	secret, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		key, password, ok := r.BasicAuth()
		if !ok || password != "" {
			return nil, unauthorized
		}
		secret = key
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	found := f.credentials[secret]
	switch {
	case found == nil && bearer && f.isForeign(secret):
		return nil, forbidden("Unable to find a signing key that matches")
	case found == nil, found.bearer != bearer, f.revoked && found.grant == "":
		return nil, unauthorized
	case !found.expires.IsZero() && !time.Now().Before(found.expires):
		return nil, unauthorized
	}
	return found, nil
}

// may tells whether the credential has the permission, or the write permission that implies it.
func (c *credential) may(permission string) bool {
	return c.permissions == nil || c.permissions[permission] ||
		c.permissions[strings.Replace(permission, ":read:", ":write:", 1)]
}

// sees tells whether the credential may see objects of this confidentiality.
func (c *credential) sees(confidentiality string) bool {
	return confidentiality != confidential || c.may(ConfidentialAccess)
}
