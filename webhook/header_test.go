package webhook

import (
	"testing"
	"time"
)

// Computed with openssl: HMAC-SHA256, key "tok", text `{"a":1}` and "1782993600.{"a":1}".
const (
	bodyHex    = "fcb93d7faab6ce8c457ae0bad1110a8c13c3251cce9508e942a8298db42097d0"
	bodyBase64 = "/Lk9f6q2zoxFeuC60REKjBPDJRzOlQjpQqgpjbQgl9A="
	timedHex   = "72261aa7c89fa35925c8fa8d3cb99767f6f1bb4ac0064b41c2bd65964aa0c728"
)

func TestHeaderHMAC(t *testing.T) {
	t.Parallel()
	plain := HeaderHMAC{Header: "x-signature"}
	timed := HeaderHMAC{Header: "X-Signature", Prefix: "v1=", TimestampHeader: "x-time"}
	tests := map[string]struct {
		scheme HeaderHMAC
		header []string
		body   string
		want   Reason
	}{
		"hex":                      {plain, []string{"X-Signature", bodyHex}, `{"a":1}`, ""},
		"base64":                   {HeaderHMAC{Header: "X-Signature", Encoding: Base64}, []string{"X-Signature", bodyBase64}, `{"a":1}`, ""},
		"prefix":                   {HeaderHMAC{Header: "X-Signature", Prefix: "sha256="}, []string{"X-Signature", "sha256=" + bodyHex}, `{"a":1}`, ""},
		"prefix missing":           {HeaderHMAC{Header: "X-Signature", Prefix: "sha256="}, []string{"X-Signature", bodyHex}, `{"a":1}`, ReasonMismatch},
		"second value is right":    {plain, []string{"X-Signature", timedHex, "X-Signature", bodyHex}, `{"a":1}`, ""},
		"no header":                {plain, nil, `{"a":1}`, ReasonUnsigned},
		"empty":                    {plain, []string{"X-Signature", ""}, `{"a":1}`, ReasonMismatch},
		"truncated":                {plain, []string{"X-Signature", bodyHex[:62]}, `{"a":1}`, ReasonMismatch},
		"not hex":                  {plain, []string{"X-Signature", "zz" + bodyHex[2:]}, `{"a":1}`, ReasonMismatch},
		"base64 where hex belongs": {plain, []string{"X-Signature", bodyBase64}, `{"a":1}`, ReasonMismatch},
		"forged body":              {plain, []string{"X-Signature", bodyHex}, `{"a":2}`, ReasonMismatch},
		"truncated body":           {plain, []string{"X-Signature", bodyHex}, `{"a":1`, ReasonMismatch},
		"timed":                    {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "1782993600"}, `{"a":1}`, ""},
		"time altered":             {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "1782993601"}, `{"a":1}`, ReasonMismatch},
		"body signature for timed": {timed, []string{"X-Signature", "v1=" + bodyHex, "X-Time", "1782993600"}, `{"a":1}`, ReasonMismatch},
		"no time":                  {timed, []string{"X-Signature", "v1=" + timedHex}, `{"a":1}`, ReasonUnsigned},
		"two times":                {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "1782993600", "X-Time", "1"}, `{"a":1}`, ReasonMalformed},
		"time is a float":          {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "1782993600.0"}, `{"a":1}`, ReasonMalformed},
		"time has a sign":          {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "+1782993600"}, `{"a":1}`, ReasonMalformed},
		"time has a zero in front": {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "01782993600"}, `{"a":1}`, ReasonMalformed},
		"time overflows":           {timed, []string{"X-Signature", "v1=" + timedHex, "X-Time", "99999999999999999999"}, `{"a":1}`, ReasonMalformed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := verifier(t, test.scheme, []Secret{"tok"}, at(noon))
			sentAt, err := v.Verify(Message{Header: header(test.header...), Body: []byte(test.body)})
			wantReason(t, err, test.want)
			wantTime := time.Time{}
			if test.want == "" && test.scheme.TimestampHeader != "" {
				wantTime = noon
			}
			if !sentAt.Equal(wantTime) {
				t.Errorf("sentAt = %v, want %v", sentAt, wantTime)
			}
		})
	}
}

func TestHeaderHMACSign(t *testing.T) {
	t.Parallel()
	scheme := HeaderHMAC{Header: "x-signature", Prefix: "v1=", TimestampHeader: "x-time"}
	original := Message{Header: header("X-Other", "kept"), Body: []byte(`{"a":1}`)}
	msg := signed(t, verifier(t, scheme, []Secret{"tok"}, at(noon)), original)
	if got := msg.Header.Get("X-Signature"); got != "v1="+timedHex {
		t.Errorf("signature = %q", got)
	}
	if got := msg.Header.Get("X-Time"); got != "1782993600" {
		t.Errorf("time = %q", got)
	}
	if msg.Header.Get("X-Other") != "kept" || len(original.Header) != 1 {
		t.Error("the caller's header was altered or lost")
	}
	if msg := signed(t, verifier(t, HeaderHMAC{Header: "X-S", Encoding: Base64}, []Secret{"tok"}), Message{Body: []byte(`{"a":1}`)}); msg.Header.Get("X-S") != bodyBase64 {
		t.Errorf("base64 signature = %q", msg.Header.Get("X-S"))
	}
}
