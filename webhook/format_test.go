package webhook

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"}

// TestNothingLeaks formats every exported value that holds or held a secret, alone,
// in a struct and behind a pointer, and looks for the secret and the signature.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const secret = Secret("c2VjcmV0LXNlY3JldC1zZWNyZXQh")
	address, _ := url.Parse("https://hooks.example.com/in")
	values := []any{secret, []Secret{secret}, struct{ S Secret }{secret}, map[string]Secret{"k": secret}}
	hidden := []string{string(secret)}
	for _, scheme := range []Scheme{LeverBody{}, HeaderHMAC{Header: "X-Signature"}, StandardWebhooks{}, URLToken{}} {
		v := verifier(t, scheme, []Secret{secret}, at(noon))
		msg := signed(t, v, Message{URL: address, Header: header("Webhook-Id", "m"), Body: []byte(`{"event":"e","token":"one-time","triggeredAt":1782993600000}`)})
		values = append(values, v, &v, struct{ V Verifier }{v}, msg, Delivery{Receiver: "acme", Body: msg.Body, Digest: "d"})
		if event, err := DecodeLever(msg.Body); err == nil {
			values = append(values, event, []LeverEvent{event})
		}
		raw, _ := scheme.key(secret)
		hidden = append(hidden, string(raw))
		if _, isToken := scheme.(URLToken); !isToken {
			m := v.core.keys[0].get()
			values = append(values, refusals(t, v, msg)...)
			hidden = append(hidden, msg.Header.Get("X-Signature"), strings.TrimPrefix(msg.Header.Get("Webhook-Signature"), "v1,"))
			hidden = append(hidden, hex.EncodeToString(m.sum[:32]))
		}
	}
	for _, value := range values {
		for _, verb := range verbs {
			notIn(t, fmt.Sprintf(verb, value), hidden)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		notIn(t, log.String(), hidden)
	}
	encoded, err := json.Marshal(map[string]any{"secret": secret})
	if err != nil {
		t.Fatal(err)
	}
	notIn(t, string(encoded), hidden)
}

// refusals makes one error of each kind the scheme has.
func refusals(t *testing.T, v Verifier, msg Message) []any {
	t.Helper()
	_, unsigned := v.Verify(Message{Body: []byte(`{}`)})
	wrong := msg
	wrong.Body = bytes.Replace(msg.Body, []byte("one-time"), []byte("other"), 1)
	_, mismatch := v.Verify(wrong)
	_, notJSON := v.Verify(Message{Body: []byte(`{`)})
	if unsigned == nil || mismatch == nil || notJSON == nil {
		t.Fatal("a refusal is missing")
	}
	return []any{unsigned, mismatch, notJSON}
}

func notIn(t *testing.T, text string, hidden []string) {
	t.Helper()
	for _, secret := range hidden {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret))} {
			if strings.Contains(text, form) {
				t.Errorf("leaked in %q", text)
			}
		}
	}
}

func TestReasonStatus(t *testing.T) {
	t.Parallel()
	for reason, want := range map[Reason]int{
		ReasonMalformed: 400, ReasonNoSecret: 401, ReasonUnsigned: 401, ReasonMismatch: 401, ReasonExpired: 401,
		ReasonFuture: 401, ReasonUnknownReceiver: 404, ReasonMethod: 405, ReasonTooLarge: 413, ReasonMediaType: 415,
		ReasonUnavailable: 503, "new": 503,
	} {
		if got := reason.Status(); got != want {
			t.Errorf("%s = %d, want %d", reason, got, want)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk full")
	err := &Error{Reason: ReasonUnavailable, Detail: "store", Err: cause}
	if got, want := err.Error(), "webhook: unavailable: store: disk full"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}
