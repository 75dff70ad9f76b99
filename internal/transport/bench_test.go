package transport

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// compare reports how long ours takes as a multiple of reference. The two take
// turns within each round, so that both meet the same neighbours on the machine, and
// the fastest round of each counts.
func compare(b *testing.B, reference, ours func()) {
	b.Helper()
	const turns = 25
	var times [2][]time.Duration
	reference()
	ours()
	for b.Loop() {
		var round [2]time.Duration
		for turn := range 2 * turns {
			which := (turn + turn/2) % 2 // 0 1 1 0: neither always follows the other
			start := time.Now()
			if which == 0 {
				reference()
			} else {
				ours()
			}
			round[which] += time.Since(start)
		}
		for which, took := range round {
			times[which] = append(times[which], took/turns)
		}
	}
	best := [2]time.Duration{slices.Min(times[0]), slices.Min(times[1])}
	b.ReportMetric(float64(best[1])/float64(best[0]), "ratio")
	b.ReportMetric(float64(best[0].Nanoseconds()), "ns/reference")
	b.ReportMetric(float64(best[1].Nanoseconds()), "ns/ours")
	b.ReportMetric(0, "ns/op") // a round's, which says nothing
}

// BenchmarkGet compares one call, under policy, limiter and guard, with what
// net/http needs for the same answer.
func BenchmarkGet(b *testing.B) {
	answer := `{"data":{"id":"` + strings.Repeat("x", 2000) + `"}}`
	server := serve(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
	client := &http.Client{Transport: &http.Transport{}}
	b.Cleanup(client.CloseIdleConnections)
	raw := func() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+"/things/1", nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || len(body) != len(answer) {
			b.Fatal(len(body), err)
		}
	}
	transport := open(b, server.URL, func(c *Config) {
		c.Authorize, c.Limiter = bearer(secret), NewLimiter(1e9, 1e9, false)
	})
	b.Run("plain", func(b *testing.B) {
		compare(b, raw, func() {
			resp, err := transport.Do(b.Context(), get("things", "1"))
			if err != nil || len(resp.Body) != len(answer) {
				b.Fatal(resp, err)
			}
		})
	})
	b.Run("with deadline", func(b *testing.B) {
		ctx := WithWriteDeadline(b.Context(), time.Now().Add(time.Hour))
		compare(b, raw, func() {
			if _, err := transport.Do(ctx, get("things", "1")); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// BenchmarkLimiter is what a limiter that never waits adds to a try.
func BenchmarkLimiter(b *testing.B) {
	limiter := NewLimiter(1e9, 1e9, false)
	for b.Loop() {
		if wait, err := limiter.Reserve(b.Context(), 1); wait != 0 || err != nil {
			b.Fatal(wait, err)
		}
	}
}
