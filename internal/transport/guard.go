package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// flight is one try on its way, and what it knows about the bytes it wrote.
type flight struct {
	tripper  *tripper
	ctx      context.Context // of this try, ended by cancel
	cancel   context.CancelCauseFunc
	deadline time.Time             // no byte later; zero: none
	wrote    atomic.Bool           // a byte may have left
	halted   atomic.Pointer[error] // why nothing may be written any more
	hooks    httptrace.ClientTrace
}

// unsent reports that provably no byte of the try left this machine.
func (f *flight) unsent() bool {
	return f.tripper.guarded && !f.wrote.Load()
}

// trace ties the flight to the connection that carries the try. When a kept
// connection turns out to be dead, net/http by itself sends a read again on another
// one: the server may have counted the first, so the second needs its own slot.
func (f *flight) trace() context.Context {
	f.hooks.GotConn = func(info httptrace.GotConnInfo) {
		if f.wrote.Load() && f.halted.Load() == nil {
			f.rebook()
		}
		if conn := guardOf(info.Conn); conn != nil {
			conn.carry(f)
		} else {
			f.wrote.Store(true) // nobody watches this connection
		}
	}
	return httptrace.WithClientTrace(f.ctx, &f.hooks)
}

// rebook takes a slot for the same try once more. Without one nothing more is sent.
func (f *flight) rebook() {
	if err := (*Transport)(f.tripper).wait(f.ctx); err != nil {
		f.halted.Store(&err)
		f.cancel(err) // for connections whose writes are not ours to refuse
	}
}

// guardedConn compares each Write with the deadline of the try it carries. A
// context alone is not enough: a process that was frozen between looking at its
// context and the socket writes all the same when it wakes.
type guardedConn struct {
	net.Conn
	mu     sync.Mutex
	flight *flight
}

func (c *guardedConn) carry(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !f.deadline.IsZero() || c.flight != nil && !c.flight.deadline.IsZero() {
		_ = c.SetWriteDeadline(f.deadline) // ends a Write that hangs; who cannot, has the look at the clock
	}
	c.flight = f
}

func (c *guardedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	f := c.flight
	c.mu.Unlock()
	if f == nil {
		return c.Conn.Write(p)
	}
	if halted := f.halted.Load(); halted != nil {
		return 0, *halted
	}
	if late(f.deadline) {
		return 0, ErrWriteDeadline
	}
	before := f.wrote.Swap(true)
	n, err := c.Conn.Write(p)
	if err != nil && n == 0 && !before {
		f.wrote.Store(false) // a pooled connection the server had closed takes nothing
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && late(f.deadline) {
		err = ErrWriteDeadline
	}
	return n, err
}

// late looks at both clocks: the monotonic one may stand still while a machine is
// suspended, and the wall clock may be set back.
func late(deadline time.Time) bool {
	if deadline.IsZero() {
		return false
	}
	now := time.Now()
	return !now.Before(deadline) || !now.Round(0).Before(deadline.Round(0))
}

func guardOf(conn net.Conn) *guardedConn {
	for {
		switch c := conn.(type) {
		case *guardedConn:
			return c
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}

// guard returns a copy of base whose connections are guarded. It speaks HTTP/1.1
// only: on a shared HTTP/2 connection one try's deadline would bind the others.
func guard(base *http.Transport) *http.Transport {
	own := base.Clone()
	own.Protocols = new(http.Protocols)
	own.Protocols.SetHTTP1(true)
	if own.TLSClientConfig != nil {
		own.TLSClientConfig.NextProtos = nil
	}
	plain := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	own.DialContext = guardDial(dialer(own.DialContext, own.Dial, plain.DialContext)) //nolint:staticcheck // a caller's Dial must not be passed over
	if own.DialTLSContext != nil || own.DialTLS != nil {                              //nolint:staticcheck // the same
		own.DialTLSContext = guardDial(dialer(own.DialTLSContext, own.DialTLS, nil)) //nolint:staticcheck // the same
	}
	return own
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// dialer is the one that net/http would choose.
func dialer(now dialFunc, before func(network, address string) (net.Conn, error), standard dialFunc) dialFunc {
	switch {
	case now != nil:
		return now
	case before != nil:
		return func(_ context.Context, network, address string) (net.Conn, error) { return before(network, address) }
	}
	return standard
}

func guardDial(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &guardedConn{Conn: conn}, nil
	}
}

// guardedBody hands nothing over after the deadline. It is the second line, and
// the only one when the caller brought a RoundTripper that is not an *http.Transport.
type guardedBody struct {
	io.ReadCloser
	flight *flight
}

func (b *guardedBody) Read(p []byte) (int, error) {
	if late(b.flight.deadline) {
		return 0, ErrWriteDeadline
	}
	n, err := b.ReadCloser.Read(p)
	if late(b.flight.deadline) { // the source was slow
		return 0, ErrWriteDeadline
	}
	return n, err
}

func guardBody(req *http.Request, f *flight) {
	wrapBody(req, func(body io.ReadCloser) io.ReadCloser { return &guardedBody{body, f} })
}

type contextKey int

const (
	deadlineKey contextKey = iota
	bookedKey
	callKey
)

// WithWriteDeadline returns a context under which no byte of a request is written
// at or after t.
func WithWriteDeadline(ctx context.Context, t time.Time) context.Context {
	return context.WithValue(ctx, deadlineKey, t)
}

// WithBooked returns a context under which the next n tries of any call use slots
// that [Transport.Reserve] booked. Each booking is spent once, however many calls are
// made under the context.
func WithBooked(ctx context.Context, n int) context.Context {
	bookings := new(atomic.Int64)
	bookings.Store(int64(n))
	return context.WithValue(ctx, bookedKey, bookings)
}

// spend reports whether ctx holds an unspent booking, and spends it.
func spend(ctx context.Context) bool {
	bookings, _ := ctx.Value(bookedKey).(*atomic.Int64)
	return bookings != nil && bookings.Add(-1) >= 0
}
