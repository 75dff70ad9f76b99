package sqlite

import (
	"fmt"
	"path/filepath"
	stdsync "sync"
	"sync/atomic"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// BenchmarkAppend appends from 64 goroutines: sharing commits, and with the same
// file, settings and rows in a commit for each.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct {
		name           string
		batch, writers int
	}{
		{"shared/64", maxBatch, 64},
		{"each/64", 1, 64},
		{"alone/1", maxBatch, 1},
	} {
		b.Run(c.name, func(b *testing.B) {
			store := openTest(b, filepath.Join(b.TempDir(), "store.db"))
			defer store.Close()
			store.writer.batch = c.batch
			raw := make([]byte, 480)
			var next atomic.Int64
			var all stdsync.WaitGroup
			b.ResetTimer()
			for range c.writers {
				all.Go(func() {
					for {
						i := next.Add(1)
						if i > int64(b.N) {
							return
						}
						delivery := hpsync.NewDelivery(fmt.Sprint("connection ", i%8), hpsync.FromLever, fmt.Appendf(raw[:470:470], "%010d", i), time.Now())
						if _, err := store.Append(b.Context(), delivery); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkDue sweeps a store in which ten rows are due, beside ever more open checks
// that are not.
func BenchmarkDue(b *testing.B) {
	for _, idle := range []int{100, 100_000} {
		b.Run(fmt.Sprint("idle/", idle), func(b *testing.B) {
			store := openTest(b, filepath.Join(b.TempDir(), "store.db"))
			defer store.Close()
			openIdle(b, store, idle)
			for i := range 10 {
				if _, err := store.Append(b.Context(), hpsync.Delivery{ID: fmt.Sprint(i), Connection: fmt.Sprint("connection ", i%50)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			for range b.N {
				if keys, err := store.Due(b.Context(), 1000); err != nil || len(keys) != 10 {
					b.Fatalf("%d are due, %v", len(keys), err)
				}
			}
		})
	}
}

// BenchmarkOpen opens a store that holds ever more open checks.
func BenchmarkOpen(b *testing.B) {
	for _, idle := range []int{100, 100_000} {
		b.Run(fmt.Sprint("idle/", idle), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "store.db")
			store := openTest(b, path)
			openIdle(b, store, idle)
			if err := store.Close(); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for range b.N {
				if err := openTest(b, path).Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// openIdle makes n checks of 50 connections that are due in a day.
func openIdle(b *testing.B, store *Store, n int) {
	b.Helper()
	ctx := b.Context()
	later := time.Now().Add(24 * time.Hour)
	if _, err := store.Append(ctx, hpsync.Delivery{ID: "opener", Connection: "opener"}); err != nil {
		b.Fatal(err)
	}
	claim, err := store.Claim(ctx, hpsync.Key{Kind: hpsync.KindDelivery, Connection: "opener", ID: "opener"}, time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	for done := 0; done < n; done += 1000 {
		change := hpsync.Change{Next: hpsync.Next{Keep: done+1000 < n}}
		for i := done; i < min(n, done+1000); i++ {
			change.Open = append(change.Open, hpsync.Opening{Due: later, Check: hpsync.Check{
				ID: fmt.Sprint("chk ", i), Connection: fmt.Sprint("connection ", i%50), Opportunity: fmt.Sprint("opp ", i),
				Contact: fmt.Sprint("contact ", i), Automation: fmt.Sprint("aut ", i%200), Role: "role", State: hpsync.Invited,
				OpenedAt: later, InvitedAt: later, Person: hpsync.Person{Name: "Robin Example", Email: "robin@example.com"},
			}})
		}
		if err := store.Apply(ctx, claim, change); err != nil {
			b.Fatal(err)
		}
	}
}
