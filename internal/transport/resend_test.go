package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// dying answers one request on each connection and hangs up at the second, so that
// net/http sends that one again by itself. It counts the requests that arrive.
func dying(t *testing.T, requests *atomic.Int64) string {
	base, _ := serveRaw(t, func(_ int, conn net.Conn) {
		for answered := 0; readHead(conn) != ""; answered++ {
			if requests.Add(1); answered == 1 {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}
	})
	return base
}

// What net/http sends again by itself is a request like any other to the server.
func TestHiddenResendTakesASlot(t *testing.T) {
	t.Parallel()
	for name, foreigner := range map[string]bool{"guarded": false, "foreign network": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			base, book := dying(t, &requests), &ledger{}
			transport := open(t, base, func(c *Config) {
				c.Limiter = book
				if foreigner {
					own := &http.Transport{}
					t.Cleanup(own.CloseIdleConnections)
					over(foreign{own})(c)
				}
			})
			for range 5 {
				if _, err := transport.Do(t.Context(), get("things")); err != nil {
					t.Fatal(err)
				}
			}
			if int(requests.Load()) != book.booked || book.booked <= 5 {
				t.Errorf("%d requests arrived for 5 calls, %d slots were booked", requests.Load(), book.booked)
			}
		})
	}
}

var errNoSlot = errors.New("no slot")

// stingy has slots for a few requests only.
type stingy struct{ slots, asked int }

func (s *stingy) Reserve(_ context.Context, n int) (time.Duration, error) {
	if s.asked += n; s.asked > s.slots {
		return 0, errNoSlot
	}
	return 0, nil
}

func TestHiddenResendWithoutASlot(t *testing.T) {
	t.Parallel()
	for name, foreigner := range map[string]bool{"guarded": false, "foreign network": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			base, book := dying(t, &requests), &stingy{slots: 2}
			transport := open(t, base, func(c *Config) {
				c.Limiter = book
				if foreigner {
					own := &http.Transport{}
					t.Cleanup(own.CloseIdleConnections)
					over(foreign{own})(c)
				}
			})
			if _, err := transport.Do(t.Context(), get("things")); err != nil {
				t.Fatal(err)
			}
			_, err := transport.Do(t.Context(), get("things"))
			if e := failure(t, err); !errors.Is(err, errNoSlot) || e.Status != 0 {
				t.Errorf("%v, status %d", err, e.Status)
			}
			if !foreigner && requests.Load() != 2 {
				t.Errorf("%d requests arrived, want 2", requests.Load())
			}
			if book.asked != 3 {
				t.Errorf("%d slots were asked for, want 3", book.asked)
			}
		})
	}
}
