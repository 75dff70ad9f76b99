package webhook

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestNewVerifierRefuses(t *testing.T) {
	t.Parallel()
	long := Secret(strings.Repeat("k", 22))
	tests := map[string]struct {
		scheme  Scheme
		secrets []Secret
		opt     Option
		field   string
	}{
		"no scheme":           {nil, []Secret{long}, nil, "scheme"},
		"no secret":           {LeverBody{}, nil, nil, "secrets"},
		"empty secret":        {LeverBody{}, []Secret{""}, nil, "secrets[0]"},
		"second one empty":    {HeaderHMAC{Header: "X"}, []Secret{long, ""}, nil, "secrets[1]"},
		"no header":           {HeaderHMAC{}, []Secret{long}, nil, "HeaderHMAC.Header"},
		"encoding":            {HeaderHMAC{Header: "X", Encoding: "base32"}, []Secret{long}, nil, "HeaderHMAC.Encoding"},
		"standard not base64": {StandardWebhooks{}, []Secret{"whsec_???"}, nil, "secrets[0]"},
		"standard empty":      {StandardWebhooks{}, []Secret{"whsec_"}, nil, "secrets[0]"},
		"short token":         {URLToken{}, []Secret{long[1:]}, nil, "secrets[0]"},
		"token with slash":    {URLToken{}, []Secret{"/" + long}, nil, "secrets[0]"},
		"past":                {LeverBody{}, []Secret{long}, WithTolerance(-1, 0), "tolerance"},
		"future":              {LeverBody{}, []Secret{long}, WithTolerance(0, -1), "tolerance"},
		"clock":               {LeverBody{}, []Secret{long}, WithClock(nil), "clock"},
		"max body":            {LeverBody{}, []Secret{long}, WithMaxBody(0), "max body"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := []Option{}
			if test.opt != nil {
				opts = append(opts, test.opt)
			}
			v, err := NewVerifier(test.scheme, test.secrets, opts...)
			var config *ConfigError
			if !errors.As(err, &config) || config.Field != test.field {
				t.Errorf("got %v, want a ConfigError of %s", err, test.field)
			}
			if v.core != nil {
				t.Error("a verifier came with the error")
			}
			if strings.Contains(err.Error(), "kkk") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestZeroVerifierRefusesEverything(t *testing.T) {
	t.Parallel()
	var v Verifier
	_, err := v.Verify(Message{Body: []byte(`{}`)})
	wantReason(t, err, ReasonNoSecret)
	_, err = v.Sign(Message{Body: []byte(`{}`)})
	wantReason(t, err, ReasonNoSecret)
	if v.MaxBody() != 0 {
		t.Errorf("MaxBody = %d, want 0", v.MaxBody())
	}
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	v := verifier(t, HeaderHMAC{Header: "X-Signature"}, []Secret{"key"})
	if v.MaxBody() != 1<<20 {
		t.Errorf("default = %d, want 1 MiB", v.MaxBody())
	}
	small := verifier(t, HeaderHMAC{Header: "X-Signature"}, []Secret{"key"}, WithMaxBody(4))
	_, err := small.Verify(signed(t, small, Message{Body: []byte("1234")}))
	wantReason(t, err, "")
	_, err = small.Verify(signed(t, small, Message{Body: []byte("12345")}))
	wantReason(t, err, ReasonTooLarge)
}

// TestFreshness signs at noon and verifies around it, with every scheme that signs a
// time, at the very bound and one step past it.
func TestFreshness(t *testing.T) {
	t.Parallel()
	leverMessage := Message{Body: []byte(`{"token":"t","triggeredAt":1782993600000}`)} // noon
	plain := Message{Header: header("Webhook-Id", "msg_1"), Body: []byte(`{}`)}
	secret := []Secret{"c2l4dGVlbiBieXRlcyBsb25n"}
	minutes5 := 5 * time.Minute
	tests := map[string]struct {
		scheme       Scheme
		msg          Message
		past, future time.Duration
		opts         []Option
	}{
		"lever":    {LeverBody{}, leverMessage, 14 * 24 * time.Hour, minutes5, nil},
		"header":   {HeaderHMAC{Header: "X-Sig", TimestampHeader: "X-Time"}, plain, minutes5, minutes5, nil},
		"standard": {StandardWebhooks{}, plain, minutes5, minutes5, nil},
		"settable": {StandardWebhooks{}, plain, time.Hour, time.Second, []Option{WithTolerance(time.Hour, time.Second)}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			msg := signed(t, verifier(t, test.scheme, secret, at(noon)), test.msg)
			check := func(now time.Time, want Reason) {
				t.Helper()
				v := verifier(t, test.scheme, secret, append(test.opts, at(now))...)
				sentAt, err := v.Verify(msg)
				wantReason(t, err, want)
				if want == "" && !sentAt.Equal(noon) {
					t.Errorf("sentAt = %v, want %v", sentAt, noon)
				}
			}
			check(noon, "")
			check(noon.Add(test.past), "")
			check(noon.Add(test.past+time.Millisecond), ReasonExpired)
			check(noon.Add(-test.future), "")
			check(noon.Add(-test.future-time.Millisecond), ReasonFuture)
		})
	}
}

// TestRotation: all secrets verify, the first one signs.
func TestRotation(t *testing.T) {
	t.Parallel()
	for name, scheme := range map[string]Scheme{
		"lever":    LeverBody{},
		"header":   HeaderHMAC{Header: "X-Sig", Prefix: "sha256="},
		"standard": StandardWebhooks{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const older, newer = Secret("b2xkZXIga2V5"), Secret("bmV3ZXIga2V5")
			msg := Message{Header: header("Webhook-Id", "msg_1"), Body: []byte(`{"token":"t","triggeredAt":1782993600000}`)}
			onlyOld := verifier(t, scheme, []Secret{older}, at(noon))
			onlyNew := verifier(t, scheme, []Secret{newer}, at(noon))
			both := verifier(t, scheme, []Secret{newer, older}, at(noon))

			_, err := both.Verify(signed(t, onlyOld, msg))
			wantReason(t, err, "")
			_, err = both.Verify(signed(t, onlyNew, msg))
			wantReason(t, err, "")
			_, err = onlyNew.Verify(signed(t, both, msg))
			wantReason(t, err, "")
			_, err = onlyOld.Verify(signed(t, both, msg))
			wantReason(t, err, ReasonMismatch)
		})
	}
}
