package webhook

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

// noon is the time of every test that injects a clock.
var noon = time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)

const leverKey = Secret("f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677")

func at(instant time.Time) Option { return WithClock(func() time.Time { return instant }) }

func verifier(t testing.TB, scheme Scheme, secrets []Secret, opts ...Option) Verifier {
	t.Helper()
	v, err := NewVerifier(scheme, secrets, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func signed(t testing.TB, v Verifier, msg Message) Message {
	t.Helper()
	msg, err := v.Sign(msg)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// wantReason fails unless err is an *Error with the reason; "" wants no error.
func wantReason(t *testing.T, err error, want Reason) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Fatalf("got %v, want no error", err)
		}
		return
	}
	var refused *Error
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want reason %s", err, want)
	}
	if refused.Reason != want {
		t.Fatalf("got %v, want reason %s", err, want)
	}
}

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}
