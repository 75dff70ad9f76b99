package fake

import (
	"bytes"
	"context"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxBuffered bounds a request body that is kept to be applied later.
const maxBuffered = 64 << 20

// slowParts is the number of pieces that SlowBody cuts a body into.
const slowParts = 10

// serve logs the request and lets it pass, or has a fault hit it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	fault, hit := s.Script.next(r.Method, r.URL.EscapedPath())
	call := s.Log.begin(r, fault.Kind)
	body := &countingBody{ReadCloser: r.Body, log: &s.Log, call: call}
	r.Body = body

	if fault.Kind == Stale {
		s.freeze(fault.Delay)
		hit = false
	}
	if !hit {
		s.pass(w, r, call)
		return
	}
	switch fault.Kind {
	case Status:
		drain(body)
		s.answerFault(w, fault, call)
	case StatusAfter:
		s.apply(r, call)
		s.answerFault(w, fault, call)
	case Redirect:
		drain(body)
		w.Header().Set("Location", fault.URL)
		s.answerFault(w, fault, call)
	case Reset:
		drain(body)
		cut(w)
	case ResetAfter:
		s.apply(r, call)
		cut(w)
	case ApplyLate:
		s.applyLate(r, call, fault.Delay)
		cut(w)
	case Hang:
		drain(body)
		_ = wait(r.Context(), fault.Delay)
		cut(w)
	case Truncate:
		s.truncate(w, s.apply(r, call), call)
	case SlowBody:
		s.slow(w, r, s.apply(r, call), call, fault.Delay)
	}
}

// pass enters the outcome into the log before the answer leaves, so that a caller who has seen the
// answer finds it there.
func (s *Server) pass(w http.ResponseWriter, r *http.Request, call *Call) {
	handler, stale := s.handler(r)
	seen := &statusWriter{ResponseWriter: w, answered: func(status int) {
		s.Log.update(call, func(c *Call) {
			c.Status, c.Applied = status, status/100 == 2
			if stale {
				c.Fault = Stale
			}
		})
	}}
	handler.ServeHTTP(seen, r)
	seen.answer(http.StatusOK)
}

// apply lets the handler do what was asked and keeps its answer back.
func (s *Server) apply(r *http.Request, call *Call) *answer {
	handler, _ := s.handler(r)
	kept := &answer{header: make(http.Header)}
	handler.ServeHTTP(kept, r)
	if kept.status == 0 {
		kept.status = http.StatusOK
	}
	s.Log.update(call, func(c *Call) { c.Applied = kept.status/100 == 2 })
	return kept
}

func (s *Server) applyLate(r *http.Request, call *Call, delay time.Duration) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBuffered))
	if err != nil {
		return // the caller broke off: there is nothing whole to apply
	}
	late := r.Clone(s.ctx)
	late.Body = io.NopCloser(bytes.NewReader(body))
	s.running.Go(func() {
		if wait(s.ctx, delay) == nil {
			s.apply(late, call)
		}
	})
}

func (s *Server) answerFault(w http.ResponseWriter, fault Fault, call *Call) {
	status := fault.status()
	if fault.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(fault.RetryAfter.Seconds()))))
	}
	s.Log.update(call, func(c *Call) { c.Status = status })
	if fault.Body == "" {
		s.config.Error(w, status)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", http.DetectContentType([]byte(fault.Body)))
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, fault.Body)
}

func (s *Server) truncate(w http.ResponseWriter, kept *answer, call *Call) {
	if kept.body.Len() > 0 {
		s.Log.update(call, func(c *Call) { c.Status = kept.status })
		kept.begin(w)
		_, _ = w.Write(kept.body.Bytes()[:kept.body.Len()/2])
		_ = http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}

func (s *Server) slow(w http.ResponseWriter, r *http.Request, kept *answer, call *Call, over time.Duration) {
	s.Log.update(call, func(c *Call) { c.Status = kept.status })
	kept.begin(w)
	body := kept.body.Bytes()
	for i := range slowParts {
		_ = http.NewResponseController(w).Flush()
		if wait(r.Context(), over/slowParts) != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body[len(body)*i/slowParts : len(body)*(i+1)/slowParts])
	}
}

// cut breaks the connection: on TCP with a reset, elsewhere by closing it.
func cut(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

// wait returns nil after d, or an error as soon as ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func drain(r io.Reader) { _, _ = io.Copy(io.Discard, r) }

// countingBody counts in the log what is read of it.
type countingBody struct {
	io.ReadCloser
	log  *Log
	call *Call
}

func (b *countingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.log.update(b.call, func(c *Call) { c.RequestBytes += int64(n) })
	return n, err
}

// statusWriter tells the status once, before it is sent.
type statusWriter struct {
	http.ResponseWriter
	answered func(status int)
	told     bool
}

func (w *statusWriter) answer(status int) {
	if !w.told {
		w.told = true
		w.answered(status)
	}
}

func (w *statusWriter) WriteHeader(status int) {
	w.answer(status)
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	w.answer(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// answer keeps back what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// begin sends the header, promising the whole body.
func (a *answer) begin(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.body.Len() > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	}
	w.WriteHeader(a.status)
}
