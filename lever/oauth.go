package lever

import (
	"context"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// Environment is one of Lever's two worlds. Apps, accounts, keys and tokens of one are unknown to the other.
type Environment string

// The environments.
const (
	Production Environment = "production"
	Sandbox    Environment = "sandbox"
)

// OAuth is an app that Lever registered for you. The zero Environment is [Production]; URL fields left empty are those of
// the environment. Accounts in the EU are reached through production, which sends people to their data centre.
type OAuth struct {
	ClientID     string
	ClientSecret Secret
	RedirectURL  string   // exactly as registered
	Scopes       []string // as ScopeNotesWrite; ScopeOfflineAccess is needed for renewals
	Environment  Environment
	AuthURL      string       // where people give consent
	TokenURL     string       // where tokens are made
	Audience     string       // API the tokens are for; Lever wants the slash at its end
	HTTPClient   *http.Client // for TokenURL, of which only the round tripper is used; nil: an own one
}

// Format tells the app's id and not its secret, whatever the verb.
func (o OAuth) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "lever.OAuth{%s}", o.ClientID)
}

// LogValue keeps the secret out of slog.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(o.ClientID) }

// environments has the addresses of Lever's documentation; the sandbox's are those its users' programs have.
var environments = map[Environment]struct{ auth, token, audience string }{
	Production: {"https://auth.lever.co/authorize", "https://auth.lever.co/oauth/token", ProductionURL + "/"},
	Sandbox:    {"https://sandbox-lever.auth0.com/authorize", "https://sandbox-lever.auth0.com/oauth/token", SandboxURL + "/"},
}

// AuthCodeURL is the page on which a Super Admin gives consent. Lever then sends them to RedirectURL, with the state:
// a text that nobody can guess, kept in the person's session and compared there with [SameState]. Consent is asked for
// each time, because Lever grants changed scopes only then.
func (o OAuth) AuthCodeURL(state string) (string, error) {
	config, audience, err := o.config("oauth.authorize")
	switch {
	case err != nil:
		return "", err
	case state == "":
		return "", oauthError("oauth.authorize", "state", "empty", "a text that nobody can guess")
	case len(o.Scopes) == 0:
		return "", oauthError("oauth.authorize", "scopes", "none", "at least one scope")
	case slices.ContainsFunc(o.Scopes, func(scope string) bool { return faultOf(scope) != "" }):
		return "", oauthError("oauth.authorize", "scopes", "a list with an empty text or one with spaces", "one scope each")
	}
	return config.AuthCodeURL(state, oauth2.SetAuthURLParam("audience", audience), oauth2.ApprovalForce), nil
}

// SameState reports whether the state of a callback is the one that was sent. It takes as long for a wrong one as for the
// right one, and an empty state is never right.
func SameState(sent, got string) bool {
	return sent != "" && subtle.ConstantTimeCompare([]byte(sent), []byte(got)) == 1
}

// Callback turns the query with which Lever sent a person back into tokens of generation 1. Compare its state first, see
// [SameState]. A refusal is a [*DeniedError]; everything else is as with [OAuth.Exchange].
func (o OAuth) Callback(ctx context.Context, query url.Values) (Tokens, error) {
	if code := query.Get("error"); code != "" {
		return Tokens{}, &DeniedError{
			Code:        withoutSecrets(code, string(o.ClientSecret)),
			Description: withoutSecrets(query.Get("error_description"), string(o.ClientSecret)),
		}
	}
	return o.Exchange(ctx, query.Get("code"))
}

// Exchange turns a code into tokens of generation 1. A code works once and soon, so it is sent once: after an error the
// person must be asked again, unless [IsNotApplied] holds. A refusal is an [*Error] with Lever's code and a hint.
func (o OAuth) Exchange(ctx context.Context, code string) (Tokens, error) {
	if code == "" {
		return Tokens{}, oauthError("oauth.exchange", "code", "missing", "the code of the callback")
	}
	endpoint, err := o.endpoint("oauth.exchange")
	if err != nil {
		return Tokens{}, err
	}
	defer endpoint.transport.CloseIdleConnections()
	tokens, err := endpoint.tokens(ctx, "oauth.exchange", code, func(ctx context.Context) (*oauth2.Token, error) {
		return endpoint.config.Exchange(ctx, code)
	})
	if err != nil {
		return Tokens{}, err
	}
	tokens.Generation = 1
	return tokens, nil
}

// config checks what every operation needs.
func (o OAuth) config(operation string) (config *oauth2.Config, audience string, err error) {
	addresses, known := environments[or(o.Environment, Production)]
	authURL, tokenURL, audience := or(o.AuthURL, addresses.auth), or(o.TokenURL, addresses.token), or(o.Audience, addresses.audience)
	switch {
	case !known:
		return nil, "", oauthError(operation, "environment", quoted(string(o.Environment)), `"production" or "sandbox"`)
	case faultOf(o.ClientID) != "":
		return nil, "", oauthError(operation, "client id", faultOf(o.ClientID), "the app's client id")
	case faultOf(string(o.ClientSecret)) != "":
		return nil, "", oauthError(operation, "client secret", faultOf(string(o.ClientSecret)), "the app's client secret, which is no API key")
	case !isAddress(o.RedirectURL):
		return nil, "", oauthError(operation, "redirect URL", "not such a URL", "an absolute http(s) URL as registered")
	case !isAddress(authURL):
		return nil, "", oauthError(operation, "auth URL", "not such a URL", "an absolute http(s) URL")
	case !isAddress(tokenURL) || strings.ContainsAny(tokenURL, "?#"):
		return nil, "", oauthError(operation, "token URL", "not such a URL", "an absolute http(s) URL without query")
	case !isAddress(audience) || !strings.HasSuffix(audience, "/"):
		return nil, "", oauthError(operation, "audience", quoted(audience), "the API's URL with a slash at its end")
	}
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: string(o.ClientSecret), RedirectURL: o.RedirectURL, Scopes: o.Scopes,
		// The style is told, because to find it out would mean sending a code or a refresh token twice.
		Endpoint: oauth2.Endpoint{AuthURL: authURL, TokenURL: tokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}, audience, nil
}

func isAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && address.Host != "" && address.User == nil && (address.Scheme == "https" || address.Scheme == "http")
}

func oauthError(operation, field, got, want string) *ArgumentError {
	return &ArgumentError{Operation: operation, Field: field, Got: got, Want: want}
}

// or is value, or standard where value is empty.
func or[T ~string](value, standard T) T {
	if value == "" {
		return standard
	}
	return value
}
