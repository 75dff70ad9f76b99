package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"time"
)

// Kind says what a [Fault] does to a request.
type Kind string

// The kinds of faults. "Applied" means that the fake's state was read or changed as asked.
const (
	// Status answers Fault.Status at once; nothing is applied.
	Status Kind = "status"
	// StatusAfter applies the request and then answers Fault.Status (500 if zero).
	StatusAfter Kind = "status_after"
	// Reset reads the request and cuts the connection; nothing is applied. Note that Go's own
	// transport repeats a GET by itself if the cut connection had served a request before.
	Reset Kind = "reset"
	// ResetAfter applies the request and cuts the connection instead of answering.
	ResetAfter Kind = "reset_after"
	// ApplyLate cuts the connection at once and applies the request Fault.Delay later.
	ApplyLate Kind = "apply_late"
	// Truncate applies the request, promises the whole body and cuts the connection halfway. An
	// answer without a body is cut before its first byte.
	Truncate Kind = "truncate"
	// SlowBody applies the request and spreads the body of the answer over Fault.Delay.
	SlowBody Kind = "slow_body"
	// Hang reads the request, is silent for Fault.Delay and cuts the connection; nothing is applied.
	Hang Kind = "hang"
	// Stale freezes what reads see, just before the matching request is applied: for Fault.Delay
	// every GET is answered from the state of that moment. Writes apply as usual.
	Stale Kind = "stale"
	// Redirect answers Fault.Status (301 if zero) with Location Fault.URL; nothing is applied.
	Redirect Kind = "redirect"
)

// Fault is one planned failure. The zero Method and Path match every request.
//
// In JSON the durations are texts as of [time.ParseDuration]:
//
//	{"kind":"status","method":"POST","path":"/v1/opportunities/*/notes","status":503,"retry_after":"2s","times":2}
type Fault struct {
	// Kind is required.
	Kind Kind `json:"kind"`
	// Method is an HTTP method in capitals; empty means any.
	Method string `json:"method,omitzero"`
	// Path is a pattern over the escaped path, * standing for one element; empty means any.
	Path string `json:"path,omitzero"`
	// After is how many matching requests pass unharmed first.
	After int `json:"after,omitzero"`
	// Times is how often the fault fires: 0 means once, -1 means for ever.
	Times int `json:"times,omitzero"`
	// Status is the answered status of Status, StatusAfter and Redirect.
	Status int `json:"status,omitzero"`
	// RetryAfter is sent as header Retry-After, in whole seconds rounded up; zero sends none.
	RetryAfter time.Duration `json:"-"`
	// Body replaces the provider's own error body: an HTML page of a proxy, for example.
	Body string `json:"body,omitzero"`
	// Delay is the time of ApplyLate, SlowBody, Hang and Stale.
	Delay time.Duration `json:"-"`
	// URL is the target of Redirect.
	URL string `json:"url,omitzero"`
}

// Validate reports the first thing that would keep the fault from ever working as meant.
func (f Fault) Validate() error {
	if _, err := path.Match(f.Path, ""); err != nil {
		return fmt.Errorf("fake: fault path %q is no pattern", f.Path)
	}
	if f.After < 0 || f.Times < -1 {
		return fmt.Errorf("fake: fault after %d, times %d: want after ≥ 0 and times ≥ -1", f.After, f.Times)
	}
	switch f.Kind {
	case Status:
		if f.Status == 0 {
			return fmt.Errorf("fake: fault %s wants a status", f.Kind)
		}
	case ApplyLate, SlowBody, Hang, Stale:
		if f.Delay <= 0 {
			return fmt.Errorf("fake: fault %s wants a delay above zero, got %s", f.Kind, f.Delay)
		}
	case Redirect:
		if f.URL == "" {
			return fmt.Errorf("fake: fault %s wants a url", f.Kind)
		}
	case StatusAfter, Reset, ResetAfter, Truncate:
	default:
		return fmt.Errorf("fake: unknown fault kind %q", f.Kind)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("fake: fault status %d: want 200 to 599", f.Status)
	}
	return nil
}

func (f Fault) matches(method, escapedPath string) bool {
	return (f.Method == "" || f.Method == method) && matchPath(f.Path, escapedPath)
}

func matchPath(pattern, escapedPath string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, escapedPath)
	return err == nil && ok
}

// status returns the status to answer.
func (f Fault) status() int {
	switch {
	case f.Status != 0:
		return f.Status
	case f.Kind == Redirect:
		return http.StatusMovedPermanently
	default:
		return http.StatusInternalServerError
	}
}

type (
	faultFields Fault
	faultJSON   struct {
		faultFields
		RetryAfter string `json:"retry_after,omitzero"`
		Delay      string `json:"delay,omitzero"`
	}
)

// MarshalJSON writes the durations as texts.
func (f Fault) MarshalJSON() ([]byte, error) {
	wire := faultJSON{faultFields: faultFields(f)}
	if f.RetryAfter != 0 {
		wire.RetryAfter = f.RetryAfter.String()
	}
	if f.Delay != 0 {
		wire.Delay = f.Delay.String()
	}
	return json.Marshal(wire)
}

// UnmarshalJSON reads the durations from texts.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var wire faultJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	read := Fault(wire.faultFields)
	var err error
	if read.RetryAfter, err = parseDuration(wire.RetryAfter); err != nil {
		return err
	}
	if read.Delay, err = parseDuration(wire.Delay); err != nil {
		return err
	}
	*f = read
	return nil
}

func parseDuration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("fake: duration %q: want a text like 1.5s", text)
	}
	return d, nil
}
