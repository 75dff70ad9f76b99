package fake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
)

// Network serves a handler in the process: a real HTTP server and a real HTTP transport joined by
// [net.Pipe]. Nothing touches a socket, and whoever waits does so on channels, so a Network made
// inside a testing/synctest bubble lets the bubble's clock advance.
//
// Every host and both schemes lead to the handler; https is spoken without TLS.
type Network struct {
	// Transport sends requests to the handler.
	Transport *http.Transport

	server *http.Server
	accept chan net.Conn
	done   chan struct{}
	served sync.WaitGroup

	mu    sync.Mutex
	conns map[*pipeConn]struct{}
}

// NewNetwork starts serving the handler. Close it to end its goroutines.
func NewNetwork(handler http.Handler) *Network {
	n := &Network{
		server: &http.Server{Handler: handler}, //nolint:gosec // in memory: no stranger to be slow
		accept: make(chan net.Conn),
		done:   make(chan struct{}),
		conns:  make(map[*pipeConn]struct{}),
	}
	n.Transport = &http.Transport{
		DialContext:         n.dial,
		DialTLSContext:      n.dial,
		MaxIdleConnsPerHost: 64,
	}
	n.served.Go(func() { _ = n.server.Serve(listener{n}) })
	return n
}

// Close cuts all connections. Later requests fail.
func (n *Network) Close() {
	n.mu.Lock()
	select {
	case <-n.done:
		n.mu.Unlock()
		return
	default:
	}
	close(n.done)
	open := n.conns
	n.conns = nil
	n.mu.Unlock()
	for conn := range open {
		_ = conn.Conn.Close()
	}
	_ = n.server.Close()
	n.Transport.CloseIdleConnections()
	n.served.Wait()
}

func (n *Network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	near, far := &pipeConn{Conn: client, network: n}, &pipeConn{Conn: server, network: n}
	if !n.track(near, far) {
		return nil, errClosed
	}
	select {
	case n.accept <- far:
		return near, nil
	case <-n.done:
		return nil, errClosed
	case <-ctx.Done():
		_, _ = near.Close(), far.Close()
		return nil, ctx.Err()
	}
}

func (n *Network) track(conns ...*pipeConn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.conns == nil {
		return false
	}
	for _, conn := range conns {
		n.conns[conn] = struct{}{}
	}
	return true
}

var errClosed = errors.New("fake: network is closed")

// pipeConn is tracked by its network, since a connection that http.Server accepts while it closes
// would stay open.
type pipeConn struct {
	net.Conn
	network *Network
}

func (c *pipeConn) Close() error {
	c.network.mu.Lock()
	delete(c.network.conns, c)
	c.network.mu.Unlock()
	return c.Conn.Close()
}

type listener struct{ *Network }

func (l listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accept:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (listener) Close() error   { return nil }
func (listener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
