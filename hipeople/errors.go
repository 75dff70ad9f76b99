package hipeople

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// What a call can fail with beside *[Error]: test with errors.Is.
var (
	// ErrNotSupported means that the profile does not say how to do this.
	ErrNotSupported = errors.New("hipeople: not supported by the profile")
	// ErrNotReady means that there is no report yet. Ask again later.
	ErrNotReady = errors.New("hipeople: the report is not ready")
)

// Outcome says what is known about the effect of a call that failed.
type Outcome int

// The outcomes. Only an unknown one leaves it open whether something happened.
const (
	OutcomeUnknown Outcome = iota // sent, and no answer that can be trusted
	OutcomeNotSent                // not a byte left this machine
	OutcomeRefused                // HiPeople answered that it was not done
)

func (o Outcome) String() string {
	switch o {
	case OutcomeNotSent:
		return "not sent"
	case OutcomeRefused:
		return "refused"
	}
	return "unknown"
}

// Error is a call that failed. It shows no query, body, credential or personal data:
// addresses, phone numbers and the values we sent are taken out of the messages.
type Error struct {
	Operation  string // "candidates.get"
	Method     string
	Path       string   // below the base URL, without the query
	Status     int      // 0: no answer. 200 when HiPeople answered errors with it
	Messages   []string // what HiPeople said, at most 10
	RequestID  string
	Outcome    Outcome
	RetryAfter time.Duration // what the server asked for, 0 when it did not
	Err        error         // cause, nil when status and messages say it all
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "hipeople: %s: %s %s", e.Operation, e.Method, e.Path)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d %s", e.Status, http.StatusText(e.Status))
	}
	if len(e.Messages) > 0 {
		fmt.Fprintf(&b, ": %s", strings.Join(e.Messages, "; "))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// AmbiguousError is a write that may or may not have taken effect. Look before
// making it again.
type AmbiguousError struct {
	Operation string
	Err       error // *[Error], or *[DecodeError] for a success that could not be read
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("hipeople: %s may have taken effect: %v", e.Operation, e.Err)
}

// Unwrap returns what was seen.
func (e *AmbiguousError) Unwrap() error { return e.Err }

// DecodeError is a 2xx answer that could not be understood.
type DecodeError struct {
	Operation string
	Err       error // says what was wrong, without the answer's text
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("hipeople: %s: cannot read the answer: %v", e.Operation, e.Err)
}

// Unwrap returns what was wrong.
func (e *DecodeError) Unwrap() error { return e.Err }

// ArgumentError is a call refused before the network.
type ArgumentError struct {
	Operation string
	Field     string
	Got       string
	Want      string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("hipeople: %s: %s is %s, want %s", e.Operation, e.Field, e.Got, e.Want)
}

// IsNotFound reports a 404 or 410. HiPeople deletes people's data after the time its
// customers set, so an id that was known can vanish.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound, http.StatusGone) }

// IsUnauthorized reports a credential that was refused (401).
func IsUnauthorized(err error) bool { return hasStatus(err, http.StatusUnauthorized) }

// IsRateLimited reports a 429 that outlasted the retries; [Error.RetryAfter] says how
// long to wait.
func IsRateLimited(err error) bool { return hasStatus(err, http.StatusTooManyRequests) }

// IsAmbiguous reports a write that may have taken effect.
func IsAmbiguous(err error) bool {
	var ambiguous *AmbiguousError
	return errors.As(err, &ambiguous)
}

// IsNotApplied reports a failure that provably changed nothing at HiPeople.
func IsNotApplied(err error) bool {
	var failed *Error
	var argument *ArgumentError
	switch {
	case err == nil || IsAmbiguous(err):
		return false
	case errors.Is(err, ErrNotSupported) || errors.As(err, &argument):
		return true
	}
	return errors.As(err, &failed) && failed.Outcome != OutcomeUnknown
}

func hasStatus(err error, statuses ...int) bool {
	var failed *Error
	return errors.As(err, &failed) && slices.Contains(statuses, failed.Status)
}

// errorFrom turns what the transport reports into this package's words.
func errorFrom(err error, redact []string) error {
	var argument *transport.ArgumentError
	if errors.As(err, &argument) {
		return &ArgumentError{Operation: argument.Operation, Field: argument.Field, Got: argument.Got, Want: argument.Want}
	}
	var failed *transport.Error
	if !errors.As(err, &failed) {
		return err
	}
	outcome := map[transport.Outcome]Outcome{
		transport.Unknown: OutcomeUnknown, transport.NotSent: OutcomeNotSent, transport.Refused: OutcomeRefused,
	}[failed.Outcome]
	return &Error{
		Operation: failed.Operation, Method: failed.Method, Path: failed.Path, Status: failed.Status,
		Messages: scrub(bodyMessages(failed.Body), redact), RequestID: failed.RequestID, Outcome: outcome,
		RetryAfter: failed.RetryAfter(), Err: failed.Err,
	}
}

// bodyMessages reads the messages of an answer that is no success. A body that is not
// JSON is a proxy's page and says nothing worth keeping.
func bodyMessages(body []byte) []string {
	answer, messages, err := open(body)
	if err != nil || len(messages) > 0 || answer.Result != nil {
		return messages
	}
	item, err := decodeRecord(body)
	if err != nil {
		return nil
	}
	if text := item.text("message", "error", "detail"); text != "" {
		return []string{text}
	}
	return nil
}

// isUnreadable reports a success whose body could not be understood.
func isUnreadable(err error) bool {
	var decode *DecodeError
	return errors.As(err, &decode)
}

// ambiguous marks a failed write whose effect is open.
func ambiguous(operation string, err error) error {
	var failed *Error
	if isUnreadable(err) || errors.As(err, &failed) && failed.Outcome == OutcomeUnknown {
		return &AmbiguousError{Operation: operation, Err: err}
	}
	return err
}
