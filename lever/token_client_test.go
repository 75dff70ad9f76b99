package lever

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// guardedAPI takes access tokens from the given one on.
func guardedAPI(t *testing.T, from *atomic.Int64, bodies *[]string) string {
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		*bodies = append(*bodies, string(body))
		mu.Unlock()
		for n := int(from.Load()); n < 10; n++ {
			if r.Header.Get("Authorization") == "Bearer "+accessToken(n) {
				_, _ = io.WriteString(w, `{"data": {"id": "n", "text": "S"}}`)
				return
			}
		}
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"code": "Unauthorized", "message": "token"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (i *issuer) client(t *testing.T, store TokenStore, base string, opts ...Option) *Client {
	t.Helper()
	client, err := NewClient(i.source(t, store).Auth(), append([]Option{WithBaseURL(base)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func TestCallRefusedForItsTokenIsMadeAgain(t *testing.T) {
	t.Parallel()
	var from atomic.Int64
	var bodies []string
	from.Store(2) // the first token is good by our clock, and not by Lever's
	issuer, store := world(time.Hour)
	client := issuer.client(t, store, guardedAPI(t, &from, &bodies), WithRetry(Retry{MaxTries: 1}))
	note, err := client.Notes.Create(t.Context(), "o", NoteCreateRequest{Value: "hello"})
	if err != nil || note.ID != "n" {
		t.Fatalf("%+v, %v", note, err)
	}
	if len(bodies) != 2 || bodies[0] != bodies[1] || bodies[0] != `{"value":"hello"}` || issuer.asked() != 1 {
		t.Errorf("bodies %q, asked %d times", bodies, issuer.asked())
	}
	// Refused though fresh: a renewal would not help, and is not asked for at each call.
	from.Store(9)
	for range 3 {
		_, err := client.Stages.Get(t.Context(), "s")
		if !IsUnauthorized(err) || !IsNotApplied(err) {
			t.Errorf("%v", err)
		}
	}
	if len(bodies) != 5 || issuer.asked() != 1 {
		t.Errorf("%d calls, asked %d times", len(bodies), issuer.asked())
	}
}

func TestManyCallsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	var from atomic.Int64
	var bodies []string
	from.Store(2)
	issuer, store := world(time.Hour)
	base := guardedAPI(t, &from, &bodies)
	var group sync.WaitGroup
	for range 2 { // processes
		client := issuer.client(t, store, base, WithLimiter(NewLimiter(1e6, 1e6, false)))
		for range 20 {
			group.Go(func() {
				if _, err := client.Stages.Get(t.Context(), "s"); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if issuer.asked() != 1 {
		t.Errorf("asked %d times", issuer.asked())
	}
}

func TestCallOfARevokedAccount(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]time.Duration{"known by the expiry": -time.Hour, "known by the 401": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var from atomic.Int64
			var bodies []string
			from.Store(9)
			issuer, store := world(left)
			issuer.revoked = true
			client := issuer.client(t, store, guardedAPI(t, &from, &bodies))
			_, err := client.Notes.Create(t.Context(), "o", NoteCreateRequest{Value: "hello"})
			var e *Error
			if !IsRevoked(err) || !IsNotApplied(err) || !errors.As(err, &e) || e.Operation != "notes.create" {
				t.Errorf("%v", err)
			}
			if want := map[bool]int{true: 1}[left > 0]; len(bodies) != want || e.Status != want*401 {
				t.Errorf("%d requests, status %d", len(bodies), e.Status)
			}
			hides(t, err)
		})
	}
}

// The request of a renewal is not written when its lease may have passed to somebody else.
func TestRenewalIsNotWrittenLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		var arrived atomic.Int64
		app := issuer.app()
		app.TokenURL = "http://auth.example.com/oauth/token"
		app.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			time.Sleep(writeWithin)
			ours, theirs := net.Pipe()
			go func() {
				n, _ := io.Copy(io.Discard, theirs)
				arrived.Add(n)
			}()
			return ours, nil
		}}}
		source, err := app.Source(store)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := source.Token(t.Context()); !IsNotApplied(err) {
			t.Errorf("%v", err)
		}
		if synctest.Wait(); arrived.Load() != 0 {
			t.Errorf("%d bytes arrived", arrived.Load())
		}
		expect(t, issuer.source(t, store), 2) // at once: the lease was given back
	})
}
