package levertest

import "github.com/leverhipeople/leverhipeople/internal/fake"

// The vocabulary of faults and calls, which the fakes of this module share.
type (
	// Fault is one planned failure; add it to [Fake.Faults].
	Fault = fake.Fault
	// Kind says what a fault does to a request.
	Kind = fake.Kind
	// Script is the list of planned faults.
	Script = fake.Script
	// Armed is a fault in a script, and tells how often it fired.
	Armed = fake.Armed
	// Call is one request as the fake saw it.
	Call = fake.Call
	// CallFilter selects calls.
	CallFilter = fake.CallFilter
	// Violation is a request beyond the rate limit.
	Violation = fake.Violation
)

// The kinds of faults.
const (
	// Status answers Fault.Status at once; nothing is applied.
	Status = fake.Status
	// StatusAfter applies the request and then answers Fault.Status (500 if zero).
	StatusAfter = fake.StatusAfter
	// Reset cuts the connection after the request was read; nothing is applied.
	Reset = fake.Reset
	// ResetAfter applies the request and cuts the connection instead of answering.
	ResetAfter = fake.ResetAfter
	// ApplyLate cuts the connection at once and applies the request Fault.Delay later.
	ApplyLate = fake.ApplyLate
	// Truncate applies the request and cuts the connection in the middle of the answer's body.
	Truncate = fake.Truncate
	// SlowBody applies the request and spreads the answer's body over Fault.Delay.
	SlowBody = fake.SlowBody
	// Hang is silent for Fault.Delay and cuts the connection; nothing is applied.
	Hang = fake.Hang
	// Stale answers every GET, for Fault.Delay, from the state before the matching request.
	Stale = fake.Stale
	// Redirect answers a redirect to Fault.URL; nothing is applied.
	Redirect = fake.Redirect
)
