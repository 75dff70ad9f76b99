package app

import (
	"bytes"
	"log"
	"log/slog"
	"net/http"
	"regexp"
	"time"
)

// newServer bounds everything a slow or greedy client could stretch.
func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second, // connecting calls Lever and HiPeople before it answers
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(scrubber{logger}, "", 0),
	}
}

// scrubber takes what net/http logs and leaves the client's address out.
type scrubber struct{ logger *slog.Logger }

var address = regexp.MustCompile(`(\[[0-9A-Fa-f:.%a-z]+\]|[0-9]+(\.[0-9]+){3}):[0-9]+`)

func (s scrubber) Write(line []byte) (int, error) {
	s.logger.Warn("http server", "message", string(address.ReplaceAll(bytes.TrimSpace(line), []byte("[address]"))))
	return len(line), nil
}
