package transport

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Outcome says what is known about the effect of a call that failed.
type Outcome int

// The three things a failed call can mean.
const (
	Unknown Outcome = iota // sent, and no answer that can be trusted: timeout, reset, 408, 5xx, cut body
	NotSent                // not a byte left: DNS, dial, TLS, write deadline, cancelled while waiting
	Refused                // answered, and not done: 3xx, 4xx other than 408
)

func (o Outcome) String() string {
	return [...]string{"unknown", "not sent", "refused"}[o]
}

// Error is a call that failed. It never shows query, body or credentials.
type Error struct {
	Operation string
	Method    string
	Path      string // below the base URL, without the query
	Status    int    // 0: no answer
	Header    http.Header
	Body      []byte // of the answer, bounded
	RequestID string
	Outcome   Outcome
	Err       error // cause, nil when the status says it all
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s", e.Operation, e.Method, e.Path)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// GoString keeps %#v from printing headers and body.
func (e *Error) GoString() string { return "&transport.Error{" + e.Error() + "}" }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// RetryAfter is how long the server asked to wait, 0 when it did not.
func (e *Error) RetryAfter() time.Duration { return retryAfter(e.Header) }

// ArgumentError is a call refused before the network.
type ArgumentError struct {
	Operation string
	Field     string
	Got       string
	Want      string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("%s: %s is %s, want %s", e.Operation, e.Field, e.Got, e.Want)
}

// ErrWriteDeadline is the cause when a byte would have left after the write deadline.
var ErrWriteDeadline = errors.New("write deadline passed")

// cutError is an answer whose status arrived but whose body did not.
type cutError struct{ err error }

func (e *cutError) Error() string { return fmt.Sprintf("read the answer's body: %v", e.err) }
func (e *cutError) Unwrap() error { return e.err }

// tooLargeError is an answer beyond the bound. Asking again would not help.
type tooLargeError struct{ limit int64 }

func (e *tooLargeError) Error() string {
	return fmt.Sprintf("answer is larger than %d bytes", e.limit)
}

// redirectError is a redirect that was not followed.
type redirectError struct{ reason string }

func (e *redirectError) Error() string { return "redirect not followed: " + e.reason }

// cause strips what net/http puts round an error: the URL, and with it the query.
// What the error quotes came from outside, such as an answer that is not HTTP or a
// Location that is no URL, and is left out too.
func cause(err error) error {
	if outer, ok := err.(*url.Error); ok { //nolint:errorlint // only the layer of net/http; an error of the caller may hold another
		err = outer.Err
	}
	text := err.Error()
	if quiet := quoted.ReplaceAllLiteralString(text, "(…)"); quiet != text {
		return &quietError{quiet, err}
	}
	return err
}

var quoted = regexp.MustCompile(`"(\\.|[^"\\])*"?`)

// quietError shows an error without what it quotes.
type quietError struct {
	text string
	err  error
}

func (e *quietError) Error() string    { return e.text }
func (e *quietError) GoString() string { return e.text }
func (e *quietError) Unwrap() error    { return e.err }

// requestID finds the id a server gave the call, under the names in use.
func requestID(header http.Header) string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "Cf-Ray"} {
		if id := header.Get(name); id != "" && len(id) <= 100 {
			return id
		}
	}
	return ""
}

// retryAfter reads Retry-After in seconds or as an HTTP date.
func retryAfter(header http.Header) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		switch {
		case !(seconds > 0):
			return 0
		case seconds > 1e9:
			return 1e9 * time.Second
		}
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
