package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// call is what is known over all tries of one Do. It is the context of all of them,
// so that each try finds it.
type call struct {
	context.Context
	req       *Request
	deadline  time.Time
	tries     int
	ambiguous bool    // some try may have had an effect
	last      Outcome // of the try that ended most recently, as are status and header
	status    int     // 0: no answer
	header    http.Header
	body      []byte      // nil while it is streamed
	sent      http.Header // of the try that went out most recently
}

// Value finds the call itself, or what its context holds.
func (c *call) Value(key any) any {
	if key == callKey {
		return c
	}
	return c.Context.Value(key)
}

func callOf(ctx context.Context) *call {
	state, _ := ctx.Value(callKey).(*call)
	return state
}

// outcome sums up all tries: one try in doubt leaves the call in doubt.
func (c *call) outcome() Outcome {
	if c.ambiguous {
		return Unknown
	}
	return c.last
}

func (c *call) error() *Error {
	return &Error{
		Operation: c.req.Operation,
		Method:    c.req.Method,
		Path:      c.req.shownPath(),
		Status:    c.status,
		Header:    c.header,
		Body:      c.body,
		RequestID: requestID(c.header),
		Outcome:   c.outcome(),
	}
}

// fail is the error of a call without a usable answer.
func (c *call) fail(ctx context.Context, err error) *Error {
	e := c.error()
	if c.tries == 0 { // cancelled before the first try
		e.Outcome = NotSent
	}
	e.Err = cause(err)
	if ctx.Err() != nil && !errors.Is(e.Err, ctx.Err()) {
		e.Err = errors.Join(ctx.Err(), e.Err)
	}
	return e
}

// tripper is one try. It stands below go-retryablehttp, so that retries, pages and
// uploads all wait for their slot.
type tripper Transport

func (t *tripper) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	state := callOf(ctx)
	state.tries++
	state.last, state.status, state.header, state.body = NotSent, 0, nil, nil
	flight, out := t.flight(req, state)
	if err := t.prepare(ctx, out, state); err != nil {
		flight.cancel(nil)
		if out.Body != nil {
			out.Body.Close()
		}
		return nil, err
	}
	var start time.Time
	if t.logger != nil {
		start = time.Now()
	}
	resp, err := t.send(flight, out, state)
	state.settle(err)
	if t.logger != nil {
		status := state.status
		if err != nil {
			status = 0
		}
		t.logger.LogAttrs(ctx, levelOf(status), "api call", attrs(state, status, time.Since(start))...)
	}
	return resp, err
}

// flight returns what is known about the try, and its own copy of the request.
func (t *tripper) flight(req *http.Request, state *call) (*flight, *http.Request) {
	f := &flight{tripper: t, deadline: state.deadline}
	f.ctx, f.cancel = context.WithCancelCause(req.Context())
	out := req.WithContext(f.trace())
	out.Header = t.header(req.Header)
	return f, out
}

// prepare does all that can fail, or take long, before the first byte.
func (t *tripper) prepare(ctx context.Context, req *http.Request, state *call) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.own(req) {
		if err := (*Transport)(t).wait(ctx); err != nil {
			return err
		}
		if t.authorize != nil {
			if err := t.authorize(ctx, req.Header); err != nil {
				return &authorizeError{err}
			}
		}
	}
	if body, ok := req.Body.(*lazyBody); ok {
		if err := body.await(ctx, t.patience(req)); err != nil {
			return err
		}
	}
	if late(state.deadline) {
		return ErrWriteDeadline
	}
	return nil
}

// own reports whether the request goes to our host.
func (t *tripper) own(req *http.Request) bool { return req.URL.Host == t.base.Host }

// send puts one try on the wire and reads its answer, unless it is streamed.
func (t *tripper) send(f *flight, req *http.Request, state *call) (*http.Response, error) {
	timer := time.AfterFunc(t.patience(req), func() { f.cancel(errTryTimeout) })
	if _, ok := req.Body.(*lazyBody); ok {
		wrapBody(req, func(body io.ReadCloser) io.ReadCloser { return abandonable(f.ctx, body) })
	}
	if req.Body != nil && req.Body != http.NoBody && !state.deadline.IsZero() {
		guardBody(req, f)
	}
	state.last, state.sent = Unknown, req.Header
	resp, err := t.tries.RoundTrip(req)
	if err != nil {
		timer.Stop()
		if f.unsent() || unconnected(err) {
			state.last = NotSent
		}
		if errors.Is(context.Cause(f.ctx), errTryTimeout) {
			err = errTryTimeout
		}
		f.cancel(nil)
		return nil, err
	}
	state.status, state.header = resp.StatusCode, resp.Header
	if state.req.Stream && success(resp.StatusCode) {
		timer.Stop()
		resp.Body = &closing{resp.Body, func() { f.cancel(nil) }}
		return resp, nil
	}
	defer f.cancel(nil)
	defer timer.Stop()
	return t.buffer(f.ctx, resp, state)
}

// errorBody bounds what is read and kept of an answer that is not 2xx.
const errorBody = 64 << 10

// buffer reads the answer within its bound, so that a cut body is a failed try.
func (t *tripper) buffer(ctx context.Context, resp *http.Response, state *call) (*http.Response, error) {
	bound := t.maxBody + 1
	if !success(resp.StatusCode) {
		bound = errorBody
	}
	body, err := readAll(io.LimitReader(resp.Body, bound), min(resp.ContentLength, bound))
	resp.Body.Close()
	switch {
	case !success(resp.StatusCode): // the status is an answer already, whatever became of the body
	case err != nil:
		if errors.Is(context.Cause(ctx), errTryTimeout) {
			err = errTryTimeout
		}
		return nil, &cutError{err}
	case int64(len(body)) > t.maxBody:
		return nil, &cutError{&tooLargeError{t.maxBody}}
	}
	state.body = body
	resp.Body = http.NoBody // what there was is in the state
	return resp, nil
}

// readAll reads to the end. A length that the server announced spares growing.
func readAll(r io.Reader, length int64) ([]byte, error) {
	if length <= 0 {
		return io.ReadAll(r)
	}
	var body bytes.Buffer
	body.Grow(int(length) + bytes.MinRead)
	_, err := body.ReadFrom(r)
	return body.Bytes(), err
}

// patience is the time one try may take: the timeout, and for an upload what its
// bytes need on a slow line (64 KiB/s).
func (t *tripper) patience(req *http.Request) time.Duration {
	return t.timeout + time.Duration(max(0, req.ContentLength)/(64<<10))*time.Second
}

// settle notes what the try that just ended says about its effect.
func (c *call) settle(err error) {
	if err == nil {
		switch {
		case success(c.status): // a success is not asked for its outcome
			return
		case c.status < 300 || c.status == http.StatusRequestTimeout || c.status >= 500:
			c.last = Unknown
		default:
			c.last = Refused
		}
	}
	if c.last == Unknown && !c.req.safe() {
		c.ambiguous = true
	}
}

func success(status int) bool { return status >= 200 && status < 300 }

// closing runs done when the body is closed.
type closing struct {
	io.ReadCloser
	done func()
}

func (c *closing) Close() error {
	defer c.done()
	return c.ReadCloser.Close()
}

// authorizeError says that no credential could be had for the call.
type authorizeError struct{ err error }

func (e *authorizeError) Error() string { return "no credential: " + e.err.Error() }
func (e *authorizeError) Unwrap() error { return e.err }

var errTryTimeout = errors.New("no answer in time")

// unconnected reports an error from before there was a connection to write to,
// for round trippers whose connections are not ours.
func unconnected(err error) bool {
	var (
		op        *net.OpError
		untrusted *tls.CertificateVerificationError
	)
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &untrusted)
}
