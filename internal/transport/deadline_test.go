package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

// wire records what arrives at a server in memory, and when.
type wire struct {
	*pipes
	mu    sync.Mutex
	conns int
	bytes bytes.Buffer
	last  time.Time
}

func (w *wire) Accept() (net.Conn, error) {
	conn, err := w.pipes.Accept()
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.conns++
	w.mu.Unlock()
	return &wireConn{conn, w}, nil
}

func (w *wire) len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes.Len()
}

type wireConn struct {
	net.Conn
	wire *wire
}

func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.wire.mu.Lock()
		c.wire.bytes.Write(p[:n])
		c.wire.last = time.Now()
		c.wire.mu.Unlock()
	}
	return n, err
}

// recorded starts a server in memory whose incoming bytes are recorded.
func recorded(t *testing.T) *wire {
	network := &wire{pipes: newPipes()}
	server := &http.Server{ReadHeaderTimeout: time.Hour, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	})}
	go func() { _ = server.Serve(network) }()
	t.Cleanup(func() { server.Close() })
	return network
}

// until returns a context that ends at t; to wait for it is to let the clock run.
func until(t *testing.T, at time.Time) context.Context {
	ctx, cancel := context.WithDeadline(t.Context(), at)
	t.Cleanup(cancel)
	return ctx
}

// halves is an upload of two halves, between which the moment passes.
func halves(moment context.Context, half string) io.Reader {
	return io.MultiReader(strings.NewReader(half), readFunc(func([]byte) (int, error) {
		<-moment.Done()
		return 0, io.EOF
	}), strings.NewReader(strings.ToUpper(half)))
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func upload(source *source, length int64) Request {
	return Request{
		Operation: "files.upload", Method: http.MethodPost, Path: []string{"files"},
		Body: &Body{ContentType: "application/pdf", Length: length, Open: source.open},
	}
}

const example = "http://api.example.com"

func TestDeadlineBetweenTwoWrites(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := recorded(t)
		deadline := time.Now().Add(time.Second)
		half := strings.Repeat("a", 40<<10)
		body := newSource(func() io.Reader { return halves(until(t, deadline), half) })
		transport := open(t, example, func(c *Config) { c.Client = network.client() })
		_, err := transport.Do(WithWriteDeadline(t.Context(), deadline), upload(body, int64(2*len(half))))
		if e := failure(t, err); e.Outcome != Unknown || !errors.Is(err, ErrWriteDeadline) {
			t.Errorf("%v: outcome %s", err, e.Outcome)
		}
		body.expect(t, 1)
		synctest.Wait()
		if !network.last.Before(deadline) || !strings.Contains(network.bytes.String(), "aaa") || strings.Contains(network.bytes.String(), "AAA") {
			t.Errorf("%d bytes, the last at %s of the deadline", network.len(), network.last.Sub(deadline))
		}
	})
}

func TestDeadlineOverTLS(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	done := make(chan struct{})
	server := serveTLS(t, func(_ http.ResponseWriter, r *http.Request) {
		defer close(done)
		_, _ = io.Copy(&got, r.Body)
	})
	deadline := time.Now().Add(300 * time.Millisecond)
	half := strings.Repeat("a", 40<<10)
	body := newSource(func() io.Reader { return halves(until(t, deadline), half) })
	transport := open(t, server.URL, func(c *Config) { c.Client = server.Client() })
	_, err := transport.Do(WithWriteDeadline(t.Context(), deadline), upload(body, int64(2*len(half))))
	if e := failure(t, err); e.Outcome != Unknown || !errors.Is(err, ErrWriteDeadline) {
		t.Errorf("%v: outcome %s", err, e.Outcome)
	}
	if <-done; got.String() != half {
		t.Errorf("%d bytes arrived, want the first %d", got.Len(), len(half))
	}
}

// Whatever takes the time before the first byte, none leaves after the deadline.
func TestDeadlineBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	slow := func(ctx context.Context) { <-ctx.Done() }
	rows := map[string]func(moment context.Context, network *wire, c *Config){
		"while authorizing": func(moment context.Context, _ *wire, c *Config) {
			c.Authorize = func(context.Context, http.Header) error { slow(moment); return nil }
		},
		"while waiting for a slot": func(_ context.Context, _ *wire, c *Config) { c.Limiter = NewLimiter(1, 1, true) },
		"while dialing": func(moment context.Context, network *wire, c *Config) {
			over(&http.Transport{DialContext: func(ctx context.Context, a, b string) (net.Conn, error) {
				slow(moment)
				return network.DialContext(ctx, a, b)
			}})(c)
		},
	}
	for name, setup := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := recorded(t)
				deadline := time.Now().Add(time.Second)
				transport := open(t, example, func(c *Config) {
					c.Client = network.client()
					setup(until(t, deadline), network, c)
				})
				_, err := transport.Do(WithWriteDeadline(t.Context(), deadline), create())
				if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, ErrWriteDeadline) || !time.Now().Equal(deadline) {
					t.Errorf("%v: outcome %s, %s after the deadline", err, e.Outcome, time.Since(deadline))
				}
				if synctest.Wait(); network.len() != 0 {
					t.Errorf("%d bytes left", network.len())
				}
			})
		})
	}
}

func TestDeadlineEndsBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := mock(httpmock.NewStringResponder(429, "").HeaderSet(http.Header{"Retry-After": {"5"}}))
		ctx := WithWriteDeadline(t.Context(), time.Now().Add(3*time.Second))
		_, err := open(t, mocked, over(network)).Do(ctx, create())
		if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, ErrWriteDeadline) || network.GetTotalCallCount() != 1 {
			t.Errorf("%v: outcome %s, %d tries", err, e.Outcome, network.GetTotalCallCount())
		}
	})
}

func TestDeadlineStaysWithItsTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := recorded(t)
		transport := open(t, example, func(c *Config) { c.Client = network.client() })
		first := time.Now().Add(time.Second)
		if _, err := transport.Do(WithWriteDeadline(t.Context(), first), create()); err != nil {
			t.Fatal(err)
		}
		<-until(t, first.Add(time.Minute)).Done()
		if _, err := transport.Do(t.Context(), create()); err != nil {
			t.Errorf("without a deadline: %v", err)
		}
		if _, err := transport.Do(WithWriteDeadline(t.Context(), time.Now().Add(time.Second)), create()); err != nil {
			t.Errorf("with a later deadline: %v", err)
		}
		before := network.len()
		if _, err := transport.Do(WithWriteDeadline(t.Context(), first), create()); !errors.Is(err, ErrWriteDeadline) {
			t.Errorf("with the past deadline: %v", err)
		}
		if synctest.Wait(); network.conns != 1 || network.len() != before {
			t.Errorf("%d connections, %d bytes after the refusal", network.conns, network.len()-before)
		}
	})
}

// A Write that hangs because nobody reads must not finish after the deadline.
func TestDeadlineEndsHangingWrite(t *testing.T) {
	t.Parallel()
	for taken, outcome := range map[int64]Outcome{0: NotSent, 10: Unknown} {
		synctest.Test(t, func(t *testing.T) {
			network := newPipes()
			go func() {
				conn, _ := network.Accept()
				_, _ = io.CopyN(io.Discard, conn, taken)
			}()
			transport := open(t, example, func(c *Config) { c.Client = network.client() })
			deadline := time.Now().Add(time.Second)
			_, err := transport.Do(WithWriteDeadline(t.Context(), deadline), create())
			if e := failure(t, err); e.Outcome != outcome || !errors.Is(err, ErrWriteDeadline) || !time.Now().Equal(deadline) {
				t.Errorf("%d bytes taken, %v: outcome %s, %s after the deadline", taken, err, e.Outcome, time.Since(deadline))
			}
		})
	}
}

// foreign is a round tripper whose connections are not ours to guard.
type foreign struct{ http.RoundTripper }

func TestDeadlineOverForeignRoundTripper(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := recorded(t)
		deadline := time.Now().Add(time.Second)
		half := strings.Repeat("a", 40<<10)
		body := newSource(func() io.Reader { return halves(until(t, deadline), half) })
		own := network.client().Transport.(*http.Transport)
		defer own.CloseIdleConnections()
		transport := open(t, example, over(foreign{own}))
		_, err := transport.Do(WithWriteDeadline(t.Context(), deadline), upload(body, int64(2*len(half))))
		if e := failure(t, err); e.Outcome != Unknown || !errors.Is(err, ErrWriteDeadline) {
			t.Errorf("%v: outcome %s", err, e.Outcome)
		}
		if synctest.Wait(); !network.last.Before(deadline) || strings.Contains(network.bytes.String(), "AAA") {
			t.Errorf("%d bytes, the last at %s of the deadline", network.len(), network.last.Sub(deadline))
		}
	})
}

// net/http takes the body from GetBody when it starts over.
func TestDeadlineHoldsForReopenedBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		deadline := time.Now().Add(time.Second)
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("body"))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("body")), nil }
		guardBody(req, &flight{deadline: deadline})
		body, err := req.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		one := make([]byte, 1)
		if n, err := body.Read(one); n != 1 || err != nil {
			t.Errorf("before: %d %v", n, err)
		}
		<-until(t, deadline).Done()
		if n, err := body.Read(one); n != 0 || !errors.Is(err, ErrWriteDeadline) {
			t.Errorf("after: %d %v", n, err)
		}
	})
}
