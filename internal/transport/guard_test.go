package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"testing"
	"time"
	"unsafe"

	"github.com/jarcoal/httpmock"
)

// numb is a connection that knows no deadlines and takes all.
type numb struct {
	net.Conn
	written int
}

func (c *numb) SetWriteDeadline(time.Time) error       { return errors.New("not supported") }
func (c *numb) Write(p []byte) (int, error)            { c.written += len(p); return len(p), nil }
func (c *numb) plain(string, string) (net.Conn, error) { return c, nil }

// The look at the clock in each Write holds by itself: a process that was frozen
// finds its timers late too.
func TestGuardLooksAtTheClock(t *testing.T) {
	t.Parallel()
	conn := &numb{}
	guarded := &guardedConn{Conn: conn}
	if n, err := guarded.Write([]byte("hello")); n != 5 || err != nil { // a handshake, before any try
		t.Fatal(n, err)
	}
	watched := &tripper{guarded: true}
	late := &flight{tripper: watched, deadline: time.Now().Add(-1)}
	guarded.carry(late)
	if n, err := guarded.Write([]byte("late")); n != 0 || !errors.Is(err, ErrWriteDeadline) || !late.unsent() || conn.written != 5 {
		t.Errorf("%d bytes, %v, %d on the wire", n, err, conn.written)
	}
	next := &flight{tripper: watched}
	guarded.carry(next)
	if n, err := guarded.Write([]byte("next")); n != 4 || err != nil || next.unsent() || conn.written != 9 {
		t.Errorf("%d bytes, %v, %d on the wire", n, err, conn.written)
	}
}

// A try that got no slot for being sent again writes nothing on its new connection.
func TestGuardRefusesWithoutASlot(t *testing.T) {
	t.Parallel()
	conn := &numb{}
	guarded := &guardedConn{Conn: conn}
	ctx, cancel := context.WithCancelCause(t.Context())
	f := &flight{tripper: &tripper{guarded: true, limiter: &ledger{err: errNoSlot}}, ctx: ctx, cancel: cancel}
	hooks := httptrace.ContextClientTrace(f.trace())
	hooks.GotConn(httptrace.GotConnInfo{Conn: guarded})
	if _, err := guarded.Write([]byte("once")); err != nil {
		t.Fatal(err)
	}
	hooks.GotConn(httptrace.GotConnInfo{Conn: guarded})
	if n, err := guarded.Write([]byte("twice")); n != 0 || !errors.Is(err, errNoSlot) || conn.written != 4 {
		t.Errorf("%d bytes, %v, %d on the wire", n, err, conn.written)
	}
	if !errors.Is(context.Cause(ctx), errNoSlot) {
		t.Errorf("the try goes on: %v", context.Cause(ctx))
	}
}

// shifted moves the monotonic reading alone, as a machine does that was suspended.
func shifted(moment time.Time, monotonic time.Duration) time.Time {
	type layout struct { // of a time.Time
		wall uint64
		ext  int64
		loc  *time.Location
	}
	(*layout)(unsafe.Pointer(&moment)).ext += int64(monotonic)
	return moment
}

func TestLateByEitherClock(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, row := range map[string]struct {
		deadline time.Time
		late     bool
	}{
		"none":                         {time.Time{}, false},
		"ahead":                        {now.Add(time.Hour), false},
		"passed":                       {now.Add(-time.Hour), true},
		"ahead, wall clock only":       {now.Add(time.Hour).Round(0), false},
		"passed, wall clock only":      {now.Add(-time.Hour).Round(0), true},
		"the monotonic clock stood":    {shifted(now.Add(-time.Hour), 2*time.Hour), true},
		"the wall clock was set back":  {shifted(now.Add(time.Hour), -2*time.Hour), true},
		"the wall clock was set ahead": {shifted(now.Add(2*time.Hour), -time.Hour), false},
	} {
		if got := late(row.deadline); got != row.late {
			t.Errorf("%s: late is %t", name, got)
		}
	}
}

func TestUnsentNeedsAGuard(t *testing.T) {
	t.Parallel()
	inner := &guardedConn{Conn: &numb{}}
	for name, row := range map[string]struct {
		conn    net.Conn
		guarded bool
		unsent  bool
	}{
		"guarded":          {inner, true, true},
		"TLS over guarded": {tls.Client(inner, &tls.Config{}), true, true},
		"somebody else's":  {&numb{}, true, false},
		"foreign network":  {inner, false, false},
	} {
		f := &flight{tripper: &tripper{guarded: row.guarded}, ctx: t.Context()}
		httptrace.ContextClientTrace(f.trace()).GotConn(httptrace.GotConnInfo{Conn: row.conn})
		if f.unsent() != row.unsent {
			t.Errorf("%s: unsent is %t", name, f.unsent())
		}
	}
}

func TestEveryDialerIsGuarded(t *testing.T) {
	t.Parallel()
	conn := &numb{}
	own := guard(&http.Transport{Dial: conn.plain, DialTLS: conn.plain}) //nolint:staticcheck // the subject of the test
	for name, dial := range map[string]dialFunc{"plain": own.DialContext, "TLS": own.DialTLSContext} {
		got, err := dial(t.Context(), "tcp", "api.example.com:443")
		if guarded := guardOf(got); err != nil || guarded == nil || guarded.Conn != conn {
			t.Errorf("%s: %T %v", name, got, err)
		}
	}
	if guard(&http.Transport{}).DialTLSContext != nil {
		t.Error("net/http is kept from its own TLS")
	}
}

// Redirects to another host are not followed at all; should one get this far, it
// still goes without credentials and slot.
func TestNoCredentialsForAnotherHost(t *testing.T) {
	t.Parallel()
	var header http.Header
	network := mock(func(req *http.Request) (*http.Response, error) {
		header = req.Header
		return httpmock.NewStringResponse(200, ""), nil
	})
	book := &ledger{}
	transport := open(t, mocked, over(network), func(c *Config) { c.Authorize, c.Limiter = bearer(secret), book })
	req := get("things")
	out, err := transport.build(&call{Context: t.Context(), req: &req}, &req)
	if err != nil {
		t.Fatal(err)
	}
	out.URL.Host = "elsewhere.example.com"
	if _, err := (*tripper)(transport).RoundTrip(out.Request); err != nil {
		t.Fatal(err)
	}
	if header.Get("Authorization") != "" || header.Get("X-Api-Secret") != "" || book.booked != 0 {
		t.Errorf("sent %v, booked %d", header, book.booked)
	}
}
