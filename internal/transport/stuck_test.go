package transport

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// stuck is a source that hangs in one of its methods until released.
type stuck struct {
	in       string
	released chan struct{}
	closed   chan struct{}
}

func (s *stuck) hang(method string) {
	if s.in == method {
		<-s.released
	}
}

func (s *stuck) open() (io.ReadCloser, error) { s.hang("open"); return s, nil }

func (s *stuck) Read([]byte) (int, error) {
	if s.in == "close" {
		return 0, io.EOF
	}
	s.hang("read")
	return 0, io.EOF
}

func (s *stuck) Close() error {
	s.hang("close")
	close(s.closed)
	return nil
}

// A source that does not come back holds a call no longer than its patience, and is
// closed when it does come back.
func TestStuckSourceDoesNotHoldTheCall(t *testing.T) {
	t.Parallel()
	for method, outcome := range map[string]Outcome{"open": NotSent, "read": Unknown, "close": Unknown} {
		for name, foreigner := range map[string]bool{"guarded": false, "foreign network": true} {
			t.Run(method+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					network := recorded(t)
					own := network.client().Transport.(*http.Transport)
					defer own.CloseIdleConnections()
					source := &stuck{in: method, released: make(chan struct{}), closed: make(chan struct{})}
					transport := open(t, example, func(c *Config) {
						over(own)(c)
						if foreigner {
							over(foreign{own})(c)
						}
						c.TryTimeout, c.MaxTries = 5*time.Second, 1
					})
					start := time.Now()
					_, err := transport.Do(t.Context(), Request{
						Operation: "files.upload", Method: http.MethodPost, Path: []string{"files"}, Body: &Body{Open: source.open},
					})
					if took := time.Since(start); method == "close" && (err != nil || took != closeGrace) || method != "close" && took != 5*time.Second {
						t.Errorf("came back after %s: %v", took, err)
					}
					if method != "close" {
						if e := failure(t, err); e.Outcome != outcome || !errors.Is(err, errTryTimeout) {
							t.Errorf("%v: outcome %s", err, e.Outcome)
						}
					}
					close(source.released)
					<-source.closed
				})
			})
		}
	}
}
