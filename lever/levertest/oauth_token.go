package levertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// tokenError is an error of the token endpoint.
type tokenError struct {
	status      int
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

// invalidGrant is answered for codes and refresh tokens that are unknown, used up, expired or
// revoked. Lever documents none of it; status and text are those usual with its provider.
func invalidGrant() *tokenError {
	return &tokenError{http.StatusForbidden, "invalid_grant", "Unknown or invalid refresh token."}
}

type tokenReply struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitzero"`
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
}

func (o *oauth) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxJSON)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	answer, refused := o.exchange(r)
	if refused != nil {
		w.WriteHeader(refused.status)
		_ = json.NewEncoder(w).Encode(refused)
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (o *oauth) exchange(r *http.Request) (tokenReply, *tokenError) {
	if err := r.ParseForm(); err != nil || len(r.PostForm) == 0 {
		return tokenReply{}, &tokenError{http.StatusBadRequest, "invalid_request", "the body is no form"}
	}
	form := r.PostForm
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.apps[form.Get("client_id")]
	if !ok || subtle.ConstantTimeCompare([]byte(app.ClientSecret), []byte(form.Get("client_secret"))) != 1 {
		return tokenReply{}, &tokenError{http.StatusUnauthorized, "access_denied", "Unauthorized"}
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		return o.redeem(app, form)
	case "refresh_token":
		return o.rotate(app, form.Get("refresh_token"))
	}
	return tokenReply{}, &tokenError{http.StatusBadRequest, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token"}
}

// redeem exchanges a code, once. It wants the lock held.
func (o *oauth) redeem(app App, form url.Values) (tokenReply, *tokenError) {
	code := form.Get("code")
	held, ok := o.codes[code]
	if !ok || held.grant.ClientID != app.ClientID {
		return tokenReply{}, invalidGrant()
	}
	delete(o.codes, code)
	if held.redirect != form.Get("redirect_uri") || time.Since(held.at) > codeLife {
		return tokenReply{}, invalidGrant()
	}
	o.grants[held.grant.ID] = held.grant
	return o.issue(held.grant), nil
}

// rotate exchanges a refresh token, once: the next one comes with the answer. It wants the lock held.
func (o *oauth) rotate(app App, secret string) (tokenReply, *tokenError) {
	held, ok := o.refresh[secret]
	grant := o.grants[held.grant]
	if !ok || grant.ClientID != app.ClientID {
		return tokenReply{}, invalidGrant()
	}
	delete(o.refresh, secret)
	if time.Since(held.at) > refreshIdle || time.Since(grant.At) > refreshLife {
		return tokenReply{}, invalidGrant()
	}
	return o.issue(grant), nil
}

// issue wants the lock held.
func (o *oauth) issue(grant Grant) tokenReply {
	expires := time.Now().Add(accessLife)
	answer := tokenReply{
		AccessToken: o.fake.jwt(grant, expires), TokenType: "Bearer", Scope: strings.Join(grant.Scopes, " "), ExpiresIn: int(accessLife.Seconds()),
	}
	permissions := make(map[string]bool)
	for _, scope := range grant.Scopes {
		permissions[scope] = true
	}
	o.fake.mu.Lock()
	o.fake.credentials[answer.AccessToken] = &credential{
		name: "app " + grant.ClientID, bearer: true, permissions: permissions, grant: grant.ID, expires: expires,
	}
	o.fake.mu.Unlock()
	if slices.Contains(grant.Scopes, offlineAccess) {
		answer.RefreshToken = "v1." + newToken()
		o.refresh[answer.RefreshToken] = refreshToken{grant: grant.ID, at: time.Now()}
	}
	return answer
}

// claims are those of Lever's access tokens.
type claims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	AZP       string `json:"azp"`
	Scope     string `json:"scope"`
	ID        string `json:"jti"`
	UserID    string `json:"https://oauth.lever.co/userId"`
	AccountID string `json:"https://oauth.lever.co/accountId"`
	ClientID  string `json:"https://oauth.lever.co/clientId"`
}

// jwt returns an access token. Its signature proves nothing: the key is no secret.
func (f *Fake) jwt(grant Grant, expires time.Time) string {
	header, _ := json.Marshal(map[string]string{"alg": "HS256", "typ": "JWT", "kid": "levertest"})
	body, _ := json.Marshal(claims{
		Issuer: f.issuer(), Subject: "lever|" + grant.User, Audience: f.Audience(), IssuedAt: time.Now().Unix(), ExpiresAt: expires.Unix(),
		AZP: grant.ClientID, Scope: strings.Join(grant.Scopes, " "), ID: newID(),
		UserID: grant.User, AccountID: f.accountID(), ClientID: grant.ClientID,
	})
	signed := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(body)
	mac := hmac.New(sha256.New, []byte("levertest"))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (f *Fake) issuer() string {
	if f.config.sandbox {
		return "https://sandbox-lever.auth0.com/"
	}
	return "https://auth.lever.co/"
}

// isForeign tells whether a token was made by the other environment.
func (f *Fake) isForeign(token string) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	var read claims
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	return err == nil && json.Unmarshal(body, &read) == nil && read.Issuer != "" && read.Issuer != f.issuer()
}
