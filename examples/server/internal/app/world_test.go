package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

const token = "sesame-sesame-sesame"

// brisk keeps the order of the engine's waits and is short enough for tests.
var brisk = hpsync.Timing{
	Lease: 6 * time.Second, Sweep: 50 * time.Millisecond, Slot: time.Second, Quarantine: time.Second,
	Spacing: 300 * time.Millisecond, Retry: 300 * time.Millisecond, Poll: 300 * time.Millisecond, PollDone: 5 * time.Second, Recheck: time.Second,
}

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// running is a server at work.
type running struct {
	t    *testing.T
	url  string
	log  *journal
	stop func() error // asks it to end and returns what Run returned
}

func configured(t *testing.T) app.Config {
	t.Helper()
	return app.Config{
		Listen: "127.0.0.1:0", Database: filepath.Join(t.TempDir(), "test.db"), Keyring: hpsync.NewKeyring(), AdminToken: token,
		Profile: hipeopletest.Profile(), LocalReports: true, Timing: brisk,
	}
}

// run starts a server and waits until it answers.
func run(t *testing.T, config app.Config) *running {
	t.Helper()
	r := &running{t: t, log: &journal{}}
	config.Logger = slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- app.Run(ctx, config, func(url string) { ready <- url }) }()
	r.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	select {
	case r.url = <-ready:
	case err := <-ended:
		cancel()
		t.Fatalf("the server ended: %v", err)
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return r
}

// call sends a request with the admin token; headers come in pairs.
func (r *running) call(method, path, body string, header ...string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, string(raw)
}

// get decodes an answer of 200.
func get[T any](r *running, path string) T {
	r.t.Helper()
	resp, raw := r.call(http.MethodGet, path, "")
	var out T
	if err := json.Unmarshal([]byte(raw), &out); resp.StatusCode != http.StatusOK || err != nil {
		r.t.Fatalf("%s answered %d: %s", path, resp.StatusCode, raw)
	}
	return out
}

// until waits for something to become true.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("in vain waited for: %s", what)
		}
	}
}

// sides are the two fakes.
type sides struct {
	lever    *levertest.Fake
	company  levertest.Company
	hipeople *hipeopletest.Fake
	role     hipeopletest.Role
}

func fakes(t *testing.T) sides {
	t.Helper()
	s := sides{lever: levertest.New(), hipeople: hipeopletest.New()}
	s.company = s.lever.Seed()
	s.role = s.hipeople.Seed()[0]
	s.lever.Start(t)
	if _, err := s.hipeople.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.hipeople.Close)
	return s
}

// connect joins the fakes. Signing tokens make it a webhook set up by hand.
func (r *running) connect(s sides, signing ...string) {
	r.t.Helper()
	body, err := json.Marshal(map[string]any{
		"name":     "Acme",
		"lever":    map[string]any{"base_url": s.lever.URL(), "api_key": levertest.APIKey, "signing": signing},
		"hipeople": map[string]any{"base_url": s.hipeople.BaseURL(), "api_key": hipeopletest.Key, "api_secret": hipeopletest.Secret},
		"notify":   []string{"reviewer@example.com"},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if resp, raw := r.call(http.MethodPut, "/api/connections/acme", string(body)); resp.StatusCode != http.StatusOK {
		r.t.Fatalf("connect answered %d: %s", resp.StatusCode, raw)
	}
}
