package webhook

import (
	"fmt"
	"io"
	"time"
)

// Verifier decides whether a delivery comes from a holder of the secret and is
// fresh. It is a value, safe for concurrent use, and prints no secret. The zero
// Verifier refuses everything.
type Verifier struct {
	core *core
}

// core is behind a pointer, so that no formatting of a Verifier reaches the keys.
type core struct {
	scheme    Scheme
	keys      []*key
	tolerance tolerance
	now       func() time.Time
	maxBody   int64
}

// NewVerifier returns a verifier of one scheme. Give several secrets while one is
// being rotated: each of them is valid, and [Verifier.Sign] uses the first. No
// secret, or an empty one, is a [*ConfigError].
func NewVerifier(scheme Scheme, secrets []Secret, opts ...Option) (Verifier, error) {
	if scheme == nil {
		return Verifier{}, &ConfigError{Field: "scheme", Want: "set"}
	}
	scheme, err := scheme.normalize()
	if err != nil {
		return Verifier{}, err
	}
	if len(secrets) == 0 {
		return Verifier{}, &ConfigError{Field: "secrets", Want: "at least one"}
	}
	c := &core{scheme: scheme, tolerance: scheme.freshness(), now: time.Now, maxBody: DefaultMaxBody}
	for i, secret := range secrets {
		raw, want := scheme.key(secret)
		if want != "" {
			return Verifier{}, &ConfigError{Field: fmt.Sprintf("secrets[%d]", i), Want: want}
		}
		c.keys = append(c.keys, newKey(raw))
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return Verifier{}, err
		}
	}
	return Verifier{core: c}, nil
}

// Verify checks size, signature and freshness, in this order, and returns when the
// sender says it sent the message: the zero time for schemes that sign none. Every
// failure is an [*Error]. The header schemes allocate nothing when they succeed.
func (v Verifier) Verify(msg Message) (sentAt time.Time, err error) {
	if v.core == nil {
		return time.Time{}, &Error{Reason: ReasonNoSecret}
	}
	if int64(len(msg.Body)) > v.core.maxBody {
		return time.Time{}, &Error{Reason: ReasonTooLarge}
	}
	return v.core.scheme.verify(v.core, msg)
}

// Sign returns a copy of msg that Verify accepts, signed with the first secret and,
// where the scheme puts a time of its own, at the verifier's clock. The scheme says
// what has to be in msg already.
func (v Verifier) Sign(msg Message) (Message, error) {
	if v.core == nil {
		return Message{}, &Error{Reason: ReasonNoSecret}
	}
	return v.core.scheme.sign(v.core, msg)
}

// MaxBody returns the largest body in bytes that Verify looks at; 0 for the zero
// Verifier.
func (v Verifier) MaxBody() int64 {
	if v.core == nil {
		return 0
	}
	return v.core.maxBody
}

// Format implements [fmt.Formatter]: the scheme's name and nothing else.
func (v Verifier) Format(state fmt.State, _ rune) {
	if v.core == nil {
		_, _ = io.WriteString(state, "webhook.Verifier(none)")
		return
	}
	_, _ = fmt.Fprintf(state, "webhook.Verifier(%s)", v.core.scheme.name())
}

// fresh is called after the signature was found right, so that a guess learns
// nothing from it.
func (c *core) fresh(sentAt time.Time) (time.Time, error) {
	age := c.now().Sub(sentAt)
	switch {
	case age > c.tolerance.past:
		return time.Time{}, &Error{Reason: ReasonExpired}
	case age < -c.tolerance.future: // not -age > future: the negated smallest Duration is negative
		return time.Time{}, &Error{Reason: ReasonFuture}
	}
	return sentAt, nil
}
