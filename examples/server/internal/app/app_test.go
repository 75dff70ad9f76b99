package app_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		alter func(*app.Config)
		field string
	}{
		"no address":         {func(c *app.Config) { c.Listen = "" }, "Listen"},
		"short token":        {func(c *app.Config) { c.AdminToken = "hunter2" }, "AdminToken"},
		"no keyring":         {func(c *app.Config) { c.Keyring = nil }, "Keyring"},
		"no store":           {func(c *app.Config) { c.Database = "" }, "Database"},
		"two stores":         {func(c *app.Config) { c.Store = memstore.New() }, "Database"},
		"negative limit":     {func(c *app.Config) { c.StopWithin = -1 }, "StopWithin"},
		"public path":        {func(c *app.Config) { c.PublicURL = "https://checks.example.com/checks" }, "PublicURL"},
		"pages for everyone": {func(c *app.Config) { c.Listen, c.OpenPages = ":0", true }, "OpenPages"},
	} {
		config := configured(t)
		test.alter(&config)
		err := app.Run(t.Context(), config, func(string) { t.Errorf("%s: it serves", name) })
		var wrong *app.ConfigError
		if !errors.As(err, &wrong) || wrong.Field != test.field {
			t.Errorf("%s: got %v, want a ConfigError of %s", name, err, test.field)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows a secret", name)
		}
	}
	config := configured(t)
	config.Timing = hpsync.Timing{Lease: time.Second}
	var argument *hpsync.ArgumentError
	if err := app.Run(t.Context(), config, nil); !errors.As(err, &argument) {
		t.Errorf("timing: got %v", err)
	}
	config = configured(t)
	config.Database = filepath.Join(t.TempDir(), "missing", "test.db")
	if err := app.Run(t.Context(), config, nil); err == nil || !strings.HasPrefix(err.Error(), "database: ") {
		t.Errorf("database: got %v", err)
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	config := configured(t)
	config.Listen = taken.Addr().String()
	if err := app.Run(t.Context(), config, nil); err == nil || !strings.HasPrefix(err.Error(), "listen: ") {
		t.Errorf("got %v", err)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	config := configured(t)
	config.PublicURL = "https://checks.example.com"
	r := run(t, config)
	for _, path := range []string{"/", "/sign-in", "/nowhere", "/healthz", "/api/connections", "/api/nowhere", "/webhooks/lever/x"} {
		resp, _ := r.call("GET", path, "")
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
			"Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	if resp, _ := run(t, configured(t)).call("GET", "/", ""); resp.Header.Get("Strict-Transport-Security") != "" {
		t.Error("a server on plain http asks for https")
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	r := run(t, configured(t))
	for name, test := range map[string]struct {
		method, path string
		status       int
		kind, allow  string
	}{
		"page":          {"GET", "/nowhere", 404, "text/html; charset=utf-8", ""},
		"page method":   {"DELETE", "/deliveries", 405, "text/html; charset=utf-8", "GET, HEAD"},
		"api":           {"GET", "/api/nowhere", 404, "application/json", ""},
		"api method":    {"DELETE", "/api/connections/acme", 405, "application/json", "GET, HEAD, PUT"},
		"double slash":  {"GET", "//evil.example/..", 307, "text/html; charset=utf-8", ""},
		"climbing":      {"GET", "/webhooks/../healthz", 307, "text/html; charset=utf-8", ""},
		"head":          {"HEAD", "/healthz", 200, "text/plain; charset=utf-8", ""},
		"trailing":      {"GET", "/deliveries/", 404, "text/html; charset=utf-8", ""},
		"deeper":        {"GET", "/checks/a/b", 404, "text/html; charset=utf-8", ""},
		"sign-out read": {"GET", "/sign-out", 405, "text/html; charset=utf-8", "POST"},
	} {
		resp, _ := r.call(test.method, test.path, "")
		if resp.StatusCode != test.status || resp.Header.Get("Content-Type") != test.kind || resp.Header.Get("Allow") != test.allow {
			t.Errorf("%s: %d %q, Allow %q", name, resp.StatusCode, resp.Header.Get("Content-Type"), resp.Header.Get("Allow"))
		}
		if to := resp.Header.Get("Location"); strings.Contains(to, "//") {
			t.Errorf("%s leads to %s", name, to)
		}
	}
}

func TestOtherSitesMayNotPost(t *testing.T) {
	t.Parallel()
	r := run(t, configured(t))
	for name, test := range map[string]struct {
		header  []string
		refused bool
	}{
		"a page of ours":          {[]string{"Sec-Fetch-Site", "same-origin"}, false},
		"a script":                {nil, false},
		"another site":            {[]string{"Sec-Fetch-Site", "cross-site"}, true},
		"a sister site":           {[]string{"Sec-Fetch-Site", "same-site"}, true},
		"an old browser of ours":  {[]string{"Origin", r.url}, false},
		"an old browser of other": {[]string{"Origin", "https://evil.example"}, true},
		"an opaque origin":        {[]string{"Origin", "null"}, true},
	} {
		for _, path := range []string{"/sign-out", "/api/connections/acme/pause"} {
			resp, _ := r.call("POST", path, "", test.header...)
			if got := resp.StatusCode == http.StatusForbidden; got != test.refused {
				t.Errorf("%s to %s: answered %d", name, path, resp.StatusCode)
			}
		}
	}
}

func TestProxyNamesTheHostOtherwise(t *testing.T) {
	t.Parallel()
	config := configured(t)
	config.PublicURL = "https://checks.example.com"
	r := run(t, config)
	if resp, _ := r.call("POST", "/sign-out", "", "Origin", "https://checks.example.com"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("answered %d", resp.StatusCode)
	}
}

func TestOpenPages(t *testing.T) {
	t.Parallel()
	config := configured(t)
	config.OpenPages = true
	r := run(t, config)
	resp, body := r.call("GET", "/", "", "Authorization", "")
	if resp.StatusCode != http.StatusOK || !strings.Contains(body, "no sign-in is asked for") || strings.Contains(body, "Sign out") {
		t.Errorf("answered %d: %s", resp.StatusCode, body)
	}
	if resp, _ := r.call("GET", "/sign-in", "", "Authorization", ""); resp.Header.Get("Location") != "/" {
		t.Errorf("the form answered %d", resp.StatusCode)
	}
	if resp, _ := r.call("GET", "/api/connections", "", "Authorization", ""); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the API is open too: %d", resp.StatusCode)
	}
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200,
		"rebound.example": 421, "rebound.example:8080": 421, "127.0.0.1.rebound.example": 421, "10.0.0.1": 421,
	} {
		if resp, _ := r.call("GET", "/", "", "Host", host); resp.StatusCode != want {
			t.Errorf("as %s answered %d, want %d", host, resp.StatusCode, want)
		}
	}
}

// TestGracefulStop asks the server to end while a request is under way.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	r := run(t, configured(t))
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = `{"lever":{}}`
	head := "PUT /api/connections/acme HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 25)
	if _, err := io.ReadFull(conn, first); err != nil || !strings.HasPrefix(string(first), "HTTP/1.1 100") {
		t.Fatalf("got %q, %v", first, err) // from here on the handler waits for the body
	}
	ended := make(chan error, 1)
	go func() { ended <- r.stop() }()
	until(t, "the end of listening", func() bool {
		probe, err := net.Dial("tcp", conn.RemoteAddr().String())
		if err == nil {
			probe.Close()
		}
		return err != nil
	})
	select {
	case err := <-ended:
		t.Fatalf("it did not wait for the request: %v", err)
	default:
	}
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(rest), "HTTP/1.1 400") {
		t.Errorf("the request was answered %.40q, %v", rest, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("stop: %v", err)
	}
	if !strings.Contains(r.log.String(), `"msg":"stopped","clean":true`) {
		t.Error("the log does not say that it stopped well")
	}
}

// TestStopHasALimit: who never sends the rest of a request does not keep it alive.
func TestStopHasALimit(t *testing.T) {
	t.Parallel()
	config := configured(t)
	config.StopWithin = 200 * time.Millisecond
	store := memstore.New()
	config.Database, config.Store = "", store
	r := run(t, config)
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head := "PUT /api/connections/acme HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 25)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err = r.stop()
	if err == nil || !strings.Contains(err.Error(), "requests were cut off") || time.Since(start) > 5*time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
	r.stop = func() error { return nil } // told already
	if _, err := store.Connection(t.Context(), "acme"); !errors.Is(err, hpsync.ErrClosed) {
		t.Errorf("the store is open: %v", err)
	}
}

// TestRestart: what was connected is there after a stop.
func TestRestart(t *testing.T) {
	t.Parallel()
	config, s := configured(t), fakes(t)
	first := run(t, config)
	first.connect(s)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	second := run(t, config)
	if resp, body := second.call("GET", "/api/connections/acme", ""); resp.StatusCode != 200 || !strings.Contains(body, `"name":"Acme"`) {
		t.Errorf("answered %d: %s", resp.StatusCode, body)
	}
}
