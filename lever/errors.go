package lever

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Outcome says what is known about the effect of a call that failed.
type Outcome int

// What is known about the effect of a call that failed.
const (
	OutcomeUnknown Outcome = iota // sent, without an answer to be trusted: it may have been applied or not
	OutcomeNotSent                // no byte left this machine
	OutcomeRefused                // Lever answered that it did not do it
)

// String names the outcome.
func (o Outcome) String() string {
	switch o {
	case OutcomeNotSent:
		return "not sent"
	case OutcomeRefused:
		return "refused"
	default:
		return "unknown"
	}
}

// Error is a call that failed at Lever or on the way there. Its text holds neither credentials nor query nor body; mail
// addresses in Lever's own message are masked.
type Error struct {
	Operation  string        // as "opportunities.get"
	Method     string        // HTTP method
	Path       string        // below the base URL, without the query; the operation's template if the answer could not be read
	Status     int           // HTTP status, 0 without an answer
	Code       string        // Lever's code, as ResourceNotFound; empty if the answer was not Lever's JSON
	Message    string        // Lever's explanation, as it came
	RequestID  string        // for Lever's support, empty if none was given
	RetryAfter time.Duration // how long Lever asked to wait, 0 if it did not
	Outcome    Outcome       // what is known about the effect
	Scope      string        // OAuth scope the operation needs, set for status 403
	Hint       string        // what to do about it, set for status 401 and 403
	Body       []byte        // of the answer, at most 64 KiB; may hold personal data
	Err        error         // cause, nil when the status says it all
}

// Error tells operation, status, code, message and hint.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "lever: %s: %s %s", e.Operation, e.Method, e.Path)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " %s", printable(e.Code))
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", printable(e.Message))
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, " (%s)", e.Hint)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request %s]", printable(e.RequestID))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// GoString keeps %#v from printing the body.
func (e *Error) GoString() string { return "&lever.Error{" + strconv.Quote(e.Error()) + "}" }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ArgumentError is a call or an option that was refused before anything was sent.
type ArgumentError struct {
	Operation string // as "files.upload", or "new client"
	Field     string // what was wrong
	Got       string // what it was; never a secret
	Want      string // what it has to be
}

// Error names field, value and bound.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("lever: %s: %s is %s, want %s", e.Operation, e.Field, e.Got, e.Want)
}

// IsNotFound reports status 404: the record does not exist, or was deleted.
func IsNotFound(err error) bool { return statusOf(err) == http.StatusNotFound }

// IsUnauthorized reports status 401: the credential is not valid, or no longer.
func IsUnauthorized(err error) bool { return statusOf(err) == http.StatusUnauthorized }

// IsForbidden reports status 403: the credential is valid but may not do this, or the record is confidential.
func IsForbidden(err error) bool { return statusOf(err) == http.StatusForbidden }

// IsRateLimited reports status 429: all tries were used up.
func IsRateLimited(err error) bool { return statusOf(err) == http.StatusTooManyRequests }

// IsAmbiguous reports that the request was sent and its effect is not known. A create must then be looked for before it
// is sent again.
func IsAmbiguous(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Outcome == OutcomeUnknown
}

// IsNotApplied reports that the call provably changed nothing: refused here, never sent, or refused by Lever.
func IsNotApplied(err error) bool {
	var (
		e        *Error
		argument *ArgumentError
	)
	if errors.As(err, &e) {
		return e.Outcome != OutcomeUnknown
	}
	return errors.As(err, &argument)
}

func statusOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// wrap turns an error of the transport into one of this package.
func (c *Client) wrap(op operation, err error) error {
	var argument *transport.ArgumentError
	if errors.As(err, &argument) {
		return op.argument(argument.Field, argument.Got, argument.Want)
	}
	var failed *transport.Error
	if !errors.As(err, &failed) {
		return err
	}
	e := &Error{
		Operation: op.name, Method: failed.Method, Path: failed.Path, Status: failed.Status,
		RequestID: failed.RequestID, RetryAfter: failed.RetryAfter(), Body: failed.Body, Err: failed.Err,
	}
	switch failed.Outcome {
	case transport.NotSent:
		e.Outcome = OutcomeNotSent
	case transport.Refused:
		e.Outcome = OutcomeRefused
	default:
		e.Outcome = OutcomeUnknown
	}
	var body ErrorBody
	if json.Unmarshal(failed.Body, &body) == nil {
		e.Code, e.Message = body.Code, body.Message
	}
	c.auth.explain(e, op)
	return e
}

// unusable is an answer of 2xx that does not hold what it should: the call was applied, and its result is not known.
func unusable(op operation, resp *transport.Response, err error) *Error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) { // its own text quotes the value
		err = fmt.Errorf("field %q does not fit %s", wrongType.Field, wrongType.Type)
	}
	return &Error{
		Operation: op.name, Method: op.method, Path: op.path, Status: resp.Status,
		Outcome: OutcomeUnknown, Body: resp.Body[:min(len(resp.Body), 64<<10)], Err: fmt.Errorf("read the answer: %w", err),
	}
}

// printable makes text of the server fit for one line of a log: bounded, without control characters or mail addresses.
func printable(text string) string {
	const longest = 200
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	for i, word := range words {
		if strings.Contains(word, "@") {
			words[i] = "[mail address]"
		}
	}
	line := []rune(strings.Join(words, " "))
	if len(line) > longest {
		line = append(line[:longest], '…')
	}
	return string(line)
}

// quoted shows an argument that may be shown, and not more of it than helps.
func quoted(text string) string {
	const longest = 40
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strconv.Quote(text)
}
