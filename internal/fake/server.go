package fake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Config is what a provider's fake brings along.
type Config struct {
	// Handler is the provider's API over its live state. Required.
	Handler http.Handler
	// Snapshot returns a handler over a frozen copy of the state, for [Stale]. It must be safe to
	// call while Handler serves. Required.
	Snapshot func() http.Handler
	// Error writes a provider-shaped error of this status, for the answers of faults. Required.
	Error func(w http.ResponseWriter, status int)
	// State returns what GET /_fake/state shows as JSON. Required.
	State func() any
	// Reset brings the provider's state back to its beginning, for POST /_fake/reset. Required.
	Reset func()
	// Control adds endpoints below /_fake/ of the provider's own. Optional.
	Control func(mux *http.ServeMux)
}

// Server is a fake as others meet it: an [http.Handler] with the faults of a script, a log of
// calls and control endpoints under /_fake/, which can be mounted, served on a real socket or
// reached in the process. It is safe for concurrent use.
type Server struct {
	// Script plans the faults.
	Script Script
	// Log records the calls. Calls of the control endpoints are not logged.
	Log Log

	config  Config
	control http.Handler
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	running sync.WaitGroup // requests of ApplyLate, sockets being served

	mu       sync.Mutex
	closed   bool
	frozen   http.Handler // what reads see until thawAt
	thawAt   time.Time
	networks []*Network
	servers  []*http.Server
	baseURL  string
}

// New returns a server around the provider's handler. Close ends whatever it started.
func New(config Config) *Server {
	s := &Server{config: config}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.control = s.controlHandler()
	return s
}

// ServeHTTP serves the provider's API and the control endpoints.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/_fake" || strings.HasPrefix(r.URL.Path, "/_fake/") {
		s.control.ServeHTTP(w, r)
		return
	}
	s.serve(w, r)
}

// Start serves on a TCP address such as "127.0.0.1:0" and returns the base URL, without a slash at
// its end. It may be called for several addresses.
func (s *Server) Start(addr string) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("fake: listen: %w", err)
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = l.Close()
		return "", errors.New("fake: server is closed")
	}
	s.servers = append(s.servers, server)
	s.baseURL = "http://" + l.Addr().String()
	s.running.Go(func() { _ = server.Serve(l) })
	return s.baseURL, nil
}

// URL returns the base URL of the latest Start, or empty before the first.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.baseURL
}

// RoundTripper returns a transport to the server over an in-process [Network] of its own, which
// Close ends. Inside a testing/synctest bubble call it there, so that its goroutines belong to the
// bubble.
func (s *Server) RoundTripper() http.RoundTripper {
	network := NewNetwork(s)
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.networks = append(s.networks, network)
	}
	s.mu.Unlock()
	if closed {
		network.Close()
	}
	return network.Transport
}

// Close cuts all connections, drops what [ApplyLate] has not applied yet and waits for the
// goroutines of the server to end. Closing twice does nothing.
func (s *Server) Close() {
	s.mu.Lock()
	networks, servers := s.networks, s.servers
	s.closed, s.networks, s.servers = true, nil, nil
	s.mu.Unlock()
	s.cancel()
	for _, network := range networks {
		network.Close()
	}
	for _, server := range servers {
		_ = server.Close()
	}
	s.running.Wait()
}

// Reset forgets faults and calls, ends a freeze and brings the provider's state back to its
// beginning.
func (s *Server) Reset() {
	s.Script.Clear()
	s.Log.Clear()
	s.mu.Lock()
	s.frozen = nil
	s.mu.Unlock()
	s.config.Reset()
}

// freeze lets reads see the state of this moment for the next while. A freeze that is still on
// keeps its older state.
func (s *Server) freeze(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.frozen == nil || !time.Now().Before(s.thawAt) {
		s.frozen = s.config.Snapshot()
	}
	s.thawAt = time.Now().Add(d)
}

// handler returns the state that this request sees: the live one, or the frozen one for reads.
func (s *Server) handler(r *http.Request) (h http.Handler, stale bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return s.config.Handler, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.frozen == nil {
		return s.config.Handler, false
	}
	if !time.Now().Before(s.thawAt) {
		s.frozen = nil
		return s.config.Handler, false
	}
	return s.frozen, true
}
