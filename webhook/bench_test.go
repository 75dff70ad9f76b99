package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// benchBody is of the size of a delivery with a few fields.
var benchBody = []byte(`{"event":"candidateStageChange","data":{"note":"` + strings.Repeat("x", 440) + `"}}`)

// TestVerifyDoesNotAllocate holds the promise of Verify for the header schemes.
//
//nolint:paralleltest // what runs beside it would be counted
func TestVerifyDoesNotAllocate(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes sync.Pool drop items at random")
	}
	for name, scheme := range headerSchemes {
		v := verifier(t, scheme, []Secret{vectorSecret}, at(noon))
		msg := signed(t, v, Message{Header: header("Webhook-Id", "msg_1"), Body: benchBody})
		allocs := testing.AllocsPerRun(1000, func() {
			if _, err := v.Verify(msg); err != nil {
				t.Error(err)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

var headerSchemes = map[string]Scheme{
	"header":   HeaderHMAC{Header: "X-Signature", Prefix: "sha256="},
	"timed":    HeaderHMAC{Header: "X-Signature", Encoding: Base64, TimestampHeader: "X-Time"},
	"standard": StandardWebhooks{},
}

// BenchmarkVerify compares each scheme with its raw: one HMAC of the same bytes with a
// reused key, without decoding or comparing anything.
func BenchmarkVerify(b *testing.B) {
	heads := map[string]string{"header": "", "timed": "1782993600.", "standard": "msg_1.1782993600."}
	for _, name := range []string{"header", "timed", "standard"} {
		b.Run(name, func(b *testing.B) {
			mac, sum := hmac.New(sha256.New, []byte(vectorSecret)), make([]byte, 0, sha256.Size)
			signedText := append([]byte(heads[name]), benchBody...)
			v, err := NewVerifier(headerSchemes[name], []Secret{vectorSecret})
			if err != nil {
				b.Fatal(err)
			}
			msg := signed(b, v, Message{Header: header("Webhook-Id", "msg_1"), Body: benchBody})
			compare(b, 300, func() {
				mac.Reset()
				mac.Write(signedText)
				sum = mac.Sum(sum[:0])
			}, func() {
				if _, err := v.Verify(msg); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkVerifyLever splits the cost of Lever's scheme, whose signature has to be
// looked for in the body.
func BenchmarkVerifyLever(b *testing.B) {
	body := []byte(goodBody(b))
	b.Run("verify", func(b *testing.B) {
		b.ReportAllocs()
		v, msg := verifier(b, LeverBody{}, []Secret{leverKey}, at(noon)), Message{Body: body}
		for b.Loop() {
			if _, err := v.Verify(msg); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := readEnvelope(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkHandler compares the whole handler, without storage, with a bare one that
// reads the same body and answers, both over loopback.
func BenchmarkHandler(b *testing.B) {
	v := verifier(b, LeverBody{}, []Secret{leverKey}, at(noon))
	handler, err := NewHandler(HandlerConfig{
		Find:   func(*http.Request) (string, Verifier, error) { return "acme", v, nil },
		Accept: func(context.Context, Delivery) error { return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if _, err := io.ReadAll(req.Body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true}`))
	})
	body := []byte(goodBody(b))
	post := func(handler http.Handler) func() {
		server := httptest.NewServer(handler)
		b.Cleanup(server.Close)
		return func() {
			resp, err := server.Client().Post(server.URL, "application/json", bytes.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Fatal(resp.Status)
			}
		}
	}
	compare(b, 20, post(bare), post(handler))
}

// compare measures two functions in turns, so that a busy neighbour slows both. It
// reports the ratio of their medians, and that of their fastest turns, which a
// neighbour touches least.
func compare(b *testing.B, turn int, base, own func()) {
	b.Helper()
	measure := func(work func()) float64 {
		start := time.Now()
		for range turn {
			work()
		}
		return float64(time.Since(start)) / float64(turn)
	}
	var bases, owns []float64
	for b.Loop() {
		bases, owns = append(bases, measure(base)), append(owns, measure(own))
	}
	slices.Sort(bases)
	slices.Sort(owns)
	middle := len(bases) / 2
	b.ReportMetric(0, "ns/op") // of a pair of turns: says nothing
	b.ReportMetric(bases[middle], "base-ns")
	b.ReportMetric(owns[middle], "own-ns")
	b.ReportMetric(owns[middle]/bases[middle], "ratio")
	b.ReportMetric(owns[0]/bases[0], "ratio-fastest")
}
