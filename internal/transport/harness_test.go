package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// open returns a Transport for the base URL that hardly waits between tries.
func open(tb testing.TB, base string, change ...func(*Config)) *Transport {
	tb.Helper()
	target, err := url.Parse(base)
	if err != nil {
		tb.Fatal(err)
	}
	config := Config{BaseURL: target, MinBackoff: 1, MaxBackoff: 1}
	for _, c := range change {
		c(&config)
	}
	transport, err := New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(transport.CloseIdleConnections)
	return transport
}

// over uses the round tripper in place of the network.
func over(tripper http.RoundTripper) func(*Config) {
	return func(config *Config) { config.Client = &http.Client{Transport: tripper} }
}

func serve(tb testing.TB, handler http.HandlerFunc) *httptest.Server {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return server
}

// serveRaw hands each connection, counted from 1, to script and closes it after.
// Stop waits until all scripts ended.
func serveRaw(tb testing.TB, script func(n int, conn net.Conn)) (base string, stop func()) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for n := 1; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() {
				defer conn.Close()
				script(n, conn)
			})
		}
	})
	stop = func() {
		listener.Close()
		group.Wait()
	}
	tb.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop
}

// readHead reads a request up to the empty line after its headers.
func readHead(conn net.Conn) string {
	var head strings.Builder
	one := make([]byte, 1)
	for !strings.HasSuffix(head.String(), "\r\n\r\n") {
		if _, err := conn.Read(one); err != nil {
			return head.String()
		}
		head.Write(one)
	}
	return head.String()
}

// reset closes a TCP connection with RST instead of FIN.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}

// refused is an address at which nobody listens. A port that was just given back would
// not do: another test may get it.
const refused = "http://127.0.0.1:1"

// pipes is a network in memory, for tests inside a synctest bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// client dials through the pipes.
func (p *pipes) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: p.DialContext}}
}

// servePipes serves the handler in memory and returns how to reach it.
func servePipes(tb testing.TB, handler http.HandlerFunc) func(*Config) {
	tb.Helper()
	network := newPipes()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(network) }()
	tb.Cleanup(func() { server.Close() })
	return func(config *Config) { config.Client = network.client() }
}

// failure returns the *Error of a call that must have failed.
func failure(tb testing.TB, err error) *Error {
	tb.Helper()
	var e *Error
	if !errors.As(err, &e) {
		tb.Fatalf("got %T %v, want an *Error", err, err)
	}
	return e
}

func get(path ...string) Request {
	return Request{Operation: "things.get", Method: http.MethodGet, Path: path}
}

func create() Request {
	return Request{Operation: "things.create", Method: http.MethodPost, Path: []string{"things"}, JSON: map[string]string{"name": "one"}}
}

// source is an upload that counts how often it was opened and closed.
type source struct {
	mu             sync.Mutex
	opened, closed int
	changed        chan struct{} // gets a value at each Close
	reader         func() io.Reader
}

func newSource(reader func() io.Reader) *source {
	return &source{reader: reader, changed: make(chan struct{}, 100)}
}

func (s *source) open() (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	return &sourceReader{s.reader(), s}, nil
}

type sourceReader struct {
	io.Reader
	source *source
}

func (r *sourceReader) Close() error {
	r.source.mu.Lock()
	r.source.closed++
	r.source.mu.Unlock()
	r.source.changed <- struct{}{}
	return nil
}

// expect waits until n bodies were closed and fails unless n were opened.
func (s *source) expect(tb testing.TB, n int) {
	tb.Helper()
	for range n {
		select {
		case <-s.changed:
		case <-tb.Context().Done():
			tb.Fatal("a body was not closed")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != n || s.closed != n {
		tb.Fatalf("opened %d times and closed %d times, want %d each", s.opened, s.closed, n)
	}
}

// formats is how an error may end up in a text.
func formats(err error) string {
	return fmt.Sprintf("%v|%+v|%#v|%s|%q", err, err, err, err, err)
}
