package fake_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// counter is the smallest stateful provider: POST adds one, GET shows the number in a long body.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || string(body) == "bad" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.Method {
	case http.MethodPost:
		c.n++
		w.WriteHeader(http.StatusCreated)
	case http.MethodDelete:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_, _ = io.WriteString(w, c.body())
}

func (c *counter) body() string { return fmt.Sprintf("count %d %s", c.n, strings.Repeat("-", 1000)) }

func (c *counter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func newServer(t testing.TB) (*fake.Server, *counter) {
	t.Helper()
	c := new(counter)
	s := fake.New(fake.Config{
		Handler: c,
		Snapshot: func() http.Handler {
			return &counter{n: c.count()}
		},
		Error: func(w http.ResponseWriter, status int) {
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, "provider error %d", status)
		},
		State: func() any { return map[string]int{"count": c.count()} },
		Reset: func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.n = 0
		},
		Control: func(mux *http.ServeMux) {
			mux.HandleFunc("GET /_fake/own", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "own") })
		},
	})
	t.Cleanup(s.Close)
	return s, c
}

// send returns status, body and the error of either the call or the reading of its body.
func send(t testing.TB, client *http.Client, method, url, body string) (status int, text string, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(read), err
}

func noFollow(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
