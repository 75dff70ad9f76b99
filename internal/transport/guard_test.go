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
	late := &flight{guarded: true, deadline: time.Now().Add(-1)}
	guarded.carry(late)
	if n, err := guarded.Write([]byte("late")); n != 0 || !errors.Is(err, ErrWriteDeadline) || !late.unsent() || conn.written != 5 {
		t.Errorf("%d bytes, %v, %d on the wire", n, err, conn.written)
	}
	next := &flight{guarded: true}
	guarded.carry(next)
	if n, err := guarded.Write([]byte("next")); n != 4 || err != nil || next.unsent() || conn.written != 9 {
		t.Errorf("%d bytes, %v, %d on the wire", n, err, conn.written)
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
		f := &flight{guarded: row.guarded}
		httptrace.ContextClientTrace(f.trace(t.Context())).GotConn(httptrace.GotConnInfo{Conn: row.conn})
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
	out, err := transport.build(context.WithValue(t.Context(), callKey, &call{req: &req}), &req)
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
