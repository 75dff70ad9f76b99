package webhook

import (
	"encoding/base64"
	"strings"
	"time"
)

// StandardWebhooks is the symmetric part (v1) of the Standard Webhooks
// specification: headers webhook-id, webhook-timestamp and webhook-signature;
// HMAC-SHA256 over "id.timestamp.body"; a space-separated list of signatures, of
// which one right one is enough. Default freshness is 5 minutes both ways.
//
// A secret is base64, with or without "whsec_" in front. Sign needs the webhook-id
// header to be set.
//
// Source: https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
type StandardWebhooks struct{}

const (
	standardID        = "Webhook-Id"
	standardTimestamp = "Webhook-Timestamp"
	standardSignature = "Webhook-Signature"
	standardVersion   = "v1,"
)

func (StandardWebhooks) name() string                 { return "standard webhooks" }
func (StandardWebhooks) freshness() tolerance         { return fiveMinutes }
func (s StandardWebhooks) normalize() (Scheme, error) { return s, nil }

func (StandardWebhooks) key(secret Secret) ([]byte, string) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(secret), "whsec_"))
	if err != nil || len(raw) == 0 {
		return nil, `base64 of at least one byte, with or without "whsec_" in front`
	}
	return raw, ""
}

func (s StandardWebhooks) verify(c *core, msg Message) (time.Time, error) {
	id, err := s.id(msg)
	if err != nil {
		return time.Time{}, err
	}
	stamp, seconds, err := timestamp(msg.Header, standardTimestamp)
	if err != nil {
		return time.Time{}, err
	}
	signatures := msg.Header[standardSignature]
	if len(signatures) == 0 {
		return time.Time{}, &Error{Reason: ReasonUnsigned, Detail: "no " + standardSignature + " header"}
	}
	for _, k := range c.keys {
		if s.match(k, id, stamp, msg.Body, signatures) {
			return c.fresh(time.Unix(seconds, 0))
		}
	}
	return time.Time{}, &Error{Reason: ReasonMismatch}
}

// id refuses a full stop, which would let one signature stand for two splits of the
// signed text.
func (StandardWebhooks) id(msg Message) (string, error) {
	id, err := single(msg.Header, standardID)
	if err == nil && strings.Contains(id, ".") {
		return "", malformed(standardID + " holds a full stop")
	}
	return id, err
}

func (s StandardWebhooks) match(k *key, id, stamp string, body []byte, signatures []string) bool {
	m := k.get()
	defer k.put(m)
	s.sum(m, id, stamp, body)
	for _, list := range signatures {
		for list != "" {
			var one string
			one, list, _ = strings.Cut(list, " ")
			if signature, ok := strings.CutPrefix(one, standardVersion); ok && m.equal(Base64, signature) {
				return true
			}
		}
	}
	return false
}

func (StandardWebhooks) sum(m *mac, id, stamp string, body []byte) {
	m.head = append(append(m.head, id...), '.')
	m.head = append(append(m.head, stamp...), '.')
	m.finish(body)
}

func (s StandardWebhooks) sign(c *core, msg Message) (Message, error) {
	id, err := s.id(msg)
	if err != nil {
		return Message{}, err
	}
	stamp := unixText(c.now())
	m := c.keys[0].get()
	defer c.keys[0].put(m)
	s.sum(m, id, stamp, msg.Body)
	msg.Header = cloneHeader(msg.Header)
	msg.Header[standardTimestamp] = []string{stamp}
	msg.Header[standardSignature] = []string{standardVersion + Base64.encode(m.sum)}
	return msg, nil
}
