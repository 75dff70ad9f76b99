package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	stdsync "sync"
	"testing"
	"testing/synctest"
	"time"
)

func keys(connection string, n int) []Key {
	var out []Key
	for i := range n {
		out = append(out, Key{KindCheck, connection, fmt.Sprint(connection, i)})
	}
	return out
}

// serve runs the queue with one worker until all is quiet, and says what was served.
func serve(t *testing.T, q Queue, d time.Duration) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var mu stdsync.Mutex
	var served []string
	done := make(chan error)
	go func() {
		done <- q.Run(ctx, func(_ context.Context, key Key) {
			time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			served = append(served, key.ID)
		})
	}()
	time.Sleep(d)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	return served
}

func wake(t *testing.T, q Queue, class Class, keys ...Key) {
	t.Helper()
	if err := q.Wake(t.Context(), class, keys...); err != nil {
		t.Fatal(err)
	}
}

// TestQueueFairness: one connection's thousand keys do not hold up another's one.
func TestQueueFairness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1)
		wake(t, q, Live, keys("a", 1000)...)
		wake(t, q, Live, keys("b", 3)...)
		wake(t, q, Live, keys("c", 1)...)
		served := serve(t, q, 2*time.Second)
		if len(served) != 1004 {
			t.Fatalf("served %d", len(served))
		}
		if got, want := strings.Join(served[:8], " "), "a0 b0 c0 a1 b1 a2 b2 a3"; got != want {
			t.Errorf("served %s, want %s", got, want)
		}
	})
}

func TestQueueLiveBeforeBackfill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1)
		wake(t, q, Backfill, keys("a", 2)...)
		wake(t, q, Live, keys("b", 2)...)
		if got := serve(t, q, time.Second); !slices.Equal(got, []string{"b0", "b1", "a0", "a1"}) {
			t.Errorf("served %q", got)
		}
	})
}

// TestQueueDedupes: a key waits once; woken while it is served, it is served again.
func TestQueueDedupes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(1)
		key := keys("a", 1)[0]
		wake(t, q, Live, key, key)
		wake(t, q, Backfill, key)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = q.Run(ctx, func(ctx context.Context, _ Key) {
				if n++; n == 1 {
					_ = q.Wake(ctx, Live, key)
				}
			})
		}()
		synctest.Wait()
		cancel()
		<-done
		if n != 2 {
			t.Errorf("served %d times, want once, and once more for the wake-up meanwhile", n)
		}
	})
}

// TestQueueBound: as many at once as there are workers, and every worker is used.
func TestQueueBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(4)
		var mu stdsync.Mutex
		now, most := 0, 0
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = q.Run(ctx, func(context.Context, Key) {
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				now--
				mu.Unlock()
			})
		}()
		synctest.Wait()
		wake(t, q, Live, keys("a", 40)...)
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		if now != 0 || most != 4 {
			t.Errorf("%d at once at most, %d still after ten rounds of four", most, now)
		}
		cancel()
		<-done
	})
}

// TestQueueRunWaits: Run does not return before what is being served has ended.
func TestQueueRunWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(0) // at least one worker
		wake(t, q, Live, keys("a", 2)...)
		ctx, cancel := context.WithCancel(t.Context())
		ended := 0
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = q.Run(ctx, func(context.Context, Key) {
				time.Sleep(time.Minute)
				ended++
			})
		}()
		time.Sleep(time.Second)
		cancel()
		<-done
		if ended != 1 {
			t.Errorf("%d ended, want the one that ran and none that waited", ended)
		}
	})
}

func TestQueueRefuses(t *testing.T) {
	t.Parallel()
	var argument *ArgumentError
	if err := NewQueue(1).Wake(t.Context(), Class(7), Key{}); !errors.As(err, &argument) || argument.Field != "class" {
		t.Errorf("class 7: %v", err)
	}
}
