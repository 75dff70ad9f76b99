package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// served runs Fakes on free ports until the test ends and returns what it printed.
func served(t *testing.T, asJSON bool) []byte {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, ended := &firstWrite{done: make(chan struct{})}, make(chan error, 1)
	go func() {
		ended <- Fakes(ctx, FakesOptions{LeverAddr: "127.0.0.1:0", HiPeopleAddr: "127.0.0.1:0", JSON: asJSON, Out: out})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Fakes returned %v at the end of its context", err)
		}
	})
	select {
	case <-out.done:
	case err := <-ended:
		ended <- nil
		t.Fatalf("Fakes: %v", err)
	}
	return out.content
}

// firstWrite keeps the first thing written: a sheet is written at once.
type firstWrite struct {
	content []byte
	done    chan struct{}
}

func (w *firstWrite) Write(p []byte) (int, error) {
	w.content = bytes.Clone(p)
	close(w.done)
	return len(p), nil
}

func TestFakesAsJSON(t *testing.T) {
	t.Parallel()
	var s sheet
	if err := json.Unmarshal(served(t, true), &s); err != nil {
		t.Fatal(err)
	}
	if s.Lever.BaseURL != s.Lever.URL+"/v1" || s.HiPeople.BaseURL != s.HiPeople.URL+"/api" {
		t.Errorf("URLs: %q and %q", s.Lever, s.HiPeople)
	}
	// The keys and ids on the sheet are those the fakes go by.
	ada := s.Lever.Opportunities[0]
	stage := s.Lever.Stages[2]
	if ada.Name != "Ada Winter" || stage.Name != "Reference check" || ada.Posting != s.Lever.Postings[0].ID {
		t.Errorf("%+v, %+v", ada, stage)
	}
	_, err := send(t.Context(), http.MethodPut, s.Lever.BaseURL+"/opportunities/"+ada.ID+"/stage?perform_as="+s.Lever.Users[1].ID,
		apiKey(s.Lever.APIKey), `{"stage":"`+stage.ID+`"}`)
	if err != nil {
		t.Error(err)
	}
	state, err := fetch[leverState](t.Context(), s.Lever.URL+"/_fake/state", nil)
	if err != nil || state.opportunity(ada.ID).Stage != stage.ID {
		t.Errorf("after the move: %+v, %v", state.opportunity(ada.ID), err)
	}
	keys := func(req *http.Request) {
		req.Header.Set("X-Api-Key", s.HiPeople.APIKey)
		req.Header.Set("X-Api-Secret", s.HiPeople.APISecret)
	}
	if _, err := send(t.Context(), http.MethodGet, s.HiPeople.BaseURL+"/open_job_roles/"+s.HiPeople.Roles[0].ID, keys, ""); err != nil {
		t.Error(err)
	}
	if len(s.Try) != 9 || !strings.HasPrefix(s.Try[4].Line, "curl -sS -X PUT -u levertest-api-key: ") {
		t.Errorf("%d things to try: %+v", len(s.Try), s.Try)
	}
}

func TestFakesAsText(t *testing.T) {
	t.Parallel()
	text := string(served(t, false))
	for _, part := range []string{
		"Fake Lever ", "API key      levertest-api-key\n", "Jonas Okafor, Recruiter\n", "Ada Winter <ada.winter@example.com>\n",
		"PUBLIC_URL=http://127.0.0.1:8080 LISTEN_ADDR=127.0.0.1:8080 ", "key, secret    fake-key, fake-secret\n", "Senior Backend Engineer\n", "Office Manager (2024), archived\n",
		"2. Join the two accounts:\n   curl -sS -X PUT -H 'Authorization: Bearer only-to-try-the-fakes' ", "'http://127.0.0.1:8080/api/connections/demo'\n",
		`-d '{"url":"ADDRESS"}'`, `/_fake/candidates/CANDIDATE/referees'`,
	} {
		if !strings.Contains(squeezed(text), squeezed(part)) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

// TestFakesSeedIsTheSame holds what others paste into scripts.
func TestFakesSeedIsTheSame(t *testing.T) {
	t.Parallel()
	var companies []levertest.Company
	var roles []string
	for range 2 {
		lever, hipeople := levertest.New(), hipeopletest.New()
		companies, roles = append(companies, lever.Seed()), append(roles, hipeople.Seed()[0].ID)
		lever.Close()
		hipeople.Close()
	}
	first, second := companies[0], companies[1]
	if first.Ada.ID != second.Ada.ID || first.ReferenceCheck != second.ReferenceCheck || first.Backend.ID != second.Backend.ID {
		t.Errorf("%v, then %v", first.Ada.ID, second.Ada.ID)
	}
	if roles[0] != roles[1] {
		t.Errorf("roles %q", roles)
	}
}

func TestFakesRefuse(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]FakesOptions{
		"every address": {LeverAddr: "0.0.0.0:0", HiPeopleAddr: "127.0.0.1:0"},
		"no host":       {LeverAddr: "127.0.0.1:0", HiPeopleAddr: ":0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			opts.Out = &out
			if err := Fakes(t.Context(), opts); !errors.Is(err, errNotLoopback) || out.Len() > 0 {
				t.Errorf("%v, printed %q", err, &out)
			}
		})
	}
	t.Run("taken address", func(t *testing.T) {
		t.Parallel()
		taken := httptest.NewServer(http.NotFoundHandler())
		defer taken.Close()
		opts := FakesOptions{LeverAddr: "127.0.0.1:0", HiPeopleAddr: strings.TrimPrefix(taken.URL, "http://"), Out: io.Discard}
		if err := Fakes(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "the fake HiPeople can't be served") {
			t.Error(err)
		}
	})
}

func TestHook(t *testing.T) {
	t.Parallel()
	f, err := startFakes(FakesOptions{LeverAddr: "127.0.0.1:0", HiPeopleAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	arrived := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		arrived <- req.Host + req.URL.Path + " " + string(body)
	}))
	t.Cleanup(receiver.Close)
	set := func(body string) error {
		_, err := send(t.Context(), http.MethodPut, f.hipeopleURL+"/_fake/webhook", nil, body)
		return err
	}
	for _, bad := range []string{"", "[]", `{"url":"ftp://example.com"}`, `{"url":"/path"}`, `{"url":":"}`} {
		var refused *statusError
		if err := set(bad); !errors.As(err, &refused) || refused.status != http.StatusBadRequest {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := send(t.Context(), http.MethodGet, f.hipeopleURL+"/_fake/webhook", nil, ""); err == nil {
		t.Error("it can be read: it holds a token")
	}

	invite(t, f)
	delivered := func(n int) { // nobody listening is no failure that would be repeated
		t.Helper()
		deadline := time.Now().Add(10 * time.Second)
		for deliveries := f.hipeople.Deliveries(); len(deliveries) != n || !deliveries[n-1].Done; deliveries = f.hipeople.Deliveries() {
			if time.Now().After(deadline) {
				t.Fatalf("%+v, want %d done", deliveries, n)
			}
			pause(t.Context())
		}
	}
	delivered(1)
	if err := set(`{"url":"` + receiver.URL + `/in/token"}`); err != nil {
		t.Fatal(err)
	}
	id := f.hipeople.Candidates()[0].ID
	if _, err := f.hipeople.NameReferees(id, 1); err != nil {
		t.Fatal(err)
	}
	got := <-arrived
	if want := strings.TrimPrefix(receiver.URL, "http://") + "/in/token "; !strings.HasPrefix(got, want) || !strings.Contains(got, id) {
		t.Errorf("%q arrived, want it at %q about %s", got, want, id)
	}
	if err := set(`{"url":""}`); err != nil {
		t.Fatal(err)
	}
	if err := f.hipeople.Answer(id, ""); err != nil {
		t.Fatal(err)
	}
	delivered(3)
	if len(arrived) != 0 {
		t.Errorf("%q arrived after the address was taken away", <-arrived)
	}
}

// invite makes a candidate at the fake HiPeople as an API client does.
func invite(t *testing.T, f *fakes) {
	t.Helper()
	_, err := send(t.Context(), http.MethodPut, f.hipeopleURL+"/api/candidates", func(req *http.Request) {
		req.Header.Set("X-Api-Key", hipeopletest.Key)
		req.Header.Set("X-Api-Secret", hipeopletest.Secret)
	}, `{"open_job_role_id":"`+f.roles[0].ID+`","full_name":"Ada Example","email":"ada@example.com"}`)
	if err != nil {
		t.Fatal(err)
	}
}
