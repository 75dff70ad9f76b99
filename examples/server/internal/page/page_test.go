package page

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

const token = "sesame-sesame-sesame"

// site is the pages on a real server, with a browser that is signed in unless said
// otherwise.
type site struct {
	t       *testing.T
	url     string
	store   *memstore.Store
	log     *bytes.Buffer
	browser *http.Client
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, store: memstore.New(), log: &bytes.Buffer{}}
	guard, err := access.New(token, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	Mount(mux, Config{Store: s.store, Guard: guard, Logger: slog.New(slog.NewJSONHandler(s.log, nil))})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.url, s.browser = server.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

func signedIn(t *testing.T) *site {
	t.Helper()
	s := open(t)
	if resp, _ := s.post("/sign-in", url.Values{"token": {token}}); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign-in answered %d", resp.StatusCode)
	}
	return s
}

func (s *site) get(path string) (*http.Response, string) {
	s.t.Helper()
	return s.read(s.browser.Get(s.url + path))
}

func (s *site) post(path string, form url.Values) (*http.Response, string) {
	s.t.Helper()
	return s.read(s.browser.PostForm(s.url+path, form))
}

func (s *site) read(resp *http.Response, err error) (*http.Response, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, string(body)
}

// page wants 200 and returns the page.
func (s *site) page(path string) string {
	s.t.Helper()
	resp, body := s.get(path)
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s answered %d", path, resp.StatusCode)
	}
	return body
}

// holds wants parts in the page, in their order.
func holds(t *testing.T, page string, parts ...string) {
	t.Helper()
	rest := page
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("no %q in this place of\n%s", part, page)
		}
		rest = after
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/", "/checks/chk_x", "/deliveries?verdict=hold"} {
		resp, body := s.get(path)
		if want := "/sign-in?next=" + url.QueryEscape(path); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != want {
			t.Errorf("%s answered %d to %s, want %s", path, resp.StatusCode, resp.Header.Get("Location"), want)
		}
		if strings.Contains(body, "<table") {
			t.Errorf("%s shows something to strangers", path)
		}
	}
	holds(t, s.page("/sign-in?next=/deliveries"), `name="next" value="/deliveries"`, `type="password"`)

	resp, body := s.post("/sign-in", url.Values{"token": {"wrong-wrong-wrong-wrong"}, "next": {"/deliveries"}})
	if resp.StatusCode != http.StatusUnauthorized || len(resp.Cookies()) != 0 {
		t.Errorf("a wrong token: %d, cookies %v", resp.StatusCode, resp.Cookies())
	}
	holds(t, body, texts["sign-in.failed"], `value="/deliveries"`)
	if strings.Contains(body, "wrong-wrong") || strings.Contains(s.log.String(), "wrong-wrong") {
		t.Error("what was typed is shown or logged")
	}

	resp, _ = s.post("/sign-in", url.Values{"token": {token + "\n"}, "next": {"/deliveries"}})
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/deliveries" {
		t.Errorf("sign-in answered %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	holds(t, s.page("/deliveries"), `aria-current="page">Deliveries`, texts["layout.sign-out"])
	if resp, _ := s.get("/sign-in?next=/deliveries"); resp.Header.Get("Location") != "/deliveries" {
		t.Errorf("who is signed in is sent to %s", resp.Header.Get("Location"))
	}

	s.post("/sign-out", nil)
	if resp, _ := s.get("/"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("after signing out / answered %d", resp.StatusCode)
	}
}

func TestBearerShowsPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if resp, _ := s.read(s.browser.Do(req)); resp.StatusCode != http.StatusOK {
		t.Errorf("answered %d", resp.StatusCode)
	}
}

func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/checks/chk_x?after=2":  "/checks/chk_x?after=2",
		"":                       "/",
		"checks":                 "/",
		"//evil.example":         "/",
		"/\\evil.example":        "/",
		"\\\\evil.example":       "/",
		"/\t/evil.example":       "/",
		"https://evil.example/":  "/",
		"https:evil.example":     "/",
		"javascript:alert(1)":    "/",
		"/%2f/evil.example":      "/",
		"/a\r\nSet-Cookie: a=b":  "/",
		"/deliveries#//evil":     "/deliveries",
		"/sign-in?next=//evil.x": "/sign-in?next=//evil.x",
	} {
		if got := within(next); got != want {
			t.Errorf("within(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestHugeForm(t *testing.T) {
	t.Parallel()
	resp, _ := open(t).post("/sign-in", url.Values{"token": {strings.Repeat("x", 9<<10)}})
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("answered %d", resp.StatusCode)
	}
}

func TestErrorsArePages(t *testing.T) {
	t.Parallel()
	s := signedIn(t)
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/checks/chk_unknown":      {http.StatusNotFound, "error.notfound"},
		"/?state=unheard":          {http.StatusBadRequest, "error.request"},
		"/deliveries?verdict=huh":  {http.StatusBadRequest, "error.request"},
		"/?after=no-cursor-at-all": {http.StatusBadRequest, "error.request"},
	} {
		resp, body := s.get(path)
		if resp.StatusCode != want.status {
			t.Errorf("%s answered %d, want %d", path, resp.StatusCode, want.status)
		}
		holds(t, body, "<main", texts[want.text])
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	resp, body := s.get("/")
	if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("without its store / answered %d", resp.StatusCode)
	}
	holds(t, body, texts["error.unavailable"])
}

func TestStyle(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, address, _ := strings.Cut(s.page("/sign-in"), `rel="stylesheet" href="`)
	address, _, _ = strings.Cut(address, `"`)
	resp, body := s.get(address)
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(body, "prefers-color-scheme: dark") {
		t.Errorf("%s answered %d, %s", address, resp.StatusCode, resp.Header.Get("Content-Type"))
	}
}

// many are n checks of one connection in a state, the oldest first.
func many(connection string, state hpsync.State, n int) []hpsync.Check {
	var out []hpsync.Check
	for i := range n {
		c := seed.Check(connection, fmt.Sprintf("opp-%s-%03d", state, i), state)
		c.OpenedAt = seed.At.Add(time.Duration(i) * time.Minute)
		c.Person.Name = fmt.Sprintf("%s %03d", state, i)
		out = append(out, c)
	}
	return out
}
