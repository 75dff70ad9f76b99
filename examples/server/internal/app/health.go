package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// alive answers that the process serves; it looks at nothing, so that a database that
// is away does not get the process killed.
func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
}

// readiness answers whether deliveries can be taken: whether the store writes. It asks
// for a row to be woken that can't exist, which takes a write transaction.
func readiness(store hpsync.Store, logger *slog.Logger) http.HandlerFunc {
	nobody := hpsync.Key{Kind: hpsync.KindConnection, Connection: "/readyz", ID: "/readyz"}
	return func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), 2*time.Second)
		defer cancel()
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err := store.Poke(ctx, time.Now(), nobody); err != nil {
			logger.ErrorContext(req.Context(), "not ready", "error", err)
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "the store does not write\n")
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	}
}
