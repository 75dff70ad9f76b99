package fake

import (
	"net/http"
	"sync"
	"time"
)

// maxCalls bounds the log of a fake that runs for days; the older half goes when it is reached.
const maxCalls = 200_000

// Call is one request as the fake saw it. Bodies and credentials are not kept.
type Call struct {
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Host   string    `json:"host"`
	// Path is the escaped path, Query the raw query.
	Path  string `json:"path"`
	Query string `json:"query,omitzero"`
	// Status is what was answered; 0 means that no answer was sent, or not yet.
	Status int `json:"status"`
	// Fault is the fault that hit the call, if any.
	Fault Kind `json:"fault,omitzero"`
	// RequestBytes is the size of the request body as far as it was read.
	RequestBytes int64 `json:"request_bytes"`
	// Applied says that the fake did what was asked (its handler answered 2xx), whatever the
	// caller came to see of it.
	Applied bool `json:"applied"`
}

// CallFilter selects calls. Zero fields match every call.
type CallFilter struct {
	Method string
	// Path is a pattern as in [Fault].
	Path string
	// Fault selects the calls that this kind of fault has hit.
	Fault Kind
	// Applied selects the calls that were applied.
	Applied bool
}

func (f CallFilter) matches(c Call) bool {
	return (f.Method == "" || f.Method == c.Method) && matchPath(f.Path, c.Path) &&
		(f.Fault == "" || f.Fault == c.Fault) && (!f.Applied || c.Applied)
}

// Log records calls in the order of their arrival. The zero Log is empty and ready. It is safe for
// concurrent use.
type Log struct {
	mu    sync.Mutex
	calls []*Call
}

// Calls returns copies of the calls that match, oldest first.
func (l *Log) Calls(filter CallFilter) []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := []Call{}
	for _, c := range l.calls {
		if filter.matches(*c) {
			found = append(found, *c)
		}
	}
	return found
}

// Clear forgets all calls.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = nil
}

// begin enters a call at its arrival, so that a call that still hangs is in the log too.
func (l *Log) begin(r *http.Request, fault Kind) *Call {
	call := &Call{At: time.Now(), Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Fault: fault}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.calls) >= maxCalls {
		l.calls = append([]*Call(nil), l.calls[maxCalls/2:]...)
	}
	l.calls = append(l.calls, call)
	return call
}

func (l *Log) update(call *Call, change func(*Call)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(call)
}
