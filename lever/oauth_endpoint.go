package lever

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// answerWithin is how long the token endpoint may take for one answer.
const answerWithin = 20 * time.Second

// endpoint is where tokens are made. It speaks through our transport, so that a request is sent again only if it provably
// was not sent, obeys a write deadline, and says what is known about its effect.
type endpoint struct {
	config    *oauth2.Config
	transport *transport.Transport
	path      []string
}

func (o OAuth) endpoint(operation string) (*endpoint, error) {
	config, _, err := o.config(operation)
	if err != nil {
		return nil, err
	}
	address, err := url.Parse(config.Endpoint.TokenURL)
	if err != nil {
		return nil, err
	}
	path := strings.FieldsFunc(address.Path, func(r rune) bool { return r == '/' })
	sender, err := transport.New(transport.Config{
		BaseURL: &url.URL{Scheme: address.Scheme, Host: address.Host}, Client: o.HTTPClient, UserAgent: "leverhipeople-go",
		MaxTries: 3, MaxRetryAfter: time.Second, MaxBackoff: time.Second, TryTimeout: answerWithin, MaxBody: 1 << 20,
	})
	if err != nil {
		return nil, err
	}
	return &endpoint{config, sender, path}, nil
}

// tokens asks for new ones and turns every other end into an [*Error]. Used is the code or refresh token sent.
func (e *endpoint) tokens(ctx context.Context, operation, used string, ask func(context.Context) (*oauth2.Token, error)) (Tokens, error) {
	start := time.Now()
	client := &http.Client{
		Transport:     &post{endpoint: e, operation: operation},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	token, err := ask(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return Tokens{}, e.failed(operation, used, err)
	}
	tokens := Tokens{Access: Secret(token.AccessToken), Refresh: Secret(token.RefreshToken)}
	if fault := faultOf(token.AccessToken); fault != "" {
		return Tokens{}, e.unusable(operation, "its access token is "+fault)
	}
	if token.ExpiresIn > 0 {
		tokens.Expiry = start.Add(time.Duration(token.ExpiresIn) * time.Second).Round(0)
	}
	tokens.Scope, _ = token.Extra("scope").(string)
	return tokens, nil
}

// renew asks for the tokens after the given ones. No byte is sent after the deadline.
func (e *endpoint) renew(ctx context.Context, old Tokens, deadline time.Time) (Tokens, error) {
	ctx = transport.WithWriteDeadline(ctx, deadline)
	tokens, err := e.tokens(ctx, "oauth.refresh", string(old.Refresh), func(ctx context.Context) (*oauth2.Token, error) {
		return e.config.TokenSource(ctx, &oauth2.Token{RefreshToken: string(old.Refresh)}).Token()
	})
	if err != nil {
		return Tokens{}, err
	}
	tokens.Generation = old.Generation + 1
	if tokens.Scope == "" {
		tokens.Scope = old.Scope
	}
	return tokens, nil
}

// failed turns an error of oauth2, which quotes the answer, into ours, which does not.
func (e *endpoint) failed(operation, used string, err error) *Error {
	var (
		refused *oauth2.RetrieveError
		failed  *transport.Error
	)
	own := &Error{Operation: operation, Method: http.MethodPost, Path: "/" + strings.Join(e.path, "/")}
	switch {
	case errors.As(err, &refused):
		own.Status = refused.Response.StatusCode
		own.Code = withoutSecrets(refused.ErrorCode, used, e.config.ClientSecret)
		own.Message = withoutSecrets(refused.ErrorDescription, used, e.config.ClientSecret)
		own.RetryAfter = (&transport.Error{Header: refused.Response.Header}).RetryAfter()
		own.Outcome = outcomeOf(own.Status)
		own.Hint = oauthHint(own)
	case errors.As(err, &failed):
		own.Status, own.Err, own.Outcome = failed.Status, failed.Err, OutcomeUnknown
		if failed.Outcome == transport.NotSent {
			own.Outcome = OutcomeNotSent
		}
	default:
		return e.unusable(operation, "it holds no access token")
	}
	return own
}

func (e *endpoint) unusable(operation, problem string) *Error {
	return &Error{
		Operation: operation, Method: http.MethodPost, Path: "/" + strings.Join(e.path, "/"), Status: http.StatusOK,
		Outcome: OutcomeUnknown, Err: errors.New("read the answer: " + problem),
	}
}

// outcomeOf says what a status of the token endpoint means for the code or refresh token that was sent.
func outcomeOf(status int) Outcome {
	if status == http.StatusRequestTimeout || status >= 500 {
		return OutcomeUnknown
	}
	return OutcomeRefused
}

func oauthHint(e *Error) string {
	switch {
	case e.Code == invalidGrant:
		return "the code or refresh token was used before, ran out or was revoked, or the redirect URL is not the registered one"
	case e.Status == http.StatusUnauthorized || e.Code == "invalid_client":
		return "client id or client secret are wrong: an API key is no client secret, and the apps of production and sandbox differ"
	case e.Status == http.StatusForbidden:
		return "the app may not do this, or belongs to the other environment (production, sandbox)"
	default:
		return ""
	}
}

// post carries one request of oauth2 through the transport.
type post struct {
	*endpoint
	operation string
}

// RoundTrip sends the form. An answer of any status is a response; the error is the transport's.
func (p *post) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	form, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	resp, err := p.transport.Do(req.Context(), transport.Request{
		Operation: p.operation, Method: req.Method, Path: p.path,
		Body: &transport.Body{
			ContentType: req.Header.Get("Content-Type"), Length: int64(len(form)),
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(form)), nil },
		},
	})
	var failed *transport.Error
	switch {
	case err == nil:
		return answerOf(req, resp.Status, resp.Header, resp.Body), nil
	case errors.As(err, &failed) && failed.Status != 0 && failed.Err == nil:
		return answerOf(req, failed.Status, failed.Header, failed.Body), nil
	default:
		return nil, err
	}
}

func answerOf(req *http.Request, status int, header http.Header, body []byte) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}
