package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

const mocked = "https://api.example.com/v1"

// mock answers every request with the responder.
func mock(responder httpmock.Responder) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(responder)
	return transport
}

var errReset = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}

func TestWhatIsSentAgain(t *testing.T) {
	t.Parallel()
	status := func(code int) httpmock.Responder { return httpmock.NewStringResponder(code, "{}") }
	fails := httpmock.NewErrorResponder
	rows := []struct {
		name               string
		responder          httpmock.Responder
		repeatable, create int // tries of at most 4
		outcome            Outcome
	}{
		{"dial", fails(&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}), 4, 4, NotSent},
		{"DNS", fails(&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.example.com"}}), 4, 4, NotSent},
		{"no answer", fails(errReset), 4, 1, Unknown},
		{"cut answer", httpmock.ResponderFromResponse(&http.Response{StatusCode: 200, Body: io.NopCloser(failing{})}), 4, 1, Unknown},
		{"429", status(429), 4, 4, Refused},
		{"408", status(408), 4, 1, Unknown},
		{"500", status(500), 4, 1, Unknown},
		{"502", status(502), 4, 1, Unknown},
		{"503", status(503), 4, 1, Unknown},
		{"504", status(504), 4, 1, Unknown},
		{"501", status(501), 1, 1, Unknown},
		{"101", status(101), 1, 1, Unknown},
		{"400", status(400), 1, 1, Refused},
		{"401", status(401), 1, 1, Refused},
		{"403", status(403), 1, 1, Refused},
		{"404", status(404), 1, 1, Refused},
		{"409", status(409), 1, 1, Refused},
		{"422", status(422), 1, 1, Refused},
		{"304", status(304), 1, 1, Refused},
		{"write deadline", fails(ErrWriteDeadline), 1, 1, Unknown},
		{"TLS trust", fails(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), 1, 1, NotSent},
	}
	calls := map[string]Request{
		"GET":    get("things", "1"),
		"HEAD":   {Operation: "things.head", Method: http.MethodHead, Path: []string{"things"}},
		"DELETE": {Operation: "things.delete", Method: http.MethodDelete, Path: []string{"things", "1"}},
		"PUT":    {Operation: "things.move", Method: http.MethodPut, Path: []string{"things", "1"}, JSON: 1, Repeatable: true},
		"POST":   create(),
	}
	for _, row := range rows {
		for method, req := range calls {
			t.Run(row.name+"/"+method, func(t *testing.T) {
				t.Parallel()
				network := mock(row.responder)
				_, err := open(t, mocked, over(network)).Do(t.Context(), req)
				want := row.repeatable
				if method == http.MethodPost {
					want = row.create
				}
				if got := network.GetTotalCallCount(); got != want {
					t.Errorf("%d tries, want %d", got, want)
				}
				if got := failure(t, err).Outcome; got != row.outcome {
					t.Errorf("outcome is %s, want %s", got, row.outcome)
				}
			})
		}
	}
}

// failing is a body that breaks off.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestRedirectIsNotSentAgain(t *testing.T) {
	t.Parallel()
	header := http.Header{"Location": {"https://elsewhere.example.com/?mail=ann@example.com"}, "X-Request-Id": {"r-1"}}
	for _, req := range []Request{get("things"), create()} {
		network := mock(httpmock.NewStringResponder(302, "").HeaderSet(header))
		_, err := open(t, mocked, over(network)).Do(t.Context(), req)
		e := failure(t, err)
		if e.Outcome != Refused || e.Status != 302 || e.RequestID != "r-1" || network.GetTotalCallCount() != 1 {
			t.Errorf("%s: %v, outcome %s, %d tries", req.Method, err, e.Outcome, network.GetTotalCallCount())
		}
	}
}

func TestMaxTries(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{0: 4, 1: 1, 2: 2, 7: 7, -1: 1} {
		network := mock(httpmock.NewStringResponder(500, ""))
		_, err := open(t, mocked, over(network), func(c *Config) { c.MaxTries = limit }).Do(t.Context(), get("things"))
		if failure(t, err); network.GetTotalCallCount() != want {
			t.Errorf("MaxTries %d: %d tries, want %d", limit, network.GetTotalCallCount(), want)
		}
	}
}

func TestAgainUntilItWorks(t *testing.T) {
	t.Parallel()
	responder := httpmock.NewStringResponder(503, "").Then(httpmock.NewErrorResponder(errReset)).Then(httpmock.NewStringResponder(200, "done"))
	resp, err := open(t, mocked, over(mock(responder))).Do(t.Context(), get("things"))
	if err != nil || string(resp.Body) != "done" || resp.Status != 200 {
		t.Fatal(resp, err)
	}
}

func TestLastResponseIsKept(t *testing.T) {
	t.Parallel()
	answer := func(id string) httpmock.Responder {
		return httpmock.NewStringResponder(503, "body "+id).HeaderSet(http.Header{"X-Request-Id": {id}})
	}
	responder := answer("a").Then(answer("b")).Then(answer("c"))
	_, err := open(t, mocked, over(mock(responder)), func(c *Config) { c.MaxTries = 3 }).Do(t.Context(), get("things"))
	e := failure(t, err)
	if e.Status != 503 || e.RequestID != "c" || string(e.Body) != "body c" || e.Header.Get("X-Request-Id") != "c" {
		t.Fatalf("%+v, body %q", e, e.Body)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	const own = -1 // the policy's own backoff, 100 ms to 200 ms here
	rows := []struct {
		name   string
		header func() string
		wait   time.Duration // between two tries
		ends   bool          // the call ends with this wait as RetryAfter
	}{
		{name: "seconds", header: func() string { return "3" }, wait: 3 * time.Second},
		{name: "with spaces", header: func() string { return " 3 " }, wait: 3 * time.Second},
		{name: "fraction", header: func() string { return "0.25" }, wait: 250 * time.Millisecond},
		{name: "exactly the longest", header: func() string { return "60" }, wait: time.Minute},
		{name: "date", header: func() string { return date(5 * time.Second) }, wait: 5 * time.Second},
		{name: "past date", header: func() string { return date(-time.Hour) }, wait: own},
		{name: "zero", header: func() string { return "0" }, wait: own},
		{name: "negative", header: func() string { return "-7" }, wait: own},
		{name: "garbage", header: func() string { return "soon" }, wait: own},
		{name: "not a number", header: func() string { return "NaN" }, wait: own},
		{name: "none", header: func() string { return "" }, wait: own},
		{name: "beyond the longest", header: func() string { return "61" }, wait: 61 * time.Second, ends: true},
		{name: "date beyond", header: func() string { return date(time.Hour) }, wait: time.Hour, ends: true},
		{name: "absurd", header: func() string { return "99999999999999999999" }, wait: 1e9 * time.Second, ends: true},
		{name: "overflow", header: func() string { return "1e400" }, wait: own},
	}
	for _, row := range rows {
		for _, status := range []int{429, 503} {
			t.Run(row.name+"/"+strconv.Itoa(status), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var at []time.Time
					network := mock(func(*http.Request) (*http.Response, error) {
						at = append(at, time.Now())
						resp := httpmock.NewStringResponse(status, "")
						resp.Header.Set("Retry-After", row.header())
						return resp, nil
					})
					_, err := open(t, mocked, over(network), func(c *Config) {
						c.MaxTries, c.MinBackoff, c.MaxBackoff = 2, 200*time.Millisecond, time.Second
					}).Do(t.Context(), get("things"))
					e := failure(t, err)
					if row.ends {
						if len(at) != 1 || e.RetryAfter() != row.wait {
							t.Fatalf("%d tries, RetryAfter %s, want 1 and %s", len(at), e.RetryAfter(), row.wait)
						}
						return
					}
					if len(at) != 2 {
						t.Fatalf("%d tries, want 2", len(at))
					}
					waited := at[1].Sub(at[0])
					if row.wait == own && (waited < 100*time.Millisecond || waited > 200*time.Millisecond) || row.wait != own && waited != row.wait {
						t.Errorf("waited %s, want %s", waited, row.wait)
					}
				})
			})
		}
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	policy := retryPolicy{min: 500 * time.Millisecond, top: 10 * time.Second, longest: time.Minute}
	for attempt, full := range map[int]time.Duration{
		0: 500 * time.Millisecond, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 4: 8 * time.Second,
		5: 10 * time.Second, 6: 10 * time.Second, 1000: 10 * time.Second,
	} {
		low, high := full, time.Duration(0)
		for range 500 {
			wait := policy.backoff(0, 0, attempt, nil)
			low, high = min(low, wait), max(high, wait)
		}
		if low < full/2 || high > full {
			t.Errorf("attempt %d: waits %s to %s, want within %s to %s", attempt, low, high, full/2, full)
		}
		if spread := high - low; spread < full/3 {
			t.Errorf("attempt %d: waits spread over %s of %s only", attempt, spread, full/2)
		}
	}
	if wait := (retryPolicy{min: time.Minute, top: time.Second}).backoff(0, 0, 0, nil); wait > time.Second {
		t.Errorf("a cap below the start: %s", wait)
	}
}

func TestCancelBeatsWaiting(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{"backoff": "", "Retry-After": "50"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := mock(httpmock.NewStringResponder(429, "").HeaderSet(http.Header{"Retry-After": {header}}))
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				_, err := open(t, mocked, over(network), func(c *Config) { c.MinBackoff, c.MaxBackoff = 10*time.Second, 10*time.Second }).Do(ctx, create())
				if e := failure(t, err); !errors.Is(err, context.DeadlineExceeded) || e.Outcome != Refused {
					t.Errorf("%v, outcome %s", err, e.Outcome)
				}
				if took := time.Since(start); took != time.Second || network.GetTotalCallCount() != 1 {
					t.Errorf("came back after %s and %d tries", took, network.GetTotalCallCount())
				}
			})
		})
	}
}

func TestCancelDuringATry(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	network := mock(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, errReset
	})
	_, err := open(t, mocked, over(network)).Do(ctx, get("things"))
	if e := failure(t, err); e.Outcome != Unknown || !errors.Is(err, context.Canceled) || !errors.Is(err, errReset) || network.GetTotalCallCount() != 1 {
		t.Errorf("%v: outcome %s, %d tries", err, e.Outcome, network.GetTotalCallCount())
	}
}

func TestCancelledBefore(t *testing.T) {
	t.Parallel()
	network := mock(httpmock.NewStringResponder(200, ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := open(t, mocked, over(network)).Do(ctx, create())
	if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, context.Canceled) || network.GetTotalCallCount() != 0 {
		t.Fatalf("%v, outcome %s, %d tries", err, e.Outcome, network.GetTotalCallCount())
	}
}

// An answer that arrived is worth more than a context that ended meanwhile: the
// caller would have to look whether the write was done.
func TestAnswerBeatsCancel(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 404} {
		ctx, cancel := context.WithCancel(t.Context())
		network := mock(func(*http.Request) (*http.Response, error) {
			defer cancel()
			return httpmock.NewStringResponse(status, "answer"), nil
		})
		resp, err := open(t, mocked, over(network)).Do(ctx, create())
		if status == 201 && (err != nil || string(resp.Body) != "answer") {
			t.Errorf("201: %v", err)
		}
		if status == 404 && failure(t, err).Status != 404 {
			t.Errorf("404: %v", err)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "3", "-1", "0.5", "1e400", "NaN", "Inf", "Sat, 01 Jan 2000 00:00:00 GMT", "99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		header := http.Header{"Retry-After": {value}}
		if wait := retryAfter(header); wait < 0 {
			t.Fatalf("%q waits %s", value, wait)
		}
		policy := retryPolicy{min: 1, top: 2, longest: time.Minute}
		if wait := policy.backoff(0, 0, 0, &http.Response{Header: header}); wait < 0 || wait > time.Minute {
			t.Fatalf("%q backs off %s", value, wait)
		}
	})
}
