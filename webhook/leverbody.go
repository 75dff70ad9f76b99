package webhook

import (
	"bytes"
	"slices"
	"time"
)

// LeverBody is Lever's scheme: token, triggeredAt and signature are fields of the
// JSON body, and signature = hex(HMAC-SHA256(key, token + decimal triggeredAt)). The
// secret's text is the key; Lever shows it once, per webhook.
//
// The signature covers neither event nor data. Who captures one delivery can send
// other data under the same signature until it expires: treat the content as a hint
// and read the opportunity again.
//
// Default freshness is 14 days back, since Lever retries late and lets people rerun
// deliveries of two weeks, and 5 minutes ahead. It also keeps a captured delivery
// from being dated anew by moving digits between token and triggeredAt, which would
// change the time tenfold.
//
// A body that is not a JSON object, a triggeredAt that is not a plain integer, and a
// repeated field are [ReasonMalformed]; no signature is [ReasonUnsigned]. Sign needs
// token and triggeredAt in the body and adds signature as the last field.
//
// Source: Lever's developer documentation, "Webhooks", and open receivers in
// production, which all use this form; there is no signature header.
type LeverBody struct{}

func (LeverBody) name() string                  { return "Lever body HMAC" }
func (s LeverBody) normalize() (Scheme, error)  { return s, nil }
func (LeverBody) key(s Secret) ([]byte, string) { return textKey(s) }
func (LeverBody) freshness() tolerance {
	return tolerance{past: 14 * 24 * time.Hour, future: 5 * time.Minute}
}

func (s LeverBody) verify(c *core, msg Message) (time.Time, error) {
	envelope, err := readEnvelope(msg.Body)
	if err != nil {
		return time.Time{}, err
	}
	if envelope.signature == "" {
		return time.Time{}, &Error{Reason: ReasonUnsigned, Detail: "no signature in the body"}
	}
	sentAt, err := envelope.sentAt()
	if err != nil {
		return time.Time{}, err
	}
	for _, k := range c.keys {
		if s.match(k, envelope) {
			return c.fresh(sentAt)
		}
	}
	return time.Time{}, &Error{Reason: ReasonMismatch}
}

func (s LeverBody) match(k *key, envelope leverEnvelope) bool {
	m := k.get()
	defer k.put(m)
	s.sum(m, envelope)
	return m.equal(Hex, envelope.signature)
}

func (LeverBody) sum(m *mac, envelope leverEnvelope) {
	m.head = append(m.head, envelope.token...)
	m.head = append(m.head, envelope.triggeredAt...)
	m.finish(nil)
}

func (s LeverBody) sign(c *core, msg Message) (Message, error) {
	envelope, err := readEnvelope(msg.Body)
	if err != nil {
		return Message{}, err
	}
	if envelope.signature != "" {
		return Message{}, malformed("signature is in the body already")
	}
	if _, err := envelope.sentAt(); err != nil {
		return Message{}, err
	}
	m := c.keys[0].get()
	defer c.keys[0].put(m)
	s.sum(m, envelope)
	open := bytes.TrimSuffix(bytes.TrimRight(msg.Body, space), []byte("}"))
	msg.Body = slices.Concat(open, []byte(`,"signature":"`+Hex.encode(m.sum)+`"}`))
	return msg, nil
}

// leverEnvelope holds the fields around a delivery's data. Verify and DecodeLever
// both read it here, so that what was signed is what gets decoded.
type leverEnvelope struct {
	id, event, token, signature string
	triggeredAt                 []byte // as written, since it is signed as text
	data                        []byte
}

func readEnvelope(body []byte) (leverEnvelope, error) {
	var e leverEnvelope
	if err := validJSON(body); err != nil {
		return e, err
	}
	fields := [...]envelopeField{
		{name: "token", text: &e.token},
		{name: "signature", text: &e.signature},
		{name: "event", text: &e.event},
		{name: "id", text: &e.id},
		{name: "triggeredAt"},
		{name: "data"},
	}
	err := eachMember(body, func(name, value []byte) error {
		for i := range fields {
			if string(name) == fields[i].name {
				return fields[i].set(&e, value)
			}
		}
		return nil
	})
	return e, err
}

type envelopeField struct {
	name string
	text *string // nil where the value is kept as written
	seen bool
}

func (f *envelopeField) set(e *leverEnvelope, value []byte) error {
	if f.seen {
		return malformed(f.name + " occurs twice")
	}
	f.seen = true
	switch {
	case isNull(value):
	case f.name == "triggeredAt":
		e.triggeredAt = value
	case f.name == "data":
		e.data = value
	default:
		var ok bool
		if *f.text, ok = stringValue(value); !ok {
			return malformed(f.name + " is not a string")
		}
	}
	return nil
}

// sentAt checks what a signed delivery must hold.
func (e leverEnvelope) sentAt() (time.Time, error) {
	if e.token == "" {
		return time.Time{}, malformed("token is missing")
	}
	ms, ok := decimal(string(e.triggeredAt))
	if !ok {
		return time.Time{}, malformed("triggeredAt is not an integer of milliseconds")
	}
	return time.UnixMilli(ms), nil
}
