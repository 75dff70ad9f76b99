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

// call is what is known over all tries of one Do.
type call struct {
	req       *Request
	deadline  time.Time
	tries     int
	ambiguous bool    // some try may have had an effect
	last      Outcome // of the try that ended most recently, as are status and header
	status    int     // 0: no answer
	header    http.Header
	body      []byte // nil while it is streamed
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
	req = req.Clone(ctx)
	if err := t.prepare(req, state); err != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, err
	}
	start := time.Now()
	resp, err := t.send(req, state)
	state.settle(err)
	status := state.status
	if err != nil {
		status = 0
	}
	t.logger.LogAttrs(ctx, levelOf(status), "api call", attrs(state, status, time.Since(start))...)
	return resp, err
}

// prepare does all that can fail, or take long, before the first byte.
func (t *tripper) prepare(req *http.Request, state *call) error {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return err
	}
	if req.URL.Host == t.base.Host {
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
		if _, err := body.opened(); err != nil {
			return err
		}
	}
	if late(state.deadline) {
		return ErrWriteDeadline
	}
	return nil
}

// send puts one try on the wire and reads its answer, unless it is streamed.
func (t *tripper) send(req *http.Request, state *call) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(t.patience(req), func() { cancel(errTryTimeout) })
	flight := &flight{deadline: state.deadline, guarded: t.guarded}
	req = req.WithContext(flight.trace(ctx))
	if req.Body != nil && req.Body != http.NoBody && !state.deadline.IsZero() {
		guardBody(req, flight)
	}
	state.last = Unknown
	resp, err := t.tries.RoundTrip(req)
	if err != nil {
		timer.Stop()
		if flight.unsent() || unconnected(err) {
			state.last = NotSent
		}
		if context.Cause(ctx) == errTryTimeout {
			err = errTryTimeout
		}
		cancel(nil)
		return nil, err
	}
	state.status, state.header = resp.StatusCode, resp.Header
	if state.req.Stream && success(resp.StatusCode) {
		timer.Stop()
		resp.Body = &closing{resp.Body, func() { cancel(nil) }}
		return resp, nil
	}
	defer cancel(nil)
	defer timer.Stop()
	return t.buffer(ctx, resp, state)
}

// errorBody bounds what is read and kept of an answer that is not 2xx.
const errorBody = 64 << 10

// buffer reads the answer within its bound, so that a cut body is a failed try.
func (t *tripper) buffer(ctx context.Context, resp *http.Response, state *call) (*http.Response, error) {
	bound := t.maxBody + 1
	if !success(resp.StatusCode) {
		bound = errorBody
	}
	var body bytes.Buffer
	body.Grow(int(min(max(0, resp.ContentLength), bound)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(resp.Body, bound))
	resp.Body.Close()
	switch {
	case !success(resp.StatusCode): // the status is an answer already, whatever became of the body
	case err != nil:
		if context.Cause(ctx) == errTryTimeout {
			err = errTryTimeout
		}
		return nil, &cutError{err}
	case int64(body.Len()) > t.maxBody:
		return nil, &cutError{&tooLargeError{t.maxBody}}
	}
	state.body = body.Bytes()
	resp.Body = io.NopCloser(&body)
	return resp, nil
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
