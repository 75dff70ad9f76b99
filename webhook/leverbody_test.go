package webhook

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestLeverVectors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key                Secret
		token, triggeredAt string
		want               string
	}{
		{"tok", "t1", "1", "9216bd8ab2731225b7b8008287b432b3355b06b2719ce4897791914fa43c613a"},
		{
			"73311ged32110cc40e00c672c2e03e1a42fa28a4fabde089",
			"be58f711f349c7780e4579cd7c63341ac6f881e4dccc3154", "1431454330072",
			"d8138ffefd31f34fd9ef6ab358881a2ac5d138287c38186688985ea7755ec241",
		},
	}
	for _, test := range tests {
		v := verifier(t, LeverBody{}, []Secret{test.key}, WithTolerance(1<<62, 0))
		body := fmt.Sprintf(`{"token":%q,"triggeredAt":%s,"signature":%q}`, test.token, test.triggeredAt, test.want)
		_, err := v.Verify(Message{Body: []byte(body)})
		wantReason(t, err, "")
		unsigned := fmt.Sprintf(`{"token":%q,"triggeredAt":%s}`, test.token, test.triggeredAt)
		msg := signed(t, v, Message{Body: []byte(unsigned)})
		if string(msg.Body) != body {
			t.Errorf("signed body = %s", msg.Body)
		}
	}
}

// signature of token "t1" at noon with leverKey.
func leverSignature(t testing.TB) string {
	msg := signed(t, verifier(t, LeverBody{}, []Secret{leverKey}), Message{Body: []byte(`{"token":"t1","triggeredAt":1782993600000}`)})
	_, rest, _ := strings.Cut(string(msg.Body), `"signature":"`)
	return strings.TrimSuffix(rest, `"}`)
}

// TestLeverBodies verifies bodies in which SIG stands for the right signature.
func TestLeverBodies(t *testing.T) {
	t.Parallel()
	const good = `"token":"t1","triggeredAt":1782993600000,"signature":"SIG"`
	tests := map[string]struct {
		body string
		want Reason
	}{
		"good":                        {`{` + good + `}`, ""},
		"spaces":                      {" {\n\t" + strings.ReplaceAll(good, ",", " ,\r\n ") + "\n} \n", ""},
		"unknown fields":              {`{"x":[{"token":"a"}],` + good + `,"y":{"signature":""},"z":-1.5e3}`, ""},
		"name and value escaped":      {`{"\u0074oken":"\u00741","triggeredAt":1782993600000,"signature":"SIG"}`, ""},
		"upper case signature":        {`{"token":"t1","triggeredAt":1782993600000,"signature":"UPPER"}`, ""},
		"data altered":                {`{"data":{"opportunityId":"other"},` + good + `}`, ""}, // the scheme does not cover data
		"other case is another field": {`{"Token":"t2","TRIGGEREDAT":1,` + good + `}`, ""},
		"a hundred levels":            {`{"data":` + strings.Repeat(`[`, 100) + strings.Repeat(`]`, 100) + `,` + good + `}`, ""},

		"unsigned":                 {`{"token":"t1","triggeredAt":1782993600000}`, ReasonUnsigned},
		"signature empty":          {`{"token":"t1","triggeredAt":1782993600000,"signature":""}`, ReasonUnsigned},
		"signature null":           {`{"token":"t1","triggeredAt":1782993600000,"signature":null}`, ReasonUnsigned},
		"empty object":             {`{}`, ReasonUnsigned},
		"signature in other case":  {`{"token":"t1","triggeredAt":1782993600000,"Signature":"SIG"}`, ReasonUnsigned},
		"signature one level down": {`{"token":"t1","triggeredAt":1782993600000,"data":{"signature":"SIG"}}`, ReasonUnsigned},

		"forged token":        {`{"token":"t2","triggeredAt":1782993600000,"signature":"SIG"}`, ReasonMismatch},
		"forged time":         {`{"token":"t1","triggeredAt":1782993600001,"signature":"SIG"}`, ReasonMismatch},
		"signature truncated": {`{"token":"t1","triggeredAt":1782993600000,"signature":"abcd"}`, ReasonMismatch},
		"signature not hex":   {`{"token":"t1","triggeredAt":1782993600000,"signature":"` + strings.Repeat("m", 64) + `"}`, ReasonMismatch},

		"digits moved to the token": {`{"token":"t11","triggeredAt":782993600000,"signature":"SIG"}`, ReasonExpired},

		"token twice":        {`{"token":"t2",` + good + `}`, ReasonMalformed},
		"triggeredAt twice":  {`{` + good + `,"triggeredAt":1782993600000}`, ReasonMalformed},
		"signature twice":    {`{"signature":"x",` + good + `}`, ReasonMalformed},
		"twice by an escape": {`{"t\u006fken":"t2",` + good + `}`, ReasonMalformed},
		"twice, once null":   {`{"token":null,` + good + `}`, ReasonMalformed},
		"data twice":         {`{"data":{},"data":{"opportunityId":"o"},` + good + `}`, ReasonMalformed},

		"time is a float":       {`{"token":"t1","triggeredAt":1782993600000.0,"signature":"SIG"}`, ReasonMalformed},
		"time is an exponent":   {`{"token":"t1","triggeredAt":1.7829936e12,"signature":"SIG"}`, ReasonMalformed},
		"time is 17829936e5":    {`{"token":"t1","triggeredAt":17829936e5,"signature":"SIG"}`, ReasonMalformed},
		"time is negative":      {`{"token":"t1","triggeredAt":-1782993600000,"signature":"SIG"}`, ReasonMalformed},
		"time is a string":      {`{"token":"t1","triggeredAt":"1782993600000","signature":"SIG"}`, ReasonMalformed},
		"time is missing":       {`{"token":"t1","signature":"SIG"}`, ReasonMalformed},
		"time is null":          {`{"token":"t1","triggeredAt":null,"signature":"SIG"}`, ReasonMalformed},
		"time overflows":        {`{"token":"t1","triggeredAt":17829936000000000000,"signature":"SIG"}`, ReasonMalformed},
		"token is missing":      {`{"triggeredAt":1782993600000,"signature":"SIG"}`, ReasonMalformed},
		"token is a number":     {`{"token":1,"triggeredAt":1782993600000,"signature":"SIG"}`, ReasonMalformed},
		"signature is an array": {`{"token":"t1","triggeredAt":1782993600000,"signature":["SIG"]}`, ReasonMalformed},

		"empty":           {``, ReasonMalformed},
		"null":            {`null`, ReasonMalformed},
		"array":           {`[{` + good + `}]`, ReasonMalformed},
		"string":          {`"SIG"`, ReasonMalformed},
		"truncated":       {`{` + good, ReasonMalformed},
		"two objects":     {`{` + good + `}{}`, ReasonMalformed},
		"byte order mark": {"\ufeff{" + good + `}`, ReasonMalformed},
		"not UTF-8":       {"{\"x\":\"\xff\"," + good + `}`, ReasonMalformed},
		"form":            {`token=t1&triggeredAt=1782993600000&signature=SIG`, ReasonMalformed},
		"bottomless":      {strings.Repeat(`{"x":`, 20_000), ReasonMalformed},
		"gzip":            {"\x1f\x8b\x08\x00", ReasonMalformed},
	}
	signature := leverSignature(t)
	v := verifier(t, LeverBody{}, []Secret{leverKey}, at(noon))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.NewReplacer("SIG", signature, "UPPER", strings.ToUpper(signature)).Replace(test.body)
			sentAt, err := v.Verify(Message{Body: []byte(body)})
			wantReason(t, err, test.want)
			if test.want == "" && !sentAt.Equal(noon) {
				t.Errorf("sentAt = %v", sentAt)
			}
		})
	}
}

// TestLeverDigitsMoved: the signature can't tell where the token ends and the time
// begins, so freshness must refuse every other split.
func TestLeverDigitsMoved(t *testing.T) {
	t.Parallel()
	v := verifier(t, LeverBody{}, []Secret{leverKey}, at(noon))
	const signedText = "t9223331782993600000" // token "t922333", noon
	msg := signed(t, v, Message{Body: []byte(`{"token":"t922333","triggeredAt":1782993600000}`)})
	_, signature, _ := strings.Cut(string(msg.Body), `"signature":`)
	for cut := 1; cut < len(signedText); cut++ {
		body := fmt.Sprintf(`{"token":%q,"triggeredAt":%s,"signature":%s`, signedText[:cut], signedText[cut:], signature)
		_, err := v.Verify(Message{Body: []byte(body)})
		if genuine := cut == len("t922333"); genuine != (err == nil) {
			t.Errorf("split after %q: %v", signedText[:cut], err)
		}
	}
}

// TestLeverReplay: the scheme takes a replay for what it is, a genuine delivery; the
// digest, which Handler hands over, tells it apart.
func TestLeverReplay(t *testing.T) {
	t.Parallel()
	msg := signed(t, verifier(t, LeverBody{}, []Secret{leverKey}), Message{Body: []byte(`{"token":"t1","triggeredAt":1782993600000}`)})
	v := verifier(t, LeverBody{}, []Secret{leverKey}, at(noon.Add(13*24*time.Hour)))
	for range 2 {
		_, err := v.Verify(msg)
		wantReason(t, err, "")
	}
}

func TestLeverSignRefuses(t *testing.T) {
	t.Parallel()
	v := verifier(t, LeverBody{}, []Secret{leverKey})
	for _, body := range []string{
		``, `[]`, `{}`, `{"token":"t"}`, `{"triggeredAt":1}`, `{"token":"t","triggeredAt":1.0}`,
		`{"token":"t","triggeredAt":1,"signature":"x"}`,
	} {
		_, err := v.Sign(Message{Body: []byte(body)})
		wantReason(t, err, ReasonMalformed)
	}
	body := []byte(`{"token":"t","triggeredAt":1} `)
	before := bytes.Clone(body)
	msg := signed(t, v, Message{Body: body})
	if !bytes.Equal(body, before) || bytes.Equal(msg.Body, before) {
		t.Error("Sign altered the caller's body")
	}
}
