package webhook

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/url"
	"strings"
	"time"
)

// URLToken is an unguessable token in the address, for senders that sign nothing.
// The secrets are the valid tokens, two of them while one is being replaced. It
// proves that the sender knows the address, not that the body is unaltered, and
// bounds no age.
//
// A token needs 22 characters, which hold 128 random bits in base64url.
//
// To ask for a token and a signature, let Find of a [Handler] verify the token
// (Message{URL: req.URL}), answer [ErrUnknownReceiver] if it is wrong, and return
// the verifier of the signature.
type URLToken struct {
	Query string // name of the query parameter; empty: the last path element
}

const minToken = 22

func (URLToken) name() string                 { return "URL token" }
func (URLToken) freshness() tolerance         { return tolerance{} }
func (s URLToken) normalize() (Scheme, error) { return s, nil }

func (URLToken) key(secret Secret) ([]byte, string) {
	if len(secret) < minToken || strings.Contains(string(secret), "/") {
		return nil, "at least 22 characters (128 random bits in base64url), none of them a slash"
	}
	return []byte(secret), ""
}

// verify compares digests, so that time tells neither length nor content, and looks
// at every key, so that it does not tell which one matched.
func (s URLToken) verify(c *core, msg Message) (time.Time, error) {
	token := s.token(msg.URL)
	if token == "" {
		return time.Time{}, &Error{Reason: ReasonUnsigned, Detail: "no token in the URL"}
	}
	got, found := sha256.Sum256([]byte(token)), 0
	for _, k := range c.keys {
		want := sha256.Sum256(k.raw)
		found |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	if found != 1 {
		return time.Time{}, &Error{Reason: ReasonMismatch}
	}
	return time.Time{}, nil
}

func (s URLToken) token(address *url.URL) string {
	switch {
	case address == nil:
		return ""
	case s.Query == "":
		return address.Path[strings.LastIndexByte(address.Path, '/')+1:]
	}
	values := address.Query()[s.Query]
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

func (s URLToken) sign(c *core, msg Message) (Message, error) {
	if msg.URL == nil {
		return Message{}, malformed("no URL to put the token in")
	}
	token := string(c.keys[0].raw)
	address := *msg.URL
	if s.Query == "" {
		msg.URL = address.JoinPath(url.PathEscape(token))
		return msg, nil
	}
	query := address.Query()
	query.Set(s.Query, token)
	address.RawQuery = query.Encode()
	msg.URL = &address
	return msg, nil
}
