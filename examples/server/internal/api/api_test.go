package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/access"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/api"
	"github.com/leverhipeople/leverhipeople/examples/server/internal/seed"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/memstore"
)

const token = "sesame-sesame-sesame"

// service is the API on a real server, over an engine that rests and two fakes.
type service struct {
	t        *testing.T
	url      string
	store    *memstore.Store
	lever    *levertest.Fake
	hipeople *hipeopletest.Fake
	log      *bytes.Buffer
}

func start(t *testing.T, alter ...func(*hpsync.Config)) *service {
	t.Helper()
	s := &service{t: t, store: memstore.New(), lever: levertest.New(), hipeople: hipeopletest.New(), log: &bytes.Buffer{}}
	leverURL := s.lever.Start(t)
	if _, err := s.hipeople.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.hipeople.Close)
	config := hpsync.Config{
		Store: s.store, Keyring: hpsync.NewKeyring(), PublicURL: "https://checks.example.com",
		Profile: hipeopletest.Profile(), Timing: hpsync.Timing{Slot: time.Second},
	}
	for _, f := range alter {
		f(&config)
	}
	engine, err := hpsync.New(config)
	if err != nil {
		t.Fatal(err)
	}
	guard, err := access.New(token, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	api.Mount(mux, api.Config{
		Engine: engine, Store: s.store, Guard: guard, Logger: slog.New(slog.NewJSONHandler(s.log, nil)),
		LeverURL: leverURL, HiPeopleURL: s.hipeople.BaseURL(),
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// call sends a body as it is and returns status, header and answer.
func (s *service) call(method, path, body string, header ...string) (int, http.Header, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(raw)
}

// want calls and decodes an answer of 200.
func want[T any](s *service, method, path, body string) T {
	s.t.Helper()
	status, header, raw := s.call(method, path, body)
	if status != http.StatusOK || header.Get("Content-Type") != "application/json" {
		s.t.Fatalf("%s %s answered %d: %s", method, path, status, raw)
	}
	var out T
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
	return out
}

// refused calls and wants an error of the contract.
func (s *service) refused(method, path, body string, status int, code, field string, header ...string) api.ErrorDetail {
	s.t.Helper()
	got, _, raw := s.call(method, path, body, header...)
	var answer api.Error
	if err := json.Unmarshal([]byte(raw), &answer); err != nil {
		s.t.Fatalf("%s %s answered %d: %s", method, path, got, raw)
	}
	if e := answer.Error; got != status || e.Code != code || e.Field != field || e.Message == "" {
		s.t.Errorf("%s %s %.80s\n got %d %+v\nwant %d %s %q", method, path, body, got, e, status, code, field)
	}
	return answer.Error
}

func (s *service) connect() api.Connection {
	s.t.Helper()
	return want[api.Connection](s, http.MethodPut, "/api/connections/acme",
		`{"name":"Acme","lever":{"api_key":"`+levertest.APIKey+`"},"hipeople":{"api_key":"fake-key","api_secret":"fake-secret"},"notify":["boss@example.com"]}`)
}

func TestEveryRouteAsksForTheToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, route := range []string{
		"GET /api/connections", "GET /api/connections/acme", "PUT /api/connections/acme", "POST /api/connections/acme/pause",
		"POST /api/connections/acme/resume", "GET /api/connections/acme/automations", "PUT /api/connections/acme/automations",
		"GET /api/connections/acme/checks", "GET /api/connections/acme/timeline", "GET /api/connections/acme/deliveries",
		"GET /api/checks/chk_1", "GET /api/checks/chk_1/timeline", "POST /api/checks/chk_1/release", "POST /api/checks/chk_1/resolve",
	} {
		method, path, _ := strings.Cut(route, " ")
		for _, authorization := range []string{"", "Bearer ", "Bearer " + token + "x", "Basic " + token} {
			s.refused(method, path, "{}", http.StatusUnauthorized, "unauthorized", "", "Authorization", authorization)
		}
		if status, header, _ := s.call(method, path+"?limit=none", "", "Authorization", ""); status != http.StatusUnauthorized || header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s answered %d", route, status)
		}
	}
}

func TestContractIsServed(t *testing.T) {
	t.Parallel()
	status, header, raw := start(t).call(http.MethodGet, "/api/openapi.yaml", "", "Authorization", "")
	if status != http.StatusOK || header.Get("Content-Type") != "application/yaml" || !strings.HasPrefix(raw, "openapi: 3") {
		t.Errorf("answered %d %s", status, header.Get("Content-Type"))
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	s := start(t)
	seed.Connection(t, s.store, "acme")
	const put, path = http.MethodPut, "/api/connections/acme"
	for body, field := range map[string]string{
		`{"name":"Acme","levr":{}}`:      "levr",
		`{"lever":{"apikey":"hunter2"}}`: "apikey",
		`{"name":7}`:                     "name",
		`{"lever":"hunter2"}`:            "lever",
		`{"notify":"boss@example.com"}`:  "notify",
		`{"name":"Acme"`:                 "",
		`{"name":"Acme"} {}`:             "",
		`hunter2`:                        "",
		``:                               "",
		`{"lever":{"api_key":"hunter2","token":"hunter2"}}`:                                         "lever.api_key",
		`{"lever":{"api_key":"hunter2"}}`:                                                           "hipeople.api_key",
		`{"lever":{"api_key":"k","signing":[""]},"hipeople":{"api_key":"k","api_secret":"s"}}`:      "lever.signing",
		`{"lever":{"api_key":"k"},"hipeople":{"api_key":"k","api_secret":"s"},"notify":["nobody"]}`: "notify[0]",
	} {
		e := s.refused(put, path, body, http.StatusBadRequest, "invalid", field, "Content-Type", "application/json")
		if strings.Contains(e.Message, "hunter2") {
			t.Errorf("the answer quotes a secret: %s", e.Message)
		}
	}
	s.refused(put, path, `{}`, http.StatusUnsupportedMediaType, "unsupported_media_type", "", "Content-Type", "text/plain")
	s.refused(put, path, `{}`, http.StatusUnsupportedMediaType, "unsupported_media_type", "", "Content-Type", "application/x-www-form-urlencoded")
	s.refused(put, path, `{"name":"`+strings.Repeat("x", 1<<20)+`"}`, http.StatusRequestEntityTooLarge, "too_large", "")
	s.refused(put, "/api/connections/ACME", `{"lever":{"api_key":"k"},"hipeople":{"api_key":"k","api_secret":"s"}}`, http.StatusBadRequest, "invalid", "id")
	s.refused(put, path+"/automations", `{"revision":0,"automations":[{"id":"a","hold":"soon"}]}`, http.StatusBadRequest, "invalid", "")
	s.refused(put, path+"/automations", `{"revision":0,"automations":[{"id":"a","rol":"r"}]}`, http.StatusBadRequest, "invalid", "rol")
}

func TestQueries(t *testing.T) {
	t.Parallel()
	s := start(t)
	seed.Connection(t, s.store, "acme")
	for _, path := range []string{"/api/connections", "/api/connections/acme/checks", "/api/connections/acme/timeline", "/api/connections/acme/deliveries"} {
		for _, limit := range []string{"0", "-1", "1001", "many"} {
			s.refused(http.MethodGet, path+"?limit="+limit, "", http.StatusBadRequest, "invalid", "limit")
		}
	}
	s.refused(http.MethodGet, "/api/connections/acme/checks?after=nonsense", "", http.StatusBadRequest, "invalid", "page.after")
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"", "/automations", "/checks", "/timeline", "/deliveries"} {
		s.refused(http.MethodGet, "/api/connections/nobody"+path, "", http.StatusNotFound, "not_found", "")
	}
	s.refused(http.MethodPost, "/api/connections/nobody/pause", "", http.StatusNotFound, "not_found", "")
	s.refused(http.MethodPost, "/api/connections/nobody/resume", "", http.StatusNotFound, "not_found", "")
	s.refused(http.MethodPut, "/api/connections/nobody/automations", `{"revision":0,"automations":[]}`, http.StatusNotFound, "not_found", "")
	s.refused(http.MethodGet, "/api/checks/chk_1", "", http.StatusNotFound, "not_found", "")
	s.refused(http.MethodGet, "/api/checks/chk_1/timeline", "", http.StatusNotFound, "not_found", "")
	s.refused(http.MethodPost, "/api/checks/chk_1/release", `{"who":"Mara"}`, http.StatusNotFound, "not_found", "")
	s.refused(http.MethodPost, "/api/checks/chk_1/resolve", `{"step":"invite","version":0,"how":"drop","who":"Mara"}`, http.StatusNotFound, "not_found", "")
}

func TestStoreAway(t *testing.T) {
	t.Parallel()
	s := start(t)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	s.refused(http.MethodGet, "/api/connections", "", http.StatusServiceUnavailable, "unavailable", "")
	if _, header, _ := s.call(http.MethodGet, "/api/connections", ""); header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}
