package fake_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

func TestScriptSelects(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	client := &http.Client{Transport: s.RoundTripper()}
	once := s.Script.Add(fake.Fault{Kind: fake.Status, Status: 418, Method: "GET", Path: "/a/*/c", After: 1})
	always := s.Script.Add(fake.Fault{Kind: fake.Status, Status: 503, Path: "/down", Times: -1})
	for _, step := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/a/b/c", 200}, // After lets one pass
		{"POST", "/a/b/c", 201},
		{"GET", "/a/b/c/d", 200},
		{"GET", "/a/x%2Fy/c", 418}, // an escaped slash does not end an element
		{"GET", "/a/b/c", 200},
		{"GET", "/down", 503},
		{"POST", "/down", 503},
	} {
		if status, _, err := send(t, client, step.method, "http://x"+step.path, ""); status != step.status || err != nil {
			t.Errorf("%s %s: %d, %v; want %d", step.method, step.path, status, err, step.status)
		}
	}
	if once.Fired() != 1 || always.Fired() != 2 {
		t.Errorf("fired %d and %d times", once.Fired(), always.Fired())
	}
	if list := s.Script.List(); list[0].Seen != 3 || list[1].Seen != 2 {
		t.Errorf("seen: %+v", list)
	}
	always.Remove()
	always.Remove()
	if status, _, _ := send(t, client, "GET", "http://x/down", ""); status != 200 {
		t.Errorf("a removed fault fired: %d", status)
	}
}

func TestFirstDueFaultFires(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	client := &http.Client{Transport: s.RoundTripper()}
	s.Script.Add(fake.Fault{Kind: fake.Status, Status: 500})
	s.Script.Add(fake.Fault{Kind: fake.Status, Status: 502, Times: 2})
	for _, want := range []int{500, 502, 502, 200} {
		if status, _, _ := send(t, client, "GET", "http://x/", ""); status != want {
			t.Errorf("got %d, want %d", status, want)
		}
	}
}

func TestInvalidFaults(t *testing.T) {
	t.Parallel()
	for want, fault := range map[string]fake.Fault{
		"unknown fault kind": {},
		"wants a status":     {Kind: fake.Status},
		"200 to 599":         {Kind: fake.StatusAfter, Status: 99},
		"is no pattern":      {Kind: fake.Reset, Path: "/a/["},
		"times -2":           {Kind: fake.Reset, Times: -2},
		"after -1":           {Kind: fake.Reset, After: -1},
		"wants a delay":      {Kind: fake.Stale},
		"wants a url":        {Kind: fake.Redirect},
	} {
		if err := fault.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", fault, err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Add took an invalid fault")
		}
	}()
	new(fake.Script).Add(fake.Fault{})
}

func FuzzFaultJSON(f *testing.F) {
	f.Add([]byte(`{"kind":"status","status":429,"retry_after":"2s"}`))
	f.Add([]byte(`{"kind":"stale","method":"POST","path":"/v1/*","after":2,"times":-1,"delay":"1m30s"}`))
	f.Add([]byte(`{"kind":"slow_body","delay":"-1s"}`))
	f.Add([]byte(`{"delay":5}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var fault, again fake.Fault
		if json.Unmarshal(data, &fault) != nil || fault.Validate() != nil {
			return
		}
		written, err := json.Marshal(fault)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil || again != fault {
			t.Errorf("%s became %+v, %v", written, again, err)
		}
	})
}

func TestFaultJSON(t *testing.T) {
	t.Parallel()
	fault := fake.Fault{Kind: fake.Stale, Method: "POST", Path: "/v1/*", After: 1, Times: -1, Delay: 90 * time.Second}
	written, err := json.Marshal(fault)
	if want := `{"kind":"stale","method":"POST","path":"/v1/*","after":1,"times":-1,"delay":"1m30s"}`; err != nil || string(written) != want {
		t.Errorf("%s, %v", written, err)
	}
	for _, bad := range []string{`{"delay":"soon"}`, `{"retry_after":"-1s"}`, `{"delay":5}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &fault); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
