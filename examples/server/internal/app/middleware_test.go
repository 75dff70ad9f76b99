package app

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTimeoutsAreSet(t *testing.T) {
	t.Parallel()
	s := newServer(nil, slog.New(slog.DiscardHandler))
	for name, d := range map[string]int64{
		"ReadHeaderTimeout": int64(s.ReadHeaderTimeout), "ReadTimeout": int64(s.ReadTimeout), "WriteTimeout": int64(s.WriteTimeout),
		"IdleTimeout": int64(s.IdleTimeout), "MaxHeaderBytes": int64(s.MaxHeaderBytes),
	} {
		if d <= 0 {
			t.Errorf("%s is not set", name)
		}
	}
}

func TestHugeHeader(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config = newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	server.Start()
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Huge", strings.Repeat("x", 64<<10))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answered %d", resp.StatusCode)
	}
}

func TestPanics(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault func()
		want  string
	}{
		"a text":    {func() { panic("ada@example.com") }, `"fault":"string"`},
		"an error":  {func() { panic(errors.New("ada@example.com")) }, `"fault":"*errors.errorString"`},
		"a runtime": {func() { _ = []string{"ada@example.com"}[len(http.MethodGet)] }, "index out of range [3] with length 1"},
	} {
		var log bytes.Buffer
		handler := logged(slog.New(slog.NewJSONHandler(&log, nil)), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { test.fault() }))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
		if answer.Code != http.StatusInternalServerError || strings.Contains(answer.Body.String(), "ada") {
			t.Errorf("%s: answered %d %s", name, answer.Code, answer.Body)
		}
		if !strings.Contains(log.String(), test.want) || !strings.Contains(log.String(), `"stack"`) || strings.Contains(log.String(), "ada@") {
			t.Errorf("%s: logged %s", name, log.String())
		}
	}
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Error("a handler can't abort its answer")
		}
	}()
	logged(slog.New(slog.DiscardHandler), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
}

func TestScrubber(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"http: TLS handshake error from 192.0.2.7:51234: EOF\n": "http: TLS handshake error from [address]: EOF",
		"http: Accept error: [2001:db8::7]:51234 gone":          "http: Accept error: [address] gone",
		"http: from [fe80::1%eth0]:80":                          "http: from [address]",
		"http: nothing to hide at 12:30":                        "http: nothing to hide at 12:30",
	} {
		var log bytes.Buffer
		if n, err := (scrubber{slog.New(slog.NewJSONHandler(&log, nil))}).Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
		if !strings.Contains(log.String(), `"message":"`+want+`"`) {
			t.Errorf("%q is logged as %s", line, log.String())
		}
	}
}
