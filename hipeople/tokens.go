package hipeople

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// AccessToken is a key pair that HiPeople has just made. It acts as the user who asked
// for it, with that user's permissions. It prints without its parts.
type AccessToken struct {
	Key    string
	Secret string
	Raw    json.RawMessage // the answer as it came: a secret too
}

// Auth is the credential for a [Client] of its own.
func (t AccessToken) Auth() Auth { return Keys(t.Key, t.Secret) }

// String shows nothing of it.
func (t AccessToken) String() string { return "hipeople.AccessToken(redacted)" }

// Format prints String whatever the verb.
func (t AccessToken) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// AccessTokens makes key pairs.
type AccessTokens struct{ client *Client }

var errNoPair = errors.New("it names no key and secret")

// Create makes a new key pair for the user whose [BearerToken] the client holds
// (documented). Nothing else in this package calls it. How to revoke a pair is not
// known, so make one, keep it, and do not repeat it in doubt.
//
// The names in the answer are not documented. If none of the profile's access_token
// paths leads to both halves, the pair exists all the same: Create returns a token
// that holds Raw alone, together with an *[AmbiguousError].
func (s *AccessTokens) Create(ctx context.Context, opts ...RequestOption) (AccessToken, error) {
	const operation = "access_tokens.create"
	if s.client.auth.kind != bearerKind {
		return AccessToken{}, &ArgumentError{Operation: operation, Field: "auth", Got: s.client.auth.String(), Want: "a BearerToken: a key pair makes no other pair"}
	}
	answer, body, err := s.client.call(with(ctx, opts), transport.Request{
		Operation: operation, Method: http.MethodPut, Path: []string{"access_tokens"},
		Header: http.Header{"Content-Type": {"application/json"}},
	})
	if err != nil {
		return AccessToken{}, ambiguous(operation, err)
	}
	token := AccessToken{Raw: body}
	item, err := answer.one(body)
	if err != nil {
		return token, ambiguous(operation, &DecodeError{Operation: operation, Err: err})
	}
	spec := s.client.profile.AccessToken
	key, secret := item.text(spec.Key...), item.text(spec.Secret...)
	if key == "" || secret == "" {
		return token, ambiguous(operation, &DecodeError{Operation: operation, Err: errNoPair})
	}
	token.Key, token.Secret = key, secret
	return token, nil
}
