package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

// blind is a network without a name server.
func blind(config *Config) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
	over(&http.Transport{DialContext: (&net.Dialer{Resolver: resolver}).DialContext})(config)
}

func serveTLS(tb testing.TB, handler http.HandlerFunc) *httptest.Server {
	tb.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.StartTLS()
	tb.Cleanup(server.Close)
	return server
}

func TestOutcomeWithoutConnection(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		base  func(t *testing.T) string
		setup func(*Config)
		find  func(error) bool // the cause stays within reach
	}{
		{"refused dial", func(*testing.T) string { return refused }, func(*Config) {}, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }},
		{"DNS", func(*testing.T) string { return "http://api.example.com" }, blind, func(err error) bool {
			var dns *net.DNSError
			return errors.As(err, &dns)
		}},
		{"TLS untrusted", func(t *testing.T) string { return serveTLS(t, nil).URL }, func(*Config) {}, func(err error) bool {
			var untrusted *tls.CertificateVerificationError
			return errors.As(err, &untrusted)
		}},
		{"no TLS there", func(t *testing.T) string {
			return strings.Replace(serve(t, func(http.ResponseWriter, *http.Request) {}).URL, "http:", "https:", 1)
		}, func(*Config) {}, func(err error) bool { return err != nil }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := open(t, row.base(t), row.setup).Do(t.Context(), create())
			e := failure(t, err)
			if e.Outcome != NotSent || e.Status != 0 || !row.find(err) {
				t.Errorf("%v (%T): outcome %s, status %d", err, e.Err, e.Outcome, e.Status)
			}
		})
	}
}

func TestOutcomeOfAnswers(t *testing.T) {
	t.Parallel()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(code)
		}
	}
	rows := []struct {
		name    string
		handler http.HandlerFunc
		status  int
		outcome Outcome
		cause   error
	}{
		{"500", status(500), 500, Unknown, nil},
		{"503", status(503), 503, Unknown, nil},
		{"408", status(408), 408, Unknown, nil},
		{"400", status(400), 400, Refused, nil},
		{"404", status(404), 404, Refused, nil},
		{"301 on a write", status(301), 301, Refused, nil},
		{"307 on a write", status(307), 307, Refused, nil},
		{"308 on a write", status(308), 308, Refused, nil},
		{"cut after 200", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half of it")
		}, 200, Unknown, io.ErrUnexpectedEOF},
		{"cut after 404", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(404)
			_, _ = io.WriteString(w, "half of it")
		}, 404, Refused, nil},
		{"slow body", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "half of it")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, 200, Unknown, errTryTimeout},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 0, Unknown, errTryTimeout},
		{"reset", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			reset(conn)
		}, 0, Unknown, syscall.ECONNRESET},
		{"closed", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, Unknown, io.EOF},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			requests := 0
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				requests++
				mu.Unlock()
				_, _ = io.Copy(io.Discard, r.Body)
				row.handler(w, r)
			})
			transport := open(t, server.URL, func(c *Config) { c.TryTimeout = 100 * time.Millisecond })
			_, err := transport.Do(t.Context(), create())
			e := failure(t, err)
			if e.Outcome != row.outcome || e.Status != row.status || row.cause != nil && !errors.Is(err, row.cause) {
				t.Errorf("%v: outcome %s, status %d", err, e.Outcome, e.Status)
			}
			if mu.Lock(); requests != 1 {
				t.Errorf("%d requests, want 1", requests)
			}
			mu.Unlock()
		})
	}
}

func TestSlowDialIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		network := newPipes() // nobody accepts
		_, err := open(t, "http://api.example.com", func(c *Config) {
			c.Client, c.TryTimeout, c.MaxTries = network.client(), 5*time.Second, 2
		}).Do(t.Context(), create())
		if e := failure(t, err); e.Outcome != NotSent || time.Since(start) != 10*time.Second {
			t.Errorf("%v: outcome %s after %s", err, e.Outcome, time.Since(start))
		}
	})
}

// An upload is given the time its bytes need at 64 KiB/s.
func TestUploadMayTakeLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := mock(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		start := time.Now()
		body := &Body{Length: 640 << 10, Open: newSource(func() io.Reader { return strings.NewReader("") }).open}
		_, err := open(t, mocked, over(network), func(c *Config) { c.TryTimeout = 3 * time.Second }).Do(t.Context(),
			Request{Operation: "files.upload", Method: http.MethodPost, Path: []string{"files"}, Body: body})
		if took := time.Since(start); took != 13*time.Second || !errors.Is(err, errTryTimeout) {
			t.Errorf("%v after %s, want 13s", err, took)
		}
	})
}

func TestDoubtStays(t *testing.T) {
	t.Parallel()
	move := Request{Operation: "things.move", Method: http.MethodPut, Path: []string{"things", "1"}, JSON: 1, Repeatable: true}
	t.Run("then refused dials", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewUnstartedServer(nil)
		server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			server.Listener.Close()
			conn, _, _ := http.NewResponseController(w).Hijack()
			reset(conn)
		})
		server.Start()
		t.Cleanup(server.Close)
		_, err := open(t, server.URL).Do(t.Context(), move)
		if e := failure(t, err); e.Outcome != Unknown || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%v: outcome %s", err, e.Outcome)
		}
	})
	for _, last := range []int{404, 429} {
		t.Run(fmt.Sprint("then ", last), func(t *testing.T) {
			t.Parallel()
			network := mock(httpmock.NewStringResponder(500, "").Then(httpmock.NewStringResponder(last, "")))
			_, err := open(t, mocked, over(network), func(c *Config) { c.MaxTries = 2 }).Do(t.Context(), move)
			if e := failure(t, err); e.Outcome != Unknown || e.Status != last {
				t.Errorf("%v: outcome %s", err, e.Outcome)
			}
		})
	}
	t.Run("a read leaves none", func(t *testing.T) {
		t.Parallel()
		network := mock(httpmock.NewStringResponder(500, "").Then(httpmock.NewStringResponder(404, "")))
		_, err := open(t, mocked, over(network)).Do(t.Context(), get("things"))
		if e := failure(t, err); e.Outcome != Refused {
			t.Errorf("%v: outcome %s", err, e.Outcome)
		}
	})
}

// A server may close a kept connection at the very moment a POST is written to it.
func TestCreateOnDyingConnection(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
	var mu sync.Mutex
	seen := map[string]int{} // tries of which a byte arrived, by path
	base, stop := serveRaw(t, func(n int, conn net.Conn) {
		for answered := 0; ; answered++ {
			if answered == 1 && n%3 == 0 {
				return
			}
			if answered == 1 && n%3 == 1 {
				reset(conn)
				return
			}
			head := readHead(conn)
			if head == "" {
				return
			}
			_, path, _ := strings.Cut(head, " ")
			path, _, _ = strings.Cut(path, " ")
			mu.Lock()
			seen[path]++
			mu.Unlock()
			if answered == 1 { // taken, and never answered
				reset(conn)
				return
			}
			if strings.HasPrefix(head, "POST") {
				_, _ = io.ReadFull(conn, make([]byte, len(`{"name":"one"}`)))
			}
			_, _ = io.WriteString(conn, ok)
		}
	})
	transport := open(t, base)
	results := map[string]error{}
	for i := range 600 {
		if _, err := transport.Do(t.Context(), get("seed")); err != nil {
			t.Fatal(err)
		}
		req := create()
		req.Path = []string{"things", fmt.Sprint(i)}
		_, results[fmt.Sprint("/things/", i)] = transport.Do(t.Context(), req)
	}
	transport.CloseIdleConnections()
	stop()
	doubts, done := 0, 0
	for path, err := range results {
		arrived := seen[path]
		if err == nil {
			if done++; arrived != 1 {
				t.Errorf("%s succeeded and arrived %d times", path, arrived)
			}
			continue
		}
		switch e := failure(t, err); e.Outcome {
		case Unknown:
			if doubts++; arrived > 1 {
				t.Errorf("%s is in doubt and arrived %d times", path, arrived)
			}
		default:
			if arrived != 0 {
				t.Errorf("%s was %s and arrived %d times: %v", path, e.Outcome, arrived, err)
			}
		}
	}
	if doubts == 0 || done == 0 {
		t.Errorf("the loop proves nothing: %d done, %d in doubt", done, doubts)
	}
}

// Connections that the caller dials the old ways are watched too: a request that
// arrived must never count as unsent.
func TestOutcomeOverOldDialers(t *testing.T) {
	t.Parallel()
	handler := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	dials := 0
	plain := &http.Transport{}
	plain.Dial = func(network, address string) (net.Conn, error) { //nolint:staticcheck // the subject of the test
		dials++
		return net.Dial(network, address)
	}
	secure := &http.Transport{}
	secure.DialTLS = func(network, address string) (net.Conn, error) { //nolint:staticcheck // the subject of the test
		dials++
		return tls.Dial(network, address, &tls.Config{InsecureSkipVerify: true})
	}
	for base, network := range map[string]*http.Transport{serve(t, handler).URL: plain, serveTLS(t, handler).URL: secure} {
		dials = 0
		_, err := open(t, base, over(network)).Do(t.Context(), create())
		if e := failure(t, err); e.Outcome != Unknown || dials != 1 {
			t.Errorf("%v: outcome %s after %d dials", err, e.Outcome, dials)
		}
	}
}
