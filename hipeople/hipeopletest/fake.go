package hipeopletest

import (
	"encoding/json"
	"maps"
	"net/http"

	"github.com/leverhipeople/leverhipeople/internal/fake"
)

// The credential that the fake accepts unless [WithCredentials] says otherwise.
const (
	Key    = "fake-key"
	Secret = "fake-secret"
)

// UserToken is the token of a user, for hipeople.BearerToken. It may do everything, and
// alone may make key pairs.
const UserToken = "fake-user-token"

// The vocabulary of faults and of the call log, shared with the fake Lever.
type (
	Fault      = fake.Fault
	FaultKind  = fake.Kind
	Script     = fake.Script
	Armed      = fake.Armed
	Planned    = fake.Planned
	Call       = fake.Call
	CallFilter = fake.CallFilter
	Violation  = fake.Violation
)

// The kinds of [Fault].
const (
	FaultStatus      = fake.Status      // answer Status, nothing applied
	FaultStatusAfter = fake.StatusAfter // apply, then answer Status (500)
	FaultReset       = fake.Reset       // cut the connection, nothing applied
	FaultResetAfter  = fake.ResetAfter  // apply, then cut the connection
	FaultApplyLate   = fake.ApplyLate   // cut the connection, apply Delay later
	FaultTruncate    = fake.Truncate    // apply, cut the answer halfway
	FaultSlowBody    = fake.SlowBody    // apply, spread the answer over Delay
	FaultHang        = fake.Hang        // silence for Delay, then cut, nothing applied
	FaultStale       = fake.Stale       // reads see the present state for Delay
	FaultRedirect    = fake.Redirect    // answer Status (301) with Location URL
)

// Fake is a HiPeople. It is safe for concurrent use.
type Fake struct {
	config config
	server *fake.Server
	bucket *fake.Bucket
	sender *sender
	state  *state
}

// New returns a fake without roles or candidates. Close it. It panics on an option
// that cannot be, since a test set up wrongly proves nothing.
func New(opts ...Option) *Fake {
	f := &Fake{config: defaultConfig(), state: newState()}
	for _, opt := range opts {
		opt(&f.config)
	}
	if f.config.perSecond > 0 {
		f.bucket = fake.NewBucket(f.config.perSecond, f.config.burst)
	}
	f.sender = newSender(f.config)
	f.server = fake.New(fake.Config{
		Handler:  f.handler(f.state),
		Snapshot: func() http.Handler { return f.handler(f.state.clone()) },
		Error:    writeError,
		State:    func() any { return f.dump() },
		Reset:    f.reset,
		Control:  f.control,
	})
	return f
}

// Start serves on a TCP address such as "127.0.0.1:0" and returns the URL of the host,
// without a path.
func (f *Fake) Start(addr string) (string, error) { return f.server.Start(addr) }

// Serve is Start by the name it has in package levertest.
func (f *Fake) Serve(addr string) (string, error) { return f.Start(addr) }

// URL is the host that [Fake.Start] serves on; before that, and for
// [Fake.RoundTripper], a name that leads nowhere else.
func (f *Fake) URL() string {
	if url := f.server.URL(); url != "" {
		return url
	}
	return "http://hipeople.test"
}

// BaseURL is what hipeople.WithBaseURL wants.
func (f *Fake) BaseURL() string { return f.URL() + "/api" }

// Handler returns the fake for a server of your own, control endpoints included.
func (f *Fake) Handler() http.Handler { return f.server }

// RoundTripper reaches the fake inside the process; every host leads to it. In a
// testing/synctest bubble, make and close the fake inside the bubble.
func (f *Fake) RoundTripper() http.RoundTripper { return f.server.RoundTripper() }

// Close ends connections, pending faults and webhook deliveries.
func (f *Fake) Close() {
	f.sender.close()
	f.server.Close()
}

// Faults returns the script of planned faults.
func (f *Fake) Faults() *Script { return &f.server.Script }

// Inject plans a fault; Fired of the answer tells whether it happened.
func (f *Fake) Inject(fault Fault) *Armed { return f.server.Script.Add(fault) }

// ClearFaults plans none.
func (f *Fake) ClearFaults() { f.server.Script.Clear() }

// Calls returns the calls so far that match, oldest first.
func (f *Fake) Calls(filter CallFilter) []Call { return f.server.Log.Calls(filter) }

// Violations returns the calls beyond [WithRateLimit]; nil without it.
func (f *Fake) Violations() []Violation {
	if f.bucket == nil {
		return nil
	}
	return f.bucket.Violations()
}

func (f *Fake) reset() {
	f.state.reset()
	f.sender.forget()
	if f.bucket != nil {
		f.bucket.Reset()
	}
}

func (f *Fake) dump() any {
	f.state.mu.Lock()
	invited := maps.Clone(f.state.invited)
	f.state.mu.Unlock()
	return map[string]any{"roles": f.Roles(), "candidates": f.Candidates(), "invited": invited, "violations": f.Violations()}
}

// SetWebhook sends the webhooks to url from now on, as one sets it in HiPeople, those that
// wait for another try too; empty sends none. The secret stays. A reset does not undo it.
func (f *Fake) SetWebhook(url string) { f.sender.redirect(url) }

// Deliveries returns the webhooks sent so far, oldest first.
func (f *Fake) Deliveries() []Delivery { return f.sender.list() }

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a caller that went away needs no answer
}
