package lever

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

// Auth is a credential: [APIKey], [BearerToken], [TokenSource] or [OAuthSource.Auth]. It can't be printed.
type Auth struct {
	kind  string
	value func(ctx context.Context) (string, error)                     // of the Authorization header
	renew func(ctx context.Context, authorization string) (bool, error) // after a 401, if it can; see OAuthSource.renewRefused
	fault string                                                        // what is wrong with it, for NewClient
}

// APIKey is a key made in Lever's settings. What it may do was ticked when it was made and can't be changed later.
func APIKey(key string) Auth {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"))
	return Auth{kind: "API key", value: always(basic), fault: faultOf(key)}
}

// BearerToken is an OAuth access token. Lever's tokens live for one hour; see [TokenSource] for longer runs.
func BearerToken(token string) Auth {
	return Auth{kind: "bearer token", value: always("Bearer " + token), fault: faultOf(token)}
}

// TokenSource asks source for an OAuth access token before each try. Source must be safe for concurrent use and keep the
// token while it is valid.
func TokenSource(source func(ctx context.Context) (string, error)) Auth {
	if source == nil {
		return Auth{kind: "token source", fault: "nil"}
	}
	return Auth{kind: "bearer token", value: func(ctx context.Context) (string, error) {
		token, err := source(ctx)
		if err != nil {
			return "", err
		}
		if fault := faultOf(token); fault != "" {
			return "", &ArgumentError{Operation: "token source", Field: "token", Got: fault, Want: "a token"}
		}
		return "Bearer " + token, nil
	}}
}

// String names the kind of credential.
func (a Auth) String() string { return "lever." + a.kind }

// GoString names the kind of credential.
func (a Auth) GoString() string { return a.String() }

func always(value string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return value, nil }
}

func (a Auth) authorize(ctx context.Context, header http.Header) error {
	value, err := a.value(ctx)
	if err != nil {
		return err
	}
	header.Set("Authorization", value)
	return nil
}

// renewal is what the transport asks after a 401, nil for a credential that stays what it is.
func (a Auth) renewal() func(context.Context, http.Header) (bool, error) {
	if a.renew == nil {
		return nil
	}
	return func(ctx context.Context, refused http.Header) (bool, error) {
		return a.renew(ctx, refused.Get("Authorization"))
	}
}

// faultOf says what is wrong with a credential without showing it.
func faultOf(secret string) string {
	switch {
	case secret == "":
		return "empty"
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "text with spaces or control characters"
	default:
		return ""
	}
}

// explain adds what the credential lacks to a 401 or 403.
func (a Auth) explain(e *Error, op operation) {
	key := a.kind == "API key"
	switch {
	case e.Status == http.StatusUnauthorized && key:
		e.Hint = "the API key is not valid: it was revoked, or belongs to the other environment (production, sandbox)"
	case e.Status == http.StatusUnauthorized:
		e.Hint = "the access token is not valid: it expired, was revoked, or belongs to the other environment (production, sandbox)"
	case e.Status != http.StatusForbidden:
	case key:
		e.Scope = op.scope
		e.Hint = fmt.Sprintf("the API key lacks the permission %s, or the record is confidential; keys of the Lever Basic package reach the Postings API only", op.need())
	case op.scope == "":
		e.Hint = "the access token lacks the scope " + op.need()
	default:
		e.Scope = op.scope
		e.Hint = fmt.Sprintf("the access token lacks the scope %s, the user to perform as may not do this, or the record is confidential", op.scope)
	}
}
