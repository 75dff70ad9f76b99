package mail

import "strconv"

// Stage is how far a mail came.
type Stage string

// The stages, in order.
const (
	StageNotice    Stage = "notice"    // the notice can't be a mail
	StageConnect   Stage = "connect"   // dialing, greeting, TLS, credentials
	StageSender    Stage = "sender"    // the server refused our address
	StageRecipient Stage = "recipient" // the server refused theirs
	StageContent   Stage = "content"   // before the last byte of the mail was written
	StageAccept    Stage = "accept"    // after it
)

// Error is why a mail was not sent, or why it is in doubt. It holds no address, no
// content and no words of the server, which tend to quote them.
type Error struct {
	Stage     Stage
	Code      int    // the server's reply code; 0 if it gave none
	Detail    string // in our own words
	Ambiguous bool   // the server may have accepted the mail
	Err       error  // of the context, the dialing or TLS; may be nil
}

// NotSent reports whether the mail was provably not accepted.
func (e *Error) NotSent() bool { return !e.Ambiguous }

// Error implements error.
func (e *Error) Error() string {
	text := "mail: " + string(e.Stage)
	switch {
	case e.Detail != "":
		text += ": " + e.Detail
	case e.Code != 0:
		text += ": server answered " + strconv.Itoa(e.Code)
	case e.Err != nil:
		text += ": " + e.Err.Error()
	default:
		text += ": connection broke"
	}
	if e.Ambiguous {
		text += " (it may have been accepted)"
	}
	return text
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// ConfigError is an argument of [New] that can't work. It never holds the value, which
// may contain a password.
type ConfigError struct {
	Field string
	Want  string
}

// Error implements error.
func (e *ConfigError) Error() string { return "mail: " + e.Field + " must be " + e.Want }
