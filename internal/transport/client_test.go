package transport

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestCallersClientStaysAsItWas(t *testing.T) {
	t.Parallel()
	server := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Proto", r.Proto) })
	network := server.Client().Transport.(*http.Transport)
	client := &http.Client{Transport: network, Timeout: time.Minute}
	transport := open(t, server.URL, func(c *Config) { c.Client, c.Authorize = client, bearer(secret) })
	resp, err := transport.Do(t.Context(), get("things"))
	if err != nil || resp.Header.Get("X-Proto") != "HTTP/1.1" {
		t.Fatalf("ours spoke %v: %v", resp, err)
	}
	if client.Transport != network || client.CheckRedirect != nil || client.Jar != nil || client.Timeout != time.Minute {
		t.Errorf("the client became %+v", client)
	}
	if network.DialTLSContext != nil || network.Protocols != nil || !network.ForceAttemptHTTP2 {
		t.Errorf("the transport became %+v", network)
	}
	theirs, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if theirs.Body.Close(); theirs.Header.Get("X-Proto") != "HTTP/2.0" {
		t.Errorf("the caller's client now speaks %s", theirs.Header.Get("X-Proto"))
	}
}

func TestSharedClientAndDefault(t *testing.T) {
	t.Parallel()
	before := http.DefaultTransport.(*http.Transport).DialContext
	first, second := open(t, mocked), open(t, mocked, func(c *Config) { c.Client = http.DefaultClient })
	if first.tries == http.DefaultTransport || second.tries == http.DefaultTransport || first.tries == second.tries {
		t.Error("connections are shared with the process")
	}
	if http.DefaultClient.Transport != nil || (before == nil) != (http.DefaultTransport.(*http.Transport).DialContext == nil) {
		t.Error("the default client was changed")
	}
}

// On a connection shared by HTTP/2 one deadline would bind all requests.
func TestHTTP2IsNotSpoken(t *testing.T) {
	t.Parallel()
	server := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Proto", r.Proto) })
	wishes := map[string]func(*http.Transport){
		"forced": func(n *http.Transport) { n.ForceAttemptHTTP2 = true },
		"ALPN":   func(n *http.Transport) { n.TLSClientConfig.NextProtos = []string{"h2"} },
		"protocols": func(n *http.Transport) {
			n.Protocols = new(http.Protocols)
			n.Protocols.SetHTTP2(true)
		},
		"own TLS dial": func(n *http.Transport) {
			config := n.TLSClientConfig.Clone()
			config.NextProtos = nil
			n.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				return (&tls.Dialer{Config: config}).DialContext(ctx, network, address)
			}
		},
	}
	for name, wish := range wishes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := server.Client().Transport.(*http.Transport).Clone()
			wish(network)
			resp, err := open(t, server.URL, over(network)).Do(t.Context(), get("things"))
			if err != nil || resp.Header.Get("X-Proto") != "HTTP/1.1" {
				t.Errorf("%+v %v", resp, err)
			}
		})
	}
}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	conns := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			mu.Lock()
			conns++
			mu.Unlock()
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	transport := open(t, server.URL)
	for range 5 {
		for _, req := range []Request{get("things"), create(), get("missing")} {
			if _, err := transport.Do(t.Context(), req); err != nil && failure(t, err).Status != 404 {
				t.Fatal(err)
			}
		}
	}
	if mu.Lock(); conns != 1 {
		t.Errorf("%d connections for calls one after the other", conns)
	}
	mu.Unlock()
}

// A bubble does not end while a goroutine of it lives.
func TestNoGoroutineStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		network := servePipes(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			switch r.URL.Path {
			case "/slow":
				_, _ = io.WriteString(w, "half of it")
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			case "/broken":
				panic(http.ErrAbortHandler)
			case "/busy":
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			_, _ = io.WriteString(w, "an answer")
		})
		transport := open(t, example, network, func(c *Config) { c.Limiter = NewLimiter(10, 20, true) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		calls := map[string]bool{"fine": true, "slow": false, "broken": false, "busy": false}
		var group sync.WaitGroup
		for path, works := range calls {
			group.Go(func() {
				if _, err := transport.Do(ctx, get(path)); (err == nil) != works {
					t.Errorf("%s: %v", path, err)
				}
				req := get("fine")
				req.Stream = true
				resp, err := transport.Do(WithWriteDeadline(ctx, time.Now().Add(time.Minute)), req)
				if err != nil {
					t.Error(err)
					return
				}
				if err := resp.Stream.Close(); err != nil { // unread
					t.Error(err)
				}
			})
		}
		group.Wait()
		transport.CloseIdleConnections()
	})
}

func TestCallsAtOnce(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	transport := open(t, server.URL, func(c *Config) { c.Authorize = bearer(secret) })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				ctx := WithWriteDeadline(t.Context(), time.Now().Add(time.Minute))
				if resp, err := transport.Do(ctx, create()); err != nil || string(resp.Body) != `{"name":"one"}` {
					t.Errorf("%v %v", resp, err)
				}
			}
		})
	}
	group.Wait()
}
