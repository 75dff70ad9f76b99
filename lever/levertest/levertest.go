package levertest

import (
	"net/http"
	"sync"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// Lever's documented limit per API key.
const (
	ratePerSecond = 10
	rateBurst     = 20
)

// Fake is a fake Lever account. It is safe for concurrent use.
type Fake struct {
	server *fake.Server
	config config
	state  *state
	bucket *fake.Bucket // nil: unlimited
	outbox *outbox
	oauth  *oauth

	mu          sync.Mutex
	credentials map[string]*credential // by key or token
	revoked     bool
}

// New returns a fake account. Inside a testing/synctest bubble make it there, so that its timers
// follow the bubble's clock.
func New(opts ...Option) *Fake {
	config := config{retries: defaultRetries(), client: &http.Client{}}
	for _, opt := range opts {
		opt(&config)
	}
	f := &Fake{config: config, state: new(state)}
	if !config.unlimited {
		f.bucket = fake.NewBucket(ratePerSecond, rateBurst)
	}
	f.outbox, f.oauth = newOutbox(config), &oauth{fake: f}
	f.begin()
	f.server = fake.New(fake.Config{
		Handler:  newAPI(f, f.state),
		Snapshot: func() http.Handler { return newAPI(f, f.state.clone()) },
		Error:    func(w http.ResponseWriter, status int) { writeError(w, errorOf(status)) },
		State:    func() any { return f.dump() },
		Reset:    f.reset,
		Control:  f.control,
	})
	return f
}

// begin sets up what a new account has.
func (f *Fake) begin() {
	f.mu.Lock()
	f.credentials = map[string]*credential{APIKey: {name: "default key"}}
	f.revoked = false
	f.mu.Unlock()
	f.oauth.begin(f.config.apps)
	f.state.begin(f.config.eventsOff)
	if f.config.seed {
		f.Seed()
	}
}

// reset brings the account back to its beginning, keys and tokens included. The retries still
// waiting are dropped.
func (f *Fake) reset() {
	f.outbox.reset()
	if f.bucket != nil {
		f.bucket.Reset()
	}
	f.begin()
}

// TB is the part of testing.TB that [Fake.Start] needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Start serves the fake on a free port of the loopback interface until the test ends, and returns
// the base URL of the API (…/v1).
func (f *Fake) Start(t TB) string {
	t.Helper()
	url, err := f.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatalf("levertest: %v", err)
	}
	t.Cleanup(f.Close)
	return url
}

// Serve serves the fake on a TCP address until Close, and returns the base URL of the API (…/v1).
// It does not block.
func (f *Fake) Serve(addr string) (string, error) {
	url, err := f.server.Start(addr)
	if err != nil {
		return "", err
	}
	return url + "/v1", nil
}

// URL returns the base URL of the API: of the latest Start or Serve, else http://lever.fake/v1,
// which only [Fake.RoundTripper] reaches.
func (f *Fake) URL() string {
	if url := f.server.URL(); url != "" {
		return url + "/v1"
	}
	return "http://lever.fake/v1"
}

// ServeHTTP serves the API under /v1 and the control endpoints under /_fake/.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.server.ServeHTTP(w, r) }

// Handler returns the fake as a handler to mount at the root of a server.
func (f *Fake) Handler() http.Handler { return f.server }

// RoundTripper returns a transport that reaches the fake in the process, whatever host and scheme a
// request names. Inside a testing/synctest bubble call it there.
func (f *Fake) RoundTripper() http.RoundTripper { return f.server.RoundTripper() }

// Close ends the fake: servers, transports, and deliveries that still wait for a retry.
func (f *Fake) Close() {
	f.outbox.close()
	f.server.Close()
}

// Faults returns the script of planned faults.
func (f *Fake) Faults() *Script { return &f.server.Script }

// Calls returns the calls of the API that match, oldest first.
func (f *Fake) Calls(filter CallFilter) []Call { return f.server.Log.Calls(filter) }

// ClearCalls forgets the calls so far.
func (f *Fake) ClearCalls() { f.server.Log.Clear() }

// Violations returns the requests beyond the rate limit, each of which was answered 429.
func (f *Fake) Violations() []Violation {
	if f.bucket == nil {
		return nil
	}
	return f.bucket.Violations()
}

// Reset brings the fake back to its beginning: state, keys, faults, calls and deliveries.
func (f *Fake) Reset() { f.server.Reset() }

// String keeps keys and candidates out of logs.
func (f *Fake) String() string { return "levertest.Fake(" + f.URL() + ")" }

// GoString keeps keys and candidates out of logs.
func (f *Fake) GoString() string { return f.String() }
