package hipeople

import (
	"fmt"

	"github.com/leverhipeople/leverhipeople/webhook"
)

// WebhookSpec says where a webhook's payload names what it is about. A payload is a
// hint: what it says is read again from the API.
type WebhookSpec struct {
	Evidence    Evidence `yaml:"evidence"`
	CandidateID []string `yaml:"candidate_id"`
	Event       []string `yaml:"event"`

	Create    WebhookCreateSpec `yaml:"create"`
	Delete    ActionSpec        `yaml:"delete"` // its path names {webhook_id}
	Signature SignatureSpec     `yaml:"signature"`
}

// WebhookCreateSpec is the call that registers a webhook.
type WebhookCreateSpec struct {
	Evidence   Evidence          `yaml:"evidence"`
	Method     string            `yaml:"method"` // PUT or POST
	Path       string            `yaml:"path"`
	Body       BodyStyle         `yaml:"body"`
	URL        string            `yaml:"url"`         // the field that takes our address
	Secret     string            `yaml:"secret"`      // the field that takes a secret of ours; "" if HiPeople makes it
	Events     string            `yaml:"events"`      // the field that takes the names of events; "" if there is none
	EventNames []string          `yaml:"event_names"` // what to listen to
	Constants  map[string]string `yaml:"constants"`   // sent with every registration as they are
	ID         []string          `yaml:"id"`          // in the answer
	NewSecret  []string          `yaml:"new_secret"`  // in the answer, where HiPeople makes the secret
}

// SignatureSpec says how webhooks are signed. Without a scheme they are taken to be
// unsigned: then an unguessable address is all there is, see [webhook.URLToken].
type SignatureSpec struct {
	Evidence  Evidence         `yaml:"evidence"`
	Scheme    SignatureScheme  `yaml:"scheme"`
	Header    string           `yaml:"header"`    // of SchemeHeader
	Prefix    string           `yaml:"prefix"`    // in front of the signature, "sha256="
	Encoding  webhook.Encoding `yaml:"encoding"`  // hex, which is the default, or base64
	Timestamp string           `yaml:"timestamp"` // the header of the signed time; "": the body alone is signed
}

// SignatureScheme is a way to sign.
type SignatureScheme string

// The schemes of [SignatureSpec].
const (
	SchemeNone     SignatureScheme = ""
	SchemeHeader   SignatureScheme = "header_hmac"       // [webhook.HeaderHMAC]
	SchemeStandard SignatureScheme = "standard_webhooks" // [webhook.StandardWebhooks]
)

func (s SignatureSpec) scheme() webhook.Scheme {
	switch s.Scheme {
	case SchemeHeader:
		return webhook.HeaderHMAC{Header: s.Header, Prefix: s.Prefix, Encoding: s.Encoding, TimestampHeader: s.Timestamp}
	case SchemeStandard:
		return webhook.StandardWebhooks{}
	}
	return nil
}

// Verifier makes the verifier of HiPeople's webhooks, with every secret that is valid
// while one is being rotated. [ErrNotSupported] means that the profile knows of no
// signature; a bad secret or option is a *[webhook.ConfigError].
func (s SignatureSpec) Verifier(secrets []webhook.Secret, opts ...webhook.Option) (webhook.Verifier, error) {
	scheme := s.scheme()
	if scheme == nil {
		return webhook.Verifier{}, fmt.Errorf("webhook.signature: %w", ErrNotSupported)
	}
	return webhook.NewVerifier(scheme, secrets, opts...)
}

// Candidate finds the candidate a webhook payload is about. "" means that the
// payload names none at the profile's paths.
func (s WebhookSpec) Candidate(payload []byte) (string, error) {
	if len(s.CandidateID) == 0 {
		return "", ErrNotSupported
	}
	item, err := decodeRecord(payload)
	if err != nil {
		return "", &DecodeError{Operation: "webhook", Err: err}
	}
	return item.id(s.CandidateID...), nil
}
