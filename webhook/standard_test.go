package webhook

import (
	"strings"
	"testing"
	"time"
)

// The known values of the Standard Webhooks project's own libraries.
const (
	vectorSecret    = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTime      = "1614265330"
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var vectorNow = time.Unix(1614265330, 0)

func TestStandardWebhooks(t *testing.T) {
	t.Parallel()
	const other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	tests := map[string]struct {
		id, time, signature, body string
		want                      Reason
	}{
		"published vector":      {vectorID, vectorTime, vectorSignature, vectorBody, ""},
		"second of the list":    {vectorID, vectorTime, other + " " + vectorSignature, vectorBody, ""},
		"asymmetric beside":     {vectorID, vectorTime, "v1a,AAAA " + vectorSignature, vectorBody, ""},
		"spaces around":         {vectorID, vectorTime, "  " + vectorSignature + " ", vectorBody, ""},
		"wrong":                 {vectorID, vectorTime, other, vectorBody, ReasonMismatch},
		"other version":         {vectorID, vectorTime, "v2" + vectorSignature[2:], vectorBody, ReasonMismatch},
		"no version":            {vectorID, vectorTime, vectorSignature[3:], vectorBody, ReasonMismatch},
		"truncated":             {vectorID, vectorTime, vectorSignature[:40], vectorBody, ReasonMismatch},
		"forged body":           {vectorID, vectorTime, vectorSignature, `{"test": 2432232315}`, ReasonMismatch},
		"other id":              {"msg_other", vectorTime, vectorSignature, vectorBody, ReasonMismatch},
		"other time":            {vectorID, "1614265331", vectorSignature, vectorBody, ReasonMismatch},
		"no id":                 {"", vectorTime, vectorSignature, vectorBody, ReasonUnsigned},
		"no time":               {vectorID, "", vectorSignature, vectorBody, ReasonUnsigned},
		"no signature":          {vectorID, vectorTime, "", vectorBody, ReasonUnsigned},
		"time is text":          {vectorID, "noon", vectorSignature, vectorBody, ReasonMalformed},
		"id with a full stop":   {"msg.1", vectorTime, vectorSignature, vectorBody, ReasonMalformed},
		"id and time re-split":  {vectorID + "." + vectorTime, "2", vectorSignature, vectorBody, ReasonMalformed},
		"time is an exponent":   {vectorID, "1e9", vectorSignature, vectorBody, ReasonMalformed},
		"signature of 100 KiB ": {vectorID, vectorTime, strings.Repeat("v1, ", 25<<10), vectorBody, ReasonMismatch},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := verifier(t, StandardWebhooks{}, []Secret{vectorSecret}, at(vectorNow))
			h := header()
			for key, value := range map[string]string{
				"Webhook-Id": test.id, "Webhook-Timestamp": test.time, "Webhook-Signature": test.signature,
			} {
				if value != "" {
					h.Set(key, value)
				}
			}
			_, err := v.Verify(Message{Header: h, Body: []byte(test.body)})
			wantReason(t, err, test.want)
		})
	}
}

func TestStandardWebhooksSign(t *testing.T) {
	t.Parallel()
	bare := vectorSecret[len("whsec_"):]
	for _, secret := range []Secret{vectorSecret, bare} {
		v := verifier(t, StandardWebhooks{}, []Secret{secret}, at(vectorNow))
		msg := signed(t, v, Message{Header: header("webhook-id", vectorID), Body: []byte(vectorBody)})
		if got := msg.Header.Get("webhook-signature"); got != vectorSignature {
			t.Errorf("signature = %q, want %q", got, vectorSignature)
		}
		if got := msg.Header.Get("webhook-timestamp"); got != vectorTime {
			t.Errorf("timestamp = %q, want %q", got, vectorTime)
		}
	}
	v := verifier(t, StandardWebhooks{}, []Secret{vectorSecret})
	_, err := v.Sign(Message{Body: []byte(vectorBody)})
	wantReason(t, err, ReasonUnsigned)
}
