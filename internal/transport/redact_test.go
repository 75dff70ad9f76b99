package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
)

const (
	secret   = "sk-123-very-secret"
	mail     = "ann@example.com"
	bodyText = "Ann Example, born 1990"
)

// leaky fails with the URL and what a token endpoint said, as oauth2 does.
func leaky(context.Context, http.Header) error {
	return &revoked{&url.Error{Op: "Post", URL: "https://auth.example.com/?client_secret=" + secret, Err: errors.New("EOF")}}
}

type revoked struct{ err error }

func (e *revoked) Error() string { return "refresh: " + e.err.Error() }
func (e *revoked) Unwrap() error { return e.err }

func TestNothingPrivateInErrors(t *testing.T) {
	t.Parallel()
	raw := func(answer string) func(t *testing.T) string {
		return func(t *testing.T) string {
			base, _ := serveRaw(t, func(_ int, conn net.Conn) {
				readHead(conn)
				_, _ = io.WriteString(conn, answer)
			})
			return base
		}
	}
	length := "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
	rows := map[string]struct {
		base  func(t *testing.T) string
		setup func(*Config)
		req   func(*Request)
	}{
		"refused dial":    {base: func(*testing.T) string { return refused }},
		"DNS":             {base: func(*testing.T) string { return example }, setup: blind},
		"TLS untrusted":   {base: func(t *testing.T) string { return serveTLS(t, nil).URL }},
		"400":             {base: raw("HTTP/1.1 400 Bad Request\r\nX-Echo: " + secret + "\r\nContent-Length: 22\r\n\r\n" + bodyText)},
		"500":             {base: raw("HTTP/1.1 500 Oh " + bodyText + "\r\nContent-Length: 22\r\n\r\n" + bodyText)},
		"cut":             {base: raw(length + bodyText)},
		"too large":       {base: raw(length + strings.Repeat(bodyText, 50)), setup: func(c *Config) { c.MaxBody = 10 }},
		"not HTTP":        {base: raw(bodyText + " " + secret + "\r\n\r\n")},
		"half quoted":     {base: raw("HTTP/1.1 \"" + bodyText + "\\\r\n\r\n")},
		"bad status":      {base: raw("HTTP/1.1 " + secret + " OK\r\n\r\n")},
		"bad header":      {base: raw("HTTP/1.1 200 OK\r\n" + bodyText + "\r\n\r\n")},
		"bad length":      {base: raw("HTTP/1.1 200 OK\r\nContent-Length: " + secret + "\r\n\r\n")},
		"bad chunk":       {base: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + bodyText + "\r\n")},
		"bad gzip":        {base: raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n" + bodyText)},
		"bad location":    {base: raw("HTTP/1.1 302 Found\r\nLocation: http://[" + mail + "\r\nContent-Length: 0\r\n\r\n")},
		"other host":      {base: raw("HTTP/1.1 302 Found\r\nLocation: https://" + secret + ".example.com/?" + mail + "\r\nContent-Length: 0\r\n\r\n")},
		"authorize":       {base: func(*testing.T) string { return example }, setup: func(c *Config) { c.Authorize = leaky }},
		"broken key":      {base: raw(""), setup: func(c *Config) { c.Authorize = bearer(secret + "\n") }},
		"marshal":         {base: raw(""), req: func(r *Request) { r.JSON = map[string]any{bodyText: func() {}} }},
		"method":          {base: raw(""), req: func(r *Request) { r.Method = "GET " + secret }},
		"empty id":        {base: raw(""), req: func(r *Request) { r.Path = append(r.Path, "") }},
		"source":          {base: raw(""), req: func(r *Request) { r.Method, r.Body = "POST", &Body{Open: closed} }},
		"foreign network": {base: func(*testing.T) string { return mocked }, setup: over(mock(httpmock.NewErrorResponder(&url.Error{Op: "Get", URL: "/?" + mail, Err: io.EOF})))},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			options := &slog.HandlerOptions{Level: slog.LevelDebug}
			transport := open(t, row.base(t), func(c *Config) {
				c.Authorize, c.MaxTries = bearer(secret), 2
				c.Logger = slog.New(slog.NewJSONHandler(&logged, options))
				if row.setup != nil {
					row.setup(c)
				}
			})
			req := get("things")
			req.Query = url.Values{"email": {mail}}
			req.Header = http.Header{"X-Api-Key": {secret}}
			if row.req != nil {
				row.req(&req)
			}
			_, err := transport.Do(t.Context(), req)
			if err == nil {
				t.Fatal("did not fail")
			}
			slog.New(slog.NewTextHandler(&logged, options)).Error("call", "err", err, "cause", errors.Unwrap(err))
			slog.New(slog.NewJSONHandler(&logged, options)).Error("call", "err", err, "cause", errors.Unwrap(err))
			text := formats(err) + logged.String()
			if inner := errors.Unwrap(err); inner != nil {
				text += formats(inner)
			}
			for _, private := range []string{secret, mail, url.QueryEscape(mail), "Ann", "born"} {
				if strings.Contains(text, private) {
					t.Errorf("%q shows in %s", private, text)
				}
			}
			if !strings.Contains(err.Error(), "things.get") {
				t.Errorf("no operation in %v", err)
			}
		})
	}
}

func bearer(key string) func(context.Context, http.Header) error {
	return func(_ context.Context, header http.Header) error {
		header.Set("Authorization", "Bearer "+key)
		header.Set("X-Api-Secret", key)
		return nil
	}
}

func closed() (io.ReadCloser, error) { return nil, errors.New(`no file "` + secret + `"`) }

// The caller finds its own error below the call's, whatever that one holds.
func TestCauseStaysWithinReach(t *testing.T) {
	t.Parallel()
	_, err := open(t, mocked, func(c *Config) { c.Authorize = leaky }).Do(t.Context(), create())
	var own *revoked
	if e := failure(t, err); !errors.As(err, &own) || e.Outcome != NotSent {
		t.Errorf("%v: outcome %s", err, e.Outcome)
	}
	if want := "things.create: POST /things: no credential: refresh: Post (…): EOF"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	network := mock(httpmock.NewStringResponder(403, bodyText).HeaderSet(http.Header{"X-Request-Id": {"r-7"}}))
	_, err := open(t, mocked, over(network)).Do(t.Context(), get("things", "a b\nc"))
	if want := "things.get: GET /things/a%20b%0Ac: 403 Forbidden (request r-7)"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if e := failure(t, err); string(e.Body) != bodyText || e.Path != "/things/a%20b%0Ac" {
		t.Errorf("path %s, body %q", e.Path, e.Body)
	}
}

func TestRequestIDIsBounded(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"abc": "abc", strings.Repeat("x", 101): "", "": ""} {
		if got := requestID(http.Header{"Cf-Ray": {value}}); got != want {
			t.Errorf("%q: got %q", value, got)
		}
	}
}

func TestLogLine(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	network := mock(httpmock.NewStringResponder(503, "").Then(httpmock.NewStringResponder(200, "")))
	transport := open(t, mocked, over(network), func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "took" {
				return slog.Attr{}
			}
			return a
		}}))
	})
	if _, err := transport.Do(t.Context(), get("things", "1")); err != nil {
		t.Fatal(err)
	}
	want := "level=WARN msg=\"api call\" operation=things.get status=503 try=1\n" +
		"level=DEBUG msg=\"api call\" operation=things.get status=200 try=2\n"
	if logged.String() != want {
		t.Errorf("got\n%swant\n%s", logged.String(), want)
	}
}
