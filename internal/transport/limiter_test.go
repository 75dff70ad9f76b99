package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

// clockwork answers at once and notes when it was asked.
type clockwork struct {
	mu sync.Mutex
	at []time.Time
}

func (c *clockwork) tick() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, time.Now())
	return len(c.at)
}

// check fails if any window holds more than burst + rate*t, or if less than 98 %
// of what was allowed since start was used.
func (c *clockwork) check(t *testing.T, start time.Time, rate float64, burst int, startEmpty bool) {
	t.Helper()
	const rounding = 1e-6 // of a request: the bucket counts in whole nanoseconds
	for i := range c.at {
		for j := i; j < len(c.at); j++ {
			allowed := float64(burst) + rate*c.at[j].Sub(c.at[i]).Seconds()
			if count := j - i + 1; float64(count) > allowed+rounding {
				t.Fatalf("%d requests within %s, allowed %.3f", count, c.at[j].Sub(c.at[i]), allowed)
			}
		}
	}
	budget := rate * c.at[len(c.at)-1].Sub(start).Seconds()
	if !startEmpty {
		budget += float64(burst)
	}
	if used := float64(len(c.at)); used < 0.98*budget || used > budget+rounding {
		t.Errorf("%.0f requests of %.1f allowed", used, budget)
	}
}

func TestLimiterIsKeptAndUsed(t *testing.T) {
	t.Parallel()
	for name, startEmpty := range map[string]bool{"full": false, "empty": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var clock clockwork
				network := mock(func(*http.Request) (*http.Response, error) {
					clock.tick()
					return httpmock.NewStringResponse(200, ""), nil
				})
				transport := open(t, mocked, over(network), func(c *Config) { c.Limiter = NewLimiter(10, 20, startEmpty) })
				start := time.Now()
				var group sync.WaitGroup
				for range 50 {
					group.Go(func() {
						for range 20 {
							if _, err := transport.Do(t.Context(), get("things")); err != nil {
								t.Error(err)
							}
						}
					})
				}
				group.Wait()
				if len(clock.at) != 1000 {
					t.Fatalf("%d requests, want 1000", len(clock.at))
				}
				clock.check(t, start, 10, 20, startEmpty)
			})
		})
	}
}

// The server counts each request that arrives, whoever sent it again and why: the
// policy after a 503, the call after a renewed credential, net/http on a dead connection.
func TestLimiterCountsAsTheServerDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var clock clockwork
		network := newPipes()
		defer network.Close()
		go func() {
			for {
				conn, err := network.Accept()
				if err != nil {
					return
				}
				go func() {
					defer conn.Close()
					for answered := 0; readHead(conn) != ""; answered++ {
						n := clock.tick()
						if answered == 9 {
							return
						}
						status := "200 OK"
						switch {
						case n%13 == 0:
							status = "503 Busy"
						case n%17 == 0:
							status = "401 Old"
						}
						_, _ = io.WriteString(conn, "HTTP/1.1 "+status+"\r\nContent-Length: 2\r\n\r\n{}")
					}
				}()
			}
		}()
		transport := open(t, example, func(c *Config) {
			c.Client, c.Limiter = network.client(), NewLimiter(10, 20, false)
			c.Renew = func(context.Context, http.Header) (bool, error) { return true, nil }
		})
		start := time.Now()
		var group sync.WaitGroup
		for range 40 {
			group.Go(func() {
				for range 25 {
					// A call may meet two 401, or four times 503.
					if _, err := transport.Do(t.Context(), get("things")); err != nil && failure(t, err).Status == 0 {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		transport.CloseIdleConnections()
		if len(clock.at) < 1100 {
			t.Errorf("%d requests for 1000 calls, which proves little", len(clock.at))
		}
		clock.check(t, start, 10, 20, false)
	})
}

// Retries, pages, uploads and redirects each take a slot.
func TestEveryTryTakesASlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var clock clockwork
		network := mock(func(req *http.Request) (*http.Response, error) {
			if req.Body != nil {
				_, _ = io.Copy(io.Discard, req.Body)
				req.Body.Close()
			}
			switch n := clock.tick(); {
			case n%3 == 0:
				return httpmock.NewStringResponse(429, ""), nil
			case n%7 == 0 && req.Method == http.MethodGet:
				resp := httpmock.NewStringResponse(302, "")
				resp.Header.Set("Location", "/v1/new")
				return resp, nil
			}
			return httpmock.NewStringResponse(200, ""), nil
		})
		transport := open(t, mocked, over(network), func(c *Config) { c.Limiter = NewLimiter(10, 20, false) })
		start := time.Now()
		for range 60 {
			for _, req := range []Request{get("things"), create(), upload(newSource(func() io.Reader { return strings.NewReader("pdf") }), 3)} {
				if _, err := transport.Do(t.Context(), req); err != nil {
					t.Fatal(err)
				}
			}
		}
		clock.check(t, start, 10, 20, false)
	})
}

// ledger is a limiter that notes what it was asked.
type ledger struct {
	booked int
	wait   time.Duration
	err    error
}

func (l *ledger) Reserve(_ context.Context, n int) (time.Duration, error) {
	l.booked += n
	return l.wait, l.err
}

func TestBookedSlotIsNotSpentTwice(t *testing.T) {
	t.Parallel()
	book := &ledger{}
	network := mock(httpmock.NewStringResponder(429, "").Then(httpmock.NewStringResponder(200, "")))
	transport := open(t, mocked, over(network), func(c *Config) { c.Limiter = book })
	if _, err := transport.Reserve(t.Context()); err != nil || book.booked != 1 {
		t.Fatal(book.booked, err)
	}
	ctx := WithBooked(t.Context(), 1)
	if _, err := transport.Do(ctx, create()); err != nil {
		t.Fatal(err)
	}
	if book.booked != 2 { // the second try needed its own
		t.Errorf("%d slots booked, want 2", book.booked)
	}
	for i, ctx := range []context.Context{ctx, t.Context()} { // the booking is spent
		if _, err := transport.Do(ctx, create()); err != nil || book.booked != 3+i {
			t.Errorf("%d slots booked, want %d: %v", book.booked, 3+i, err)
		}
	}
}

func TestSlotOutOfReach(t *testing.T) {
	t.Parallel()
	fault := errors.New("no store")
	rows := []struct {
		name  string
		book  *ledger
		cause error
	}{
		{"beyond the context's deadline", &ledger{wait: 10 * time.Second}, context.DeadlineExceeded},
		{"limiter fails", &ledger{err: fault}, fault},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := mock(httpmock.NewStringResponder(200, ""))
				transport := open(t, mocked, over(network), func(c *Config) { c.Limiter = row.book })
				start := time.Now()
				_, err := transport.Do(until(t, start.Add(5*time.Second)), get("things"))
				if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, row.cause) {
					t.Errorf("%v: outcome %s", err, e.Outcome)
				}
				if !time.Now().Equal(start) || row.book.booked != 1 || network.GetTotalCallCount() != 0 {
					t.Errorf("after %s: %d slots booked, %d tries", time.Since(start), row.book.booked, network.GetTotalCallCount())
				}
			})
		})
	}
}

func TestCancelWhileWaitingForASlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &ledger{wait: 10 * time.Second}
		network := mock(httpmock.NewStringResponder(200, ""))
		transport := open(t, mocked, over(network), func(c *Config) { c.Limiter = book })
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		_, err := transport.Do(ctx, create())
		if e := failure(t, err); e.Outcome != NotSent || !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("%v: outcome %s after %s", err, e.Outcome, time.Since(start))
		}
		if book.booked != 1 || network.GetTotalCallCount() != 0 {
			t.Errorf("%d slots booked, %d tries", book.booked, network.GetTotalCallCount())
		}
	})
}

func TestBucketBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bucket := NewLimiter(10, 20, false)
		if _, err := bucket.Reserve(t.Context(), 21); err == nil {
			t.Error("21 requests fit a bucket of 20")
		}
		for n, want := range []time.Duration{0, 100 * time.Millisecond, 200 * time.Millisecond} {
			size := 1
			if n == 0 {
				size = 20
			}
			if wait, err := bucket.Reserve(t.Context(), size); wait != want || err != nil {
				t.Errorf("booking %d waits %s, want %s: %v", n, wait, want, err)
			}
		}
		if wait, err := NewLimiter(10, 20, true).Reserve(t.Context(), 1); wait != 100*time.Millisecond || err != nil {
			t.Errorf("an empty bucket waits %s: %v", wait, err)
		}
	})
	if wait, err := open(t, mocked).Reserve(t.Context()); wait != 0 || err != nil {
		t.Errorf("without a limiter: %s, %v", wait, err)
	}
}
