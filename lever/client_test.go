package lever

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testKey    = "key-that-must-not-show"
	testPrefix = "/behind/a/proxy/v1"
)

// request is what the server saw.
type request struct {
	method, path, query, body string
	header                    http.Header
	length                    int64
}

// stub is a real server that gives prepared answers in turn, the last one for ever.
type stub struct {
	t       *testing.T
	mu      sync.Mutex
	answers []func(http.ResponseWriter)
	seen    []request
}

func answer(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// cut ends the connection in the middle of the answer, or before it without a status.
func cut(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		if status != 0 {
			_, _ = fmt.Fprintf(buf, "HTTP/1.1 %d X\r\nContent-Length: 1000\r\n\r\n%s", status, body)
			_ = buf.Flush()
		}
		_ = conn.Close()
	}
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), testPrefix)
	if !ok {
		s.t.Errorf("path %q left the base URL", r.URL.Path)
	}
	s.mu.Lock()
	s.seen = append(s.seen, request{r.Method, path, r.URL.RawQuery, string(body), r.Header, r.ContentLength})
	next := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.mu.Unlock()
	next(w)
}

func (s *stub) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.seen...)
}

// newStub returns a client of a server with the given answers, without a limit that a test could feel.
func newStub(t *testing.T, answers ...func(http.ResponseWriter)) (*Client, *stub) {
	t.Helper()
	return newStubFor(t, APIKey(testKey), answers...)
}

func newStubFor(t *testing.T, auth Auth, answers ...func(http.ResponseWriter)) (*Client, *stub) {
	t.Helper()
	stub := &stub{t: t, answers: answers}
	server := httptest.NewServer(stub)
	t.Cleanup(server.Close)
	client, err := NewClient(auth, WithBaseURL(server.URL+testPrefix), WithLimiter(NewLimiter(1e6, 1e6, false)),
		WithRetry(Retry{MaxTries: 3, MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond, MaxRetryAfter: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client, stub
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	calls := 0
	source := func(context.Context) (string, error) { calls++; return fmt.Sprint("token-", calls), nil }
	for name, tt := range map[string]struct {
		auth Auth
		want []string
	}{
		"key":    {APIKey("k"), []string{"Basic azo=", "Basic azo="}},
		"token":  {BearerToken("t"), []string{"Bearer t", "Bearer t"}},
		"source": {TokenSource(source), []string{"Bearer token-1", "Bearer token-2"}},
	} {
		t.Run(name, func(t *testing.T) {
			client, stub := newStubFor(t, tt.auth, answer(500, ""), answer(200, `{"data": {"id": "s"}}`))
			if _, err := client.Stages.Get(t.Context(), "s"); err != nil {
				t.Fatal(err)
			}
			for i, req := range stub.requests() {
				if got := req.header.Get("Authorization"); got != tt.want[i] {
					t.Errorf("try %d: Authorization %q, want %q", i+1, got, tt.want[i])
				}
			}
		})
	}
}

func TestTokenSourceFails(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]func(context.Context) (string, error){
		"error": func(context.Context) (string, error) { return "", io.ErrClosedPipe },
		"empty": func(context.Context) (string, error) { return "", nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, stub := newStubFor(t, TokenSource(source), answer(200, "{}"))
			_, err := client.Stages.Get(t.Context(), "s")
			if err == nil || !IsNotApplied(err) || len(stub.requests()) != 0 {
				t.Errorf("err %v, %d requests; want an error before the network", err, len(stub.requests()))
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	client, stub := newStub(t, answer(200, `{"data": {"id": "o"}}`))
	if _, err := client.Opportunities.AddTags(t.Context(), "o", []string{"x"}); err != nil {
		t.Fatal(err)
	}
	header := stub.requests()[0].header
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "leverhipeople-go", "Idempotency-Key": "",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

type countingLimiter struct {
	wait  time.Duration
	count int
}

func (l *countingLimiter) Reserve(_ context.Context, n int) (time.Duration, error) {
	l.count += n
	return l.wait, nil
}

func TestReserve(t *testing.T) {
	t.Parallel()
	limiter := &countingLimiter{wait: time.Hour}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data": {"id": "s", "text": "S"}}`)
	}))
	defer server.Close()
	client, err := NewClient(APIKey(testKey), WithBaseURL(server.URL), WithLimiter(limiter))
	if err != nil {
		t.Fatal(err)
	}
	wait, err := client.Reserve(t.Context())
	if wait != time.Hour || err != nil || limiter.count != 1 {
		t.Fatalf("Reserve gave %v, %v after %d bookings; want 1h, nil after 1", wait, err, limiter.count)
	}
	// The limiter would hold a call back for an hour; the booking is used instead.
	if _, err := client.Stages.Get(t.Context(), "s", Reserved()); err != nil || limiter.count != 1 {
		t.Errorf("err %v after %d bookings, want nil after 1", err, limiter.count)
	}
}
