package transport

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// BenchmarkGet compares one call, under policy, limiter and guard, with what
// net/http needs for the same answer.
func BenchmarkGet(b *testing.B) {
	answer := `{"data":{"id":"` + strings.Repeat("x", 2000) + `"}}`
	server := serve(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
	b.Run("raw", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{}}
		b.Cleanup(client.CloseIdleConnections)
		b.ReportAllocs()
		for b.Loop() {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+"/things/1", nil)
			if err != nil {
				b.Fatal(err)
			}
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
	})
	transport := open(b, server.URL, func(c *Config) {
		c.Authorize, c.Limiter = bearer(secret), NewLimiter(1e9, 1e9, false)
	})
	b.Run("transport", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			resp, err := transport.Do(b.Context(), get("things", "1"))
			if err != nil || len(resp.Body) != len(answer) {
				b.Fatal(resp, err)
			}
		}
	})
	b.Run("transport with deadline", func(b *testing.B) {
		b.ReportAllocs()
		ctx := WithWriteDeadline(b.Context(), time.Now().Add(time.Hour))
		for b.Loop() {
			if _, err := transport.Do(ctx, get("things", "1")); err != nil {
				b.Fatal(err)
			}
		}
	})
}
