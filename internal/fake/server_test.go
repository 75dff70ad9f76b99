package fake_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

func TestRoundTripperInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newServer(t)
		client := &http.Client{Transport: s.RoundTripper()}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				// https is spoken without TLS, and any host will do
				if status, _, err := send(t, client, "POST", "https://api.lever.example/", "x"); status != 201 || err != nil {
					t.Errorf("%d, %v", status, err)
				}
			})
		}
		all.Wait()
		if c.count() != 20 {
			t.Errorf("count %d", c.count())
		}
		s.Close()
		if _, _, err := send(t, client, "GET", "http://x/", ""); err == nil {
			t.Error("a closed network answered")
		}
		// synctest.Test fails if a goroutine of the network is left.
	})
}

func TestCallerTimeoutInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		s.Script.Add(fake.Fault{Kind: fake.Hang, Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", "http://x/", nil)
		begin := time.Now()
		if resp, err := s.RoundTripper().RoundTrip(req); err == nil {
			resp.Body.Close()
			t.Error("answered")
		}
		if time.Since(begin) != 3*time.Second {
			t.Errorf("took %s", time.Since(begin))
		}
	})
}

func TestClosedServer(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	s.Close()
	s.Close()
	if _, err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("a closed server started")
	}
	if _, _, err := send(t, &http.Client{Transport: s.RoundTripper()}, "GET", "http://x/", ""); err == nil {
		t.Error("a closed server answered")
	}
}

func TestStartRefusesAnAddress(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	if _, err := s.Start("127.0.0.1:notaport"); err == nil {
		t.Error("started")
	}
	if s.URL() != "" {
		t.Errorf("URL %q", s.URL())
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	s, c := newServer(t)
	client := &http.Client{Transport: s.RoundTripper()}
	do := func(method, path, body string, want int) string {
		t.Helper()
		status, text, err := send(t, client, method, "http://x"+path, body)
		if status != want || err != nil {
			t.Errorf("%s %s: %d %s, %v; want %d", method, path, status, text, err, want)
		}
		return text
	}
	do("POST", "/_fake/faults", `[{"kind":"reset","path":"/never"},{"kind":"status","status":503}]`, 201)
	do("POST", "/_fake/faults", `{"kind":"status","status":418}`, 201)
	do("POST", "/things", "", 503)
	do("POST", "/things", "", 418)
	do("POST", "/things", "bad", 400)
	do("POST", "/things", "abc", 201)
	do("GET", "/things", "", 200)
	var faults []fake.Planned
	if err := json.Unmarshal([]byte(do("GET", "/_fake/faults", "", 200)), &faults); err != nil || len(faults) != 3 ||
		faults[0].Fired != 0 || faults[1].Fired != 1 || faults[2].Fired != 1 {
		t.Errorf("faults %+v, %v", faults, err)
	}
	var calls []fake.Call
	if err := json.Unmarshal([]byte(do("GET", "/_fake/calls?method=POST&applied=true", "", 200)), &calls); err != nil || len(calls) != 1 ||
		calls[0].RequestBytes != 3 || calls[0].Status != 201 {
		t.Errorf("calls %+v, %v", calls, err)
	}
	if state := do("GET", "/_fake/state", "", 200); !strings.Contains(state, `"count": 1`) {
		t.Errorf("state %s", state)
	}
	if own := do("GET", "/_fake/own", "", 200); own != "own" {
		t.Errorf("own %s", own)
	}
	for _, bad := range []string{`{"kind":"nonsense"}`, `[{"kind":"reset"},{"kind":"status"}]`, `{`, `5`, ``, `{"kind":"stale","delay":3}`} {
		do("POST", "/_fake/faults", bad, 400)
	}
	if got := len(s.Script.List()); got != 3 {
		t.Errorf("a refused list left %d faults", got)
	}
	do("DELETE", "/_fake/faults", "", 204)
	do("DELETE", "/_fake/calls", "", 204)
	if len(s.Script.List()) != 0 || len(s.Log.Calls(fake.CallFilter{})) != 0 {
		t.Error("faults or calls are left")
	}
	do("GET", "/things", "", 200)
	do("POST", "/_fake/reset", "", 204)
	if c.count() != 0 || len(s.Log.Calls(fake.CallFilter{})) != 0 {
		t.Errorf("after reset: %d", c.count())
	}
	do("GET", "/_fake/nothing", "", 404)
}

func TestBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := fake.NewBucket(10, 20)
		take := func(n int) (ok int) {
			for range n {
				if _, taken := b.Take("key 1", "GET", "/v1/users"); taken {
					ok++
				}
			}
			return ok
		}
		if got := take(25); got != 20 {
			t.Errorf("a full bucket gave %d", got)
		}
		if wait, ok := b.Take("key 1", "PUT", "/v1/x"); ok || wait != 100*time.Millisecond {
			t.Errorf("empty: wait %s, %v", wait, ok)
		}
		if _, ok := b.Take("key 2", "GET", "/"); !ok {
			t.Error("another credential's bucket is empty")
		}
		if v := b.Violations(); len(v) != 6 || v[5].Credential != "key 1" || v[5].Method != "PUT" || v[5].Path != "/v1/x" {
			t.Errorf("violations %+v", v)
		}
		for range 1000 { // exactly on the limit: never refused
			timer := time.NewTimer(100 * time.Millisecond)
			<-timer.C
			if take(1) != 1 {
				t.Fatal("refused at the limit")
			}
		}
		timer := time.NewTimer(100*time.Millisecond - 1)
		<-timer.C
		if take(1) != 0 {
			t.Error("a nanosecond early was taken")
		}
		timer = time.NewTimer(time.Hour)
		<-timer.C
		if got := take(30); got != 20 {
			t.Errorf("after an hour: %d", got)
		}
		b.Reset()
		if len(b.Violations()) != 0 || take(20) != 20 {
			t.Error("reset did not fill the bucket")
		}
	})
}
