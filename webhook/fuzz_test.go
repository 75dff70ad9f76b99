package webhook

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
)

var bodySeeds = []string{
	``, `{}`, `[]`, `null`, `"x"`, `0`, `{`, ` { "a" : [ 1 , { "b" : "}" } ] } `, `{"a":"\\","b":"\""}`,
	`{"token":"t1","triggeredAt":1782993600000,"signature":"00"}`,
	`{"token":"t1","triggeredAt":1.0,"signature":"00"}`, `{"token":"t1","triggeredAt":1e3}`,
	`{"token":"a","token":"b"}`, `{"tok\u0065n":"\ud800"}`, "{\"\xff\":1}", "\ufeff{}",
	`{"event":"candidateArchiveChange","token":"t","triggeredAt":1,"data":{"toArchived":{"reason":"r","archivedAt":1}}}`,
	`{"event":"e","token":"t","triggeredAt":1,"data":{"opportunityId":-1.5e9,"x":true}}`,
	strings.Repeat(`{"x":`, 100) + `1` + strings.Repeat(`}`, 100), strings.Repeat(`[`, 10_001),
}

// FuzzEachMember compares the walk with encoding/json.
func FuzzEachMember(f *testing.F) {
	for _, seed := range bodySeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if validJSON(body) != nil {
			return
		}
		var want map[string]json.RawMessage
		isObject := json.Unmarshal(body, &want) == nil && want != nil
		got := map[string]string{}
		err := eachMember(body, func(name, value []byte) error {
			got[string(name)] = string(value)
			return nil
		})
		if (err == nil) != isObject {
			t.Fatalf("eachMember: %v, encoding/json takes it for an object: %v", err, isObject)
		}
		if len(got) != len(want) {
			t.Fatalf("%d members, want %d", len(got), len(want))
		}
		for name, value := range want {
			if got[name] != string(value) {
				t.Fatalf("%q = %s, want %s", name, got[name], value)
			}
		}
	})
}

// FuzzLever: what one of Verify, Sign and DecodeLever reads, the others read alike.
func FuzzLever(f *testing.F) {
	for _, seed := range bodySeeds {
		f.Add([]byte(seed))
	}
	f.Add([]byte(goodBody(f)))
	v := verifier(f, LeverBody{}, []Secret{leverKey}, at(noon), WithTolerance(1<<62, 1<<62))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := v.Verify(Message{Body: body})
		ownError(t, err)
		_, err = DecodeLever(body)
		ownError(t, err)
		msg, err := v.Sign(Message{Body: body})
		ownError(t, err)
		if err != nil {
			return
		}
		sentAt, err := v.Verify(msg)
		var refused *Error
		if err != nil && errors.As(err, &refused) && refused.Reason != ReasonFuture && refused.Reason != ReasonMalformed {
			t.Fatalf("own signature refused: %v\n%s", err, msg.Body)
		}
		if event, decodeErr := DecodeLever(msg.Body); err == nil && decodeErr == nil && !event.TriggeredAt.Equal(sentAt) {
			t.Fatalf("verified as of %v, decoded as of %v", sentAt, event.TriggeredAt)
		}
	})
}

// FuzzHeaders feeds every header scheme: no input but the signed one passes.
func FuzzHeaders(f *testing.F) {
	f.Add(vectorID, vectorTime, vectorSignature, []byte(vectorBody))
	f.Add("msg.1", "1e9", "v1,v1, v1,==", []byte(`{}`))
	f.Add("", "-1", "sha256="+bodyHex, []byte{})
	f.Add(vectorID, "01614265330", strings.Repeat("v1, ", 100), []byte(`x`))
	f.Fuzz(func(t *testing.T, id, stamp, signature string, body []byte) {
		h := map[string][]string{"Webhook-Id": {id}, "Webhook-Timestamp": {stamp}, "Webhook-Signature": {signature}}
		for _, scheme := range []Scheme{
			StandardWebhooks{},
			HeaderHMAC{Header: "Webhook-Signature", Prefix: "sha256="},
			HeaderHMAC{Header: "Webhook-Signature", TimestampHeader: "Webhook-Timestamp", Encoding: Base64},
		} {
			v := verifier(t, scheme, []Secret{vectorSecret}, at(vectorNow))
			_, err := v.Verify(Message{Header: h, Body: body})
			ownError(t, err)
			if err == nil && (id != vectorID || stamp != vectorTime || string(body) != vectorBody) {
				t.Fatalf("forged: %q %q %q %q", id, stamp, signature, body)
			}
			msg, err := v.Sign(Message{Header: h, Body: body})
			if err != nil {
				ownError(t, err)
				continue
			}
			if _, err := v.Verify(msg); err != nil {
				t.Fatalf("own signature refused: %v", err)
			}
		}
	})
}

// FuzzURLToken: only the token passes.
func FuzzURLToken(f *testing.F) {
	const token = "3dJ5uRkq0Zc8mXvT1bYwLQ"
	for _, seed := range []string{"/a/" + token, "/a?t=" + token, "/a?t=1&t=2", "/%2F" + token, "?t=%zz;", ""} {
		f.Add(seed)
	}
	path := verifier(f, URLToken{}, []Secret{token})
	query := verifier(f, URLToken{Query: "t"}, []Secret{token})
	f.Fuzz(func(t *testing.T, address string) {
		parsed, err := url.Parse(address)
		if err != nil {
			return
		}
		if _, err := path.Verify(Message{URL: parsed}); err == nil && !strings.HasSuffix(parsed.Path, token) {
			t.Fatalf("path accepted: %q", address)
		}
		if _, err := query.Verify(Message{URL: parsed}); err == nil && parsed.Query().Get("t") != token {
			t.Fatalf("query accepted: %q", address)
		}
	})
}

func ownError(t *testing.T, err error) {
	t.Helper()
	var refused *Error
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("an error of another kind: %T", err)
	}
}
