package fake_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

var faults = []struct {
	fault   fake.Fault
	status  int    // that the caller sees; 0: none
	body    string // beginning of what the caller sees
	broken  bool   // the call or its body fails
	applied int    // POSTs that counted when the call has returned
}{
	{fake.Fault{Kind: fake.Status, Status: 503}, 503, "provider error 503", false, 0},
	{fake.Fault{Kind: fake.Status, Status: 502, Body: "<html>Bad gateway</html>"}, 502, "<html>Bad gateway", false, 0},
	{fake.Fault{Kind: fake.StatusAfter}, 500, "provider error 500", false, 1},
	{fake.Fault{Kind: fake.Reset}, 0, "", true, 0},
	{fake.Fault{Kind: fake.ResetAfter}, 0, "", true, 1},
	{fake.Fault{Kind: fake.ApplyLate, Delay: time.Hour}, 0, "", true, 0},
	{fake.Fault{Kind: fake.Truncate}, 201, "count 1", true, 1},
	{fake.Fault{Kind: fake.SlowBody, Delay: time.Millisecond}, 201, "count 1", false, 1},
	{fake.Fault{Kind: fake.Hang, Delay: time.Millisecond}, 0, "", true, 0},
	{fake.Fault{Kind: fake.Redirect, URL: "http://elsewhere.example/"}, 301, "provider error 301", false, 0},
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"in process", "loopback"} {
		for _, test := range faults {
			t.Run(network+"/"+string(test.fault.Kind), func(t *testing.T) {
				t.Parallel()
				s, c := newServer(t)
				url, client := "http://counter.fake", noFollow(nil)
				if network == "loopback" {
					var err error
					if url, err = s.Start("127.0.0.1:0"); err != nil {
						t.Fatal(err)
					}
				} else {
					client.Transport = s.RoundTripper()
				}
				armed := s.Script.Add(test.fault)
				status, body, err := send(t, client, "POST", url+"/things", "payload")
				if status != test.status || !strings.HasPrefix(body, test.body) || (err != nil) != test.broken {
					t.Errorf("got %d %.30q, error %v", status, body, err)
				}
				if c.count() != test.applied {
					t.Errorf("applied %d times, want %d", c.count(), test.applied)
				}
				if armed.Fired() != 1 {
					t.Errorf("fired %d times", armed.Fired())
				}
				if status, _, err := send(t, client, "POST", url+"/things", ""); status != 201 || err != nil {
					t.Errorf("the next call: %d, %v", status, err)
				}
				s.Close()
				first := s.Log.Calls(fake.CallFilter{})[0]
				if first.Fault != test.fault.Kind || first.Status != test.status || first.Applied != (test.applied == 1) ||
					first.RequestBytes != int64(len("payload")) || first.Path != "/things" {
					t.Errorf("logged %+v", first)
				}
			})
		}
	}
}

func TestApplyLateAppliesAfterTheDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newServer(t)
		client := &http.Client{Transport: s.RoundTripper()}
		s.Script.Add(fake.Fault{Kind: fake.ApplyLate, Delay: 30 * time.Second})
		begin := time.Now()
		if _, _, err := send(t, client, "POST", "http://x/", "payload"); err == nil {
			t.Error("the caller got an answer")
		}
		if time.Since(begin) != 0 {
			t.Errorf("the connection was cut after %s", time.Since(begin))
		}
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{30*time.Second - 1, 0}, {1, 1}} {
			timer := time.NewTimer(step.wait)
			<-timer.C
			synctest.Wait()
			if c.count() != step.want || len(s.Log.Calls(fake.CallFilter{Applied: true})) != step.want {
				t.Errorf("after %s: %d applied, want %d", time.Since(begin), c.count(), step.want)
			}
		}
	})
}

func TestCloseDropsWhatWouldBeAppliedLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newServer(t)
		s.Script.Add(fake.Fault{Kind: fake.ApplyLate, Delay: time.Minute})
		_, _, _ = send(t, &http.Client{Transport: s.RoundTripper()}, "POST", "http://x/", "")
		s.Close()
		if c.count() != 0 {
			t.Error("applied at close")
		}
	})
}

func TestStaleReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		client := &http.Client{Transport: s.RoundTripper()}
		post := func() { _, _, _ = send(t, client, "POST", "http://x/", "") }
		read := func() string {
			_, body, err := send(t, client, "GET", "http://x/", "")
			if err != nil {
				t.Fatal(err)
			}
			return body[:len("count 0")]
		}
		post()
		armed := s.Script.Add(fake.Fault{Kind: fake.Stale, Method: "POST", Delay: 10 * time.Second})
		post()
		post()
		if got := read(); got != "count 1" {
			t.Errorf("in the freeze: %s", got)
		}
		if armed.Fired() != 1 || len(s.Log.Calls(fake.CallFilter{Method: "GET", Fault: fake.Stale})) != 1 {
			t.Errorf("fired %d times, log %+v", armed.Fired(), s.Log.Calls(fake.CallFilter{}))
		}
		timer := time.NewTimer(10 * time.Second)
		<-timer.C
		if got := read(); got != "count 3" {
			t.Errorf("after the freeze: %s", got)
		}
	})
}

func TestSlowBodyAndHangTakeTheirTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		client := &http.Client{Transport: s.RoundTripper()}
		for _, kind := range []fake.Kind{fake.SlowBody, fake.Hang} {
			s.Script.Add(fake.Fault{Kind: kind, Delay: 20 * time.Second})
			begin := time.Now()
			_, _, _ = send(t, client, "POST", "http://x/", "")
			if took := time.Since(begin); took != 20*time.Second {
				t.Errorf("%s took %s", kind, took)
			}
		}
	})
}

func TestRetryAfterAndLocation(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	client := noFollow(s.RoundTripper())
	get := func() http.Header {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://x/", nil)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.Header
	}
	s.Script.Add(fake.Fault{Kind: fake.Status, Status: 429, RetryAfter: 1500 * time.Millisecond})
	if got := get().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %q", got)
	}
	s.Script.Add(fake.Fault{Kind: fake.Status, Status: 429})
	if got, sent := get()["Retry-After"]; sent {
		t.Errorf("Retry-After %q", got)
	}
	s.Script.Add(fake.Fault{Kind: fake.Redirect, Status: 307, URL: "http://elsewhere.example/x"})
	if got := get().Get("Location"); got != "http://elsewhere.example/x" {
		t.Errorf("Location %q", got)
	}
}

func TestTruncateCutsAnEmptyAnswer(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t)
	s.Script.Add(fake.Fault{Kind: fake.Truncate})
	if status, _, err := send(t, &http.Client{Transport: s.RoundTripper()}, "DELETE", "http://x/", ""); err == nil {
		t.Errorf("got %d", status)
	}
	if calls := s.Log.Calls(fake.CallFilter{Applied: true}); len(calls) != 1 || calls[0].Status != 0 {
		t.Errorf("logged %+v", calls)
	}
}
