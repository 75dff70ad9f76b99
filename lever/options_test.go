package lever

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type countingTripper struct{ count int }

func (c *countingTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	c.count++
	return http.DefaultTransport.RoundTrip(req)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	stub := &stub{t: t, answers: []func(http.ResponseWriter){answer(500, ""), answer(200, pageOfOne)}}
	server := httptest.NewServer(stub)
	defer server.Close()
	tripper := &countingTripper{}
	own := &http.Client{Transport: tripper, Timeout: time.Minute}
	before := *own
	var log bytes.Buffer
	client, err := NewClient(APIKey(testKey),
		WithBaseURL(server.URL+testPrefix+"/"),
		WithHTTPClient(own),
		WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		WithUserAgent("example/1.0"),
		WithRetry(Retry{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Users.List(t.Context(), UserListOptions{Email: []string{"ada@example.com"}}); err != nil {
		t.Fatal(err)
	}
	if tripper.count != 2 || own.Timeout != before.Timeout || own.CheckRedirect != nil || own.Jar != nil || own.Transport != before.Transport {
		t.Errorf("%d round trips through the caller's client, which is now %+v", tripper.count, own)
	}
	if got := stub.requests()[0].header.Get("User-Agent"); got != "example/1.0" {
		t.Errorf("User-Agent is %q", got)
	}
	if text := log.String(); !strings.Contains(text, "operation=users.list") || !strings.Contains(text, "status=500") ||
		strings.Contains(text, "ada@") || strings.Contains(text, testKey) {
		t.Errorf("the log is %s", text)
	}
}

// TestDefaults looks at what a client without options would do.
func TestDefaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, err := NewClient(APIKey(testKey))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 21 {
			want := time.Duration(0)
			if i == 20 {
				want = 100 * time.Millisecond
			}
			if wait, err := client.Reserve(t.Context()); err != nil || wait != want {
				t.Fatalf("request %d waits %v, %v; want %v", i+1, wait, err, want)
			}
		}
	})
}
