package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oapi-codegen/runtime"
)

func TestPathEscaping(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-URI", r.RequestURI) })
	transport := open(t, server.URL+"/v1/")
	for id, want := range map[string]string{
		"250d8f03-738a-4bba-a671-8a3d73477145": "250d8f03-738a-4bba-a671-8a3d73477145",
		"a/../b":                               "a%2F..%2Fb",
		"../users":                             "..%2Fusers",
		"...":                                  "...",
		"a?b=c":                                "a%3Fb%3Dc",
		"a#b":                                  "a%23b",
		"a b":                                  "a%20b",
		"a+b":                                  "a%2Bb",
		"a,b":                                  "a%2Cb",
		"a;b":                                  "a%3Bb",
		"100%":                                 "100%25",
		"%2e%2e":                               "%252e%252e",
		"%2F":                                  "%252F",
		"größe":                                "gr%C3%B6%C3%9Fe",
		"日本":                                   "%E6%97%A5%E6%9C%AC",
		"a\r\nHost: x":                         "a%0D%0AHost%3A%20x",
		"a\x00b":                               "a%00b",
		"\xff":                                 "%FF",
	} {
		resp, err := transport.Do(t.Context(), get("things", id, "notes"))
		if err != nil {
			t.Errorf("%q: %v", id, err)
			continue
		}
		got, want := resp.Header.Get("X-URI"), "/v1/things/"+want+"/notes"
		left, err := url.PathUnescape(got)
		if got != want && (err != nil || strings.Count(got, "/") != 4 || left != "/v1/things/"+id+"/notes") {
			t.Errorf("%q: got %s, want %s", id, got, want)
		}
	}
}

func TestPathRefusals(t *testing.T) {
	t.Parallel()
	network := mock(nil)
	transport := open(t, mocked, over(network))
	for _, id := range []string{"", ".", ".."} {
		_, err := transport.Do(t.Context(), get("things", id))
		var argument *ArgumentError
		if !errors.As(err, &argument) || argument.Operation != "things.get" || argument.Field != "path element 2" {
			t.Errorf("%q: %v", id, err)
		}
	}
	if network.GetTotalCallCount() != 0 {
		t.Error("a refused id reached the network")
	}
}

// With such a header net/http repeats a POST by itself.
func TestIdempotencyKeyIsRefused(t *testing.T) {
	t.Parallel()
	network := mock(nil)
	transport := open(t, mocked, over(network))
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "idempotency-key", "x-IDEMPOTENCY-key"} {
		req := create()
		req.Header = http.Header{name: {secret}}
		_, err := transport.Do(t.Context(), req)
		var argument *ArgumentError
		if !errors.As(err, &argument) || argument.Field != "header" || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if network.GetTotalCallCount() != 0 {
		t.Error("it reached the network")
	}
}

// An id stays one element of the path, whatever it holds.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"a/../b", "", ".", "..", "?", "#", "%2e%2e", "a b", "日本", "\x00", "\\", "a,b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		path, err := escape(&Request{Path: []string{"things", id, "notes"}})
		if err != nil {
			if id != "" && id != "." && id != ".." {
				t.Fatalf("%q is refused: %v", id, err)
			}
			return
		}
		parsed, err := url.Parse("https://api.example.com/v1" + path)
		if styled, _ := runtime.StyleParamWithOptions("simple", false, "id", id, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationPath}); path != "/things/"+styled+"/notes" {
			t.Fatalf("%q becomes %s, styled it is %s", id, path, styled)
		}
		if err != nil || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.Path != "/v1/things/"+id+"/notes" || strings.Count(path, "/") != 3 {
			t.Fatalf("%q becomes %s: %v", id, path, err)
		}
	})
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	type sent struct {
		uri, body, contentType, accept, agent string
		length                                int64
		chunked                               bool
	}
	var got sent
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = sent{r.RequestURI, string(body), r.Header.Get("Content-Type"), r.Header.Get("Accept"), r.Header.Get("User-Agent"), r.ContentLength, len(r.TransferEncoding) > 0}
	})
	stream := func(length int64, text string) *Body {
		return &Body{"application/pdf", length, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	}
	rows := []struct {
		name string
		req  Request
		want sent
	}{
		{"get", Request{Method: "GET", Query: url.Values{"b": {"2 3"}, "a": {"1"}}}, sent{"/things?a=1&b=2+3", "", "", "application/json", "test/1", 0, false}},
		{"accept", Request{Method: "GET", Header: http.Header{"Accept": {"*/*"}}}, sent{"/things", "", "", "*/*", "test/1", 0, false}},
		{"JSON", Request{Method: "POST", JSON: []int{1, 2}}, sent{"/things", "[1,2]", "application/json", "application/json", "test/1", 5, false}},
		{"no body", Request{Method: "POST"}, sent{"/things", "", "", "application/json", "test/1", 0, false}},
		{"known length", Request{Method: "PUT", Body: stream(3, "pdf")}, sent{"/things", "pdf", "application/pdf", "application/json", "test/1", 3, false}},
		{"unknown length", Request{Method: "PUT", Body: stream(-1, "pdf")}, sent{"/things", "pdf", "application/pdf", "application/json", "test/1", -1, true}},
		{"empty", Request{Method: "PUT", Body: stream(0, "")}, sent{"/things", "", "application/pdf", "application/json", "test/1", -1, true}},
		{"length left out", Request{Method: "PUT", Body: stream(0, "pdf")}, sent{"/things", "pdf", "application/pdf", "application/json", "test/1", -1, true}},
		{"body beats JSON", Request{Method: "PUT", JSON: 1, Body: stream(3, "pdf")}, sent{"/things", "pdf", "application/pdf", "application/json", "test/1", 3, false}},
	}
	for _, row := range rows {
		row.req.Operation, row.req.Path = "things", []string{"things"}
		_, err := open(t, server.URL, func(c *Config) { c.UserAgent = "test/1" }).Do(t.Context(), row.req)
		if err != nil || got != row.want {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", row.name, err, got, row.want)
		}
	}
}

func TestRequestIsNotChanged(t *testing.T) {
	t.Parallel()
	header := http.Header{"X-Extra": {"one"}}
	transport := open(t, mocked, over(mock(func(req *http.Request) (*http.Response, error) {
		req.Header["X-Extra"][0] = "two"
		return nil, errReset
	})), func(c *Config) { c.Authorize = bearer(secret) })
	req := get("things")
	req.Header = header
	_, err := transport.Do(t.Context(), req)
	if failure(t, err); len(header) != 1 || header.Get("X-Extra") != "one" {
		t.Errorf("the caller's header became %v", header)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "/v1", "ftp://api.example.com", "https://", "https://key:@api.example.com", "https://api.example.com?x=1", "https://api.example.com#x"} {
		base, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = New(Config{BaseURL: base})
		var argument *ArgumentError
		if !errors.As(err, &argument) || argument.Field != "base URL" || strings.Contains(err.Error(), "key") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("no base URL is accepted")
	}
	base := &url.URL{Scheme: "https", Host: "api.example.com"}
	var host string
	network := mock(func(req *http.Request) (*http.Response, error) {
		host = req.URL.Host
		return nil, context.Canceled
	})
	transport, err := New(Config{BaseURL: base, Client: &http.Client{Transport: network}, MaxTries: 1})
	if err != nil {
		t.Fatal(err)
	}
	base.Host = "elsewhere.example.com"
	if _, err := transport.Do(t.Context(), get("things")); failure(t, err) == nil || host != "api.example.com" {
		t.Errorf("the call went to %q", host)
	}
}
