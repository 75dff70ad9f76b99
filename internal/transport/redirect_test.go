package transport

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestRedirectWithinTheHost(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+secret || r.Header.Get("X-Api-Secret") != secret || r.Header.Get("X-Api-Key") != "id" {
				t.Errorf("%s came without credentials", r.URL.Path)
			}
			if r.URL.Path == "/old" {
				http.Redirect(w, r, "/new?page=2", http.StatusMovedPermanently)
				return
			}
			w.Header().Set("X-At", r.Method+" "+r.URL.String())
		})
		transport := open(t, server.URL, func(c *Config) { c.Authorize = bearer(secret) })
		resp, err := transport.Do(t.Context(), Request{Operation: "things.get", Method: method, Path: []string{"old"}, Header: http.Header{"X-Api-Key": {"id"}}})
		if err != nil {
			t.Fatal(err)
		}
		if at := resp.Header.Get("X-At"); at != method+" /new?page=2" {
			t.Errorf("ended at %s", at)
		}
	}
}

func TestRedirectAcrossHosts(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	other := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	for _, location := range []string{other.URL, other.URL + "/v1/things", strings.TrimPrefix(other.URL, "http:"), "https://127.0.0.1:1/"} {
		var authorized atomic.Int64
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusFound)
		})
		transport := open(t, server.URL, func(c *Config) {
			c.Authorize = func(ctx context.Context, header http.Header) error {
				authorized.Add(1)
				return bearer(secret)(ctx, header)
			}
		})
		_, err := transport.Do(t.Context(), get("things"))
		if e := failure(t, err); e.Status != http.StatusFound || e.Outcome != Refused || authorized.Load() != 1 {
			t.Errorf("%v: outcome %s, authorized %d times", err, e.Outcome, authorized.Load())
		}
	}
	if reached.Load() != 0 {
		t.Errorf("the other host got %d requests", reached.Load())
	}
}

// The same host without TLS is another host.
func TestRedirectOutOfTLS(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(server.URL, "https:", "http:", 1), http.StatusFound)
	})
	_, err := open(t, server.URL, func(c *Config) { c.Client = server.Client() }).Do(t.Context(), get("things"))
	if e := failure(t, err); e.Status != http.StatusFound || !strings.Contains(err.Error(), "another host") {
		t.Error(err)
	}
}

func TestRedirectOfWrites(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"/elsewhere", "", "http://["} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			for _, status := range []int{301, 302, 303, 307, 308} {
				t.Run(fmt.Sprintf("%s %d %q", method, status, location), func(t *testing.T) {
					t.Parallel()
					var requests atomic.Int64
					server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
						requests.Add(1)
						w.Header().Set("Location", location)
						w.WriteHeader(status)
					})
					_, err := open(t, server.URL).Do(t.Context(), Request{Operation: "things.write", Method: method, Path: []string{"things"}, JSON: 1, Repeatable: true})
					if e := failure(t, err); e.Status != status || e.Outcome != Refused || requests.Load() != 1 {
						t.Errorf("%v: outcome %s, %d requests", err, e.Outcome, requests.Load())
					}
				})
			}
		}
	}
}

func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		http.Redirect(w, r, "/", http.StatusFound)
	})
	_, err := open(t, server.URL).Do(t.Context(), get("things"))
	if e := failure(t, err); e.Outcome != Refused || e.Status != http.StatusFound || requests.Load() != 4 {
		t.Errorf("%v: outcome %s, %d requests, want 4", err, e.Outcome, requests.Load())
	}
}
