package webhook

import (
	"net/http"
	"net/textproto"
	"time"
)

// HeaderHMAC is HMAC-SHA256 in a header, over the body or over "t.body", where t is
// the decimal Unix time in seconds of TimestampHeader. The secret's text is the key.
// Default freshness is 5 minutes both ways if a time is signed; without one nothing
// but the digest stops a replay.
//
// Several values of Header are alternatives, one right one is enough.
type HeaderHMAC struct {
	Header          string   // "X-Signature"
	Prefix          string   // in front of the signature, "sha256="; may be empty
	Encoding        Encoding // Hex if empty
	TimestampHeader string   // empty: the body alone is signed
}

func (HeaderHMAC) name() string                  { return "header HMAC" }
func (HeaderHMAC) freshness() tolerance          { return fiveMinutes }
func (HeaderHMAC) key(s Secret) ([]byte, string) { return textKey(s) }
func (s HeaderHMAC) signed(h http.Header) ([]string, error) {
	values := h[s.Header]
	if len(values) == 0 {
		return nil, &Error{Reason: ReasonUnsigned, Detail: "no signature header"}
	}
	return values, nil
}

func (s HeaderHMAC) normalize() (Scheme, error) {
	if s.Header == "" {
		return nil, &ConfigError{Field: "HeaderHMAC.Header", Want: "the name of a header"}
	}
	if s.Encoding == "" {
		s.Encoding = Hex
	}
	if s.Encoding != Hex && s.Encoding != Base64 {
		return nil, &ConfigError{Field: "HeaderHMAC.Encoding", Want: `"hex" or "base64"`}
	}
	s.Header = textproto.CanonicalMIMEHeaderKey(s.Header)
	s.TimestampHeader = textproto.CanonicalMIMEHeaderKey(s.TimestampHeader)
	return s, nil
}

func (s HeaderHMAC) verify(c *core, msg Message) (time.Time, error) {
	signatures, err := s.signed(msg.Header)
	if err != nil {
		return time.Time{}, err
	}
	var stamp string
	var seconds int64
	if s.TimestampHeader != "" {
		if stamp, seconds, err = timestamp(msg.Header, s.TimestampHeader); err != nil {
			return time.Time{}, err
		}
	}
	for _, k := range c.keys {
		m := k.get()
		s.sum(m, stamp, msg.Body)
		matched := m.equalAny(s.Encoding, s.Prefix, signatures)
		k.put(m)
		switch {
		case !matched:
		case s.TimestampHeader == "":
			return time.Time{}, nil
		default:
			return c.fresh(time.Unix(seconds, 0))
		}
	}
	return time.Time{}, &Error{Reason: ReasonMismatch}
}

func (s HeaderHMAC) sum(m *mac, stamp string, body []byte) {
	if s.TimestampHeader != "" {
		m.head = append(append(m.head, stamp...), '.')
	}
	m.finish(body)
}

func (s HeaderHMAC) sign(c *core, msg Message) (Message, error) {
	header := cloneHeader(msg.Header)
	var stamp string
	if s.TimestampHeader != "" {
		stamp = unixText(c.now())
		header[s.TimestampHeader] = []string{stamp}
	}
	m := c.keys[0].get()
	defer c.keys[0].put(m)
	s.sum(m, stamp, msg.Body)
	header[s.Header] = []string{s.Prefix + s.Encoding.encode(m.sum)}
	msg.Header = header
	return msg, nil
}
