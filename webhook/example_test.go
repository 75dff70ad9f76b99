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
