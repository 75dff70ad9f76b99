package webhook

import (
	"errors"
	"net/http"
)

var (
	// ErrUnknownReceiver is what Find of a [Handler] returns for an address that
	// nobody owns: 404.
	ErrUnknownReceiver = errors.New("webhook: unknown receiver")

	// ErrUnavailable is what Find or Accept of a [Handler] returns when the
	// delivery can't be stored now: 503 with Retry-After. Any other error of
	// theirs is answered in the same way.
	ErrUnavailable = errors.New("webhook: unavailable")
)

// Reason says why a delivery was refused. Act on it, not on an error's text.
type Reason string

// The reasons, with the HTTP status a [Handler] answers.
const (
	ReasonMalformed       Reason = "malformed"        // 400: not JSON, or a field that is signed is unreadable
	ReasonNoSecret        Reason = "no_secret"        // 401: the zero Verifier
	ReasonUnsigned        Reason = "unsigned"         // 401: no signature
	ReasonMismatch        Reason = "mismatch"         // 401: no secret yields this signature
	ReasonExpired         Reason = "expired"          // 401: signed, but older than the tolerance
	ReasonFuture          Reason = "future"           // 401: signed, but further ahead than the tolerance
	ReasonUnknownReceiver Reason = "unknown_receiver" // 404
	ReasonMethod          Reason = "method"           // 405: not POST
	ReasonTooLarge        Reason = "too_large"        // 413: body above the verifier's maximum
	ReasonMediaType       Reason = "media_type"       // 415: not JSON by its header, or compressed
	ReasonUnavailable     Reason = "unavailable"      // 503
)

// Status returns the HTTP status for the reason, and 503 for an unknown one, so
// that the sender tries again.
func (r Reason) Status() int {
	switch r {
	case ReasonMalformed:
		return http.StatusBadRequest
	case ReasonNoSecret, ReasonUnsigned, ReasonMismatch, ReasonExpired, ReasonFuture:
		return http.StatusUnauthorized
	case ReasonUnknownReceiver:
		return http.StatusNotFound
	case ReasonMethod:
		return http.StatusMethodNotAllowed
	case ReasonTooLarge:
		return http.StatusRequestEntityTooLarge
	case ReasonMediaType:
		return http.StatusUnsupportedMediaType
	default:
		return http.StatusServiceUnavailable
	}
}

// public is the text for the sender. All 401 read alike: which check failed helps
// only somebody who is guessing.
func (r Reason) public() string {
	switch r.Status() {
	case http.StatusBadRequest:
		return "malformed"
	case http.StatusUnauthorized:
		return "unauthorized"
	case http.StatusNotFound:
		return "unknown receiver"
	case http.StatusMethodNotAllowed:
		return "method not allowed"
	case http.StatusRequestEntityTooLarge:
		return "too large"
	case http.StatusUnsupportedMediaType:
		return "unsupported media type"
	default:
		return "unavailable"
	}
}

// Error is why a delivery was refused. It carries no part of the delivery, no
// secret and no signature.
type Error struct {
	Reason Reason
	Detail string // for the operator: which field, in our own words
	Err    error  // what Find or Accept returned, or the failure to read the body; else nil
}

// Error implements error.
func (e *Error) Error() string {
	text := "webhook: " + string(e.Reason)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// ConfigError is a [NewVerifier] or [NewHandler] argument that can't work. It never
// holds the value, which may be a secret.
type ConfigError struct {
	Field string // "secrets[1]", "HeaderHMAC.Header", …
	Want  string // what it has to be
}

// Error implements error.
func (e *ConfigError) Error() string { return "webhook: " + e.Field + " must be " + e.Want }

func malformed(detail string) error { return &Error{Reason: ReasonMalformed, Detail: detail} }
