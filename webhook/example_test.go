package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/webhook"
)

var clock = webhook.WithClock(func() time.Time { return time.UnixMilli(1782993600500) })

// Receive Lever's deliveries: verify, store, answer, and decode when working on them.
func Example() {
	verifier, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{"the-signature-token"}, clock)
	if err != nil {
		fmt.Println(err)
		return
	}
	var stored []webhook.Delivery
	handler, err := webhook.NewHandler(webhook.HandlerConfig{
		Find: func(req *http.Request) (string, webhook.Verifier, error) {
			if connection := req.PathValue("connection"); connection == "acme" {
				return connection, verifier, nil
			}
			return "", webhook.Verifier{}, webhook.ErrUnknownReceiver
		},
		Accept: func(_ context.Context, delivery webhook.Delivery) error {
			stored = append(stored, delivery) // a real one writes to disk before it returns
			return nil
		},
		Rejected: func(receiver string, reason error) { fmt.Println("rejected:", reason) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/lever/{connection}", handler)

	// The sender's side, as a fake plays it.
	msg, err := verifier.Sign(webhook.Message{Body: []byte(
		`{"event":"candidateStageChange","triggeredAt":1782993600000,"token":"4f1c","data":{"opportunityId":"opp-1","toStageId":"stage-2"}}`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, body := range []string{string(msg.Body), strings.Replace(string(msg.Body), "4f1c", "4f1d", 1)} {
		req := httptest.NewRequest(http.MethodPost, "/webhooks/lever/acme", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		resp := httptest.NewRecorder()
		mux.ServeHTTP(resp, req)
		fmt.Println(resp.Code, resp.Body)
	}

	event, err := webhook.DecodeLever(stored[0].Body)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(event.Event, event.Data.OpportunityID, "to", event.Data.ToStageID, "ping:", event.Ping())
	// Output:
	// 200 {"ok":true}
	// rejected: webhook: mismatch
	// 401 {"error":"unauthorized"}
	// candidateStageChange opp-1 to stage-2 ping: false
}

// While a secret is being rotated, old and new one are valid.
func ExampleNewVerifier_rotation() {
	older, _ := webhook.NewVerifier(webhook.HeaderHMAC{Header: "X-Signature"}, []webhook.Secret{"old"})
	both, _ := webhook.NewVerifier(webhook.HeaderHMAC{Header: "X-Signature"}, []webhook.Secret{"new", "old"})
	msg, _ := older.Sign(webhook.Message{Body: []byte(`{}`)})
	_, err := both.Verify(msg)
	fmt.Println(err)
	// Output: <nil>
}

// An empty secret would accept what anybody signs with it.
func ExampleNewVerifier_emptySecret() {
	_, err := webhook.NewVerifier(webhook.LeverBody{}, []webhook.Secret{""})
	fmt.Println(err)
	// Output: webhook: secrets[0] must be not empty
}

// Act on the reason, not on the text.
func ExampleError() {
	verifier, _ := webhook.NewVerifier(webhook.StandardWebhooks{}, []webhook.Secret{"whsec_c2l4dGVlbiBieXRlcyBsb25n"})
	_, err := verifier.Verify(webhook.Message{Body: []byte(`{}`)})
	var refused *webhook.Error
	if errors.As(err, &refused) && refused.Reason == webhook.ReasonUnsigned {
		fmt.Println(refused.Reason.Status())
	}
	// Output: 401
}

// For a sender that signs nothing, the address is the secret.
func ExampleURLToken() {
	verifier, _ := webhook.NewVerifier(webhook.URLToken{}, []webhook.Secret{"3dJ5uRkq0Zc8mXvT1bYwLQ"})
	address, _ := url.Parse("https://sync.example.com/webhooks/hipeople/acme/guessed")
	_, err := verifier.Verify(webhook.Message{URL: address})
	fmt.Println(err)
	// Output: webhook: mismatch
}

// Most senders put an HMAC of the body into a header; better ones sign a time with it.
func ExampleHeaderHMAC() {
	verifier, err := webhook.NewVerifier(webhook.HeaderHMAC{
		Header: "X-Example-Signature", Prefix: "sha256=", TimestampHeader: "X-Example-Timestamp",
	}, []webhook.Secret{"shared"}, clock)
	if err != nil {
		fmt.Println(err)
		return
	}
	msg, err := verifier.Sign(webhook.Message{Body: []byte(`{"event":"candidate.completed"}`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	sentAt, err := verifier.Verify(msg)
	fmt.Println(sentAt.Unix(), err)

	msg.Header.Set("X-Example-Timestamp", "1782993601")
	_, err = verifier.Verify(msg)
	fmt.Println(err)
	// Output:
	// 1782993600 <nil>
	// webhook: mismatch
}

// Senders that keep to Standard Webhooks need no settings but the secret.
func ExampleStandardWebhooks() {
	now := webhook.WithClock(func() time.Time { return time.Unix(1614265330, 0) })
	verifier, err := webhook.NewVerifier(webhook.StandardWebhooks{}, []webhook.Secret{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	sentAt, err := verifier.Verify(webhook.Message{
		Header: http.Header{
			"Webhook-Id":        {"msg_p5jXN8AQM9LWM0D4loKWxJek"},
			"Webhook-Timestamp": {"1614265330"},
			"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		},
		Body: []byte(`{"test": 2432232314}`),
	})
	fmt.Println(sentAt.UTC(), err)
	// Output: 2021-02-25 15:02:10 +0000 UTC <nil>
}

// A verified delivery may still be one that cannot be read, or one of a kind that
// Lever added since; neither looks like a wrong signature.
func ExampleDecodeLever() {
	for _, body := range []string{
		`{"event":"candidateArchiveChange","token":"t","triggeredAt":1782993600000,"data":{"opportunityId":"opp-1","toArchived":{"reason":"hired","archivedAt":1782993600000}}}`,
		`{"event":"somethingNew","token":"t","triggeredAt":1782993600000,"data":{"opportunityId":"opp-1","extra":[1]}}`,
		`{"event":"candidateHired","token":"t","triggeredAt":1782993600000,"data":{"opportunityId":[]}}`,
	} {
		event, err := webhook.DecodeLever([]byte(body))
		fmt.Println(event.Event, event.Data.ToArchived != nil, err)
	}
	// Output:
	// candidateArchiveChange true <nil>
	// somethingNew false <nil>
	// candidateHired false webhook: malformed: data.opportunityId is not an id
}

// Bounds of age are the scheme's until they are set.
func ExampleWithTolerance() {
	secrets := []webhook.Secret{"shared"}
	scheme := webhook.HeaderHMAC{Header: "X-Signature", TimestampHeader: "X-Time"}
	sender, _ := webhook.NewVerifier(scheme, secrets, clock)
	msg, _ := sender.Sign(webhook.Message{Body: []byte(`{}`)})

	later := webhook.WithClock(func() time.Time { return time.UnixMilli(1782993600500).Add(time.Hour) })
	usual, _ := webhook.NewVerifier(scheme, secrets, later)
	patient, _ := webhook.NewVerifier(scheme, secrets, later, webhook.WithTolerance(2*time.Hour, time.Minute))
	_, err := usual.Verify(msg)
	fmt.Println(err)
	_, err = patient.Verify(msg)
	fmt.Println(err)
	// Output:
	// webhook: expired
	// <nil>
}

// An address and a signature may both be asked for: Find checks the first.
func ExampleHandler_tokenAndSignature() {
	address, _ := webhook.NewVerifier(webhook.URLToken{}, []webhook.Secret{"3dJ5uRkq0Zc8mXvT1bYwLQ"})
	signature, _ := webhook.NewVerifier(webhook.HeaderHMAC{Header: "X-Signature"}, []webhook.Secret{"shared"})
	handler, err := webhook.NewHandler(webhook.HandlerConfig{
		Find: func(req *http.Request) (string, webhook.Verifier, error) {
			if _, err := address.Verify(webhook.Message{URL: req.URL}); err != nil {
				return "", webhook.Verifier{}, webhook.ErrUnknownReceiver
			}
			return "acme", signature, nil
		},
		Accept: func(context.Context, webhook.Delivery) error { return nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	msg, _ := signature.Sign(webhook.Message{Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{}`)})
	for _, path := range []string{"/hooks/3dJ5uRkq0Zc8mXvT1bYwLQ", "/hooks/guessed"} {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(msg.Body)))
		req.Header = msg.Header
		resp := httptest.NewRecorder()
		handler.ServeHTTP(resp, req)
		fmt.Println(resp.Code)
	}
	// Output:
	// 200
	// 404
}
