package proof

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/leverhipeople/leverhipeople/webhook"
)

const benchSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

var benchBody = []byte(`{"event":"candidateStageChange","data":{"note":"` + strings.Repeat("x", 440) + `"}}`)

// BenchmarkStandardWebhooks verifies the same message with both libraries in turns, so
// that a busy neighbour slows both, and reports ours as a part of theirs.
func BenchmarkStandardWebhooks(b *testing.B) {
	theirs, err := standard.NewWebhook(benchSecret)
	if err != nil {
		b.Fatal(err)
	}
	ours, err := webhook.NewVerifier(webhook.StandardWebhooks{}, []webhook.Secret{benchSecret})
	if err != nil {
		b.Fatal(err)
	}
	msg, err := ours.Sign(webhook.Message{Header: http.Header{"Webhook-Id": {"msg_1"}}, Body: benchBody})
	if err != nil {
		b.Fatal(err)
	}
	measure := func(verify func() error) float64 {
		const turn = 300
		start := time.Now()
		for range turn {
			if err := verify(); err != nil {
				b.Fatal(err)
			}
		}
		return float64(time.Since(start)) / turn
	}
	var a, o []float64
	for b.Loop() {
		a = append(a, measure(func() error { return theirs.Verify(benchBody, msg.Header) }))
		o = append(o, measure(func() error { _, err := ours.Verify(msg); return err }))
	}
	slices.Sort(a)
	slices.Sort(o)
	middle := len(a) / 2
	b.ReportMetric(0, "ns/op") // of a pair of turns: says nothing
	b.ReportMetric(a[middle], "theirs-ns")
	b.ReportMetric(o[middle], "ours-ns")
	b.ReportMetric(o[middle]/a[middle], "ratio")
	b.ReportMetric(o[0]/a[0], "ratio-fastest")
}
