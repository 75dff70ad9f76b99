package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
		b.Run(name+"/raw", func(b *testing.B) {
			b.ReportAllocs()
			mac, sum := hmac.New(sha256.New, []byte(vectorSecret)), make([]byte, 0, sha256.Size)
			signedText := append([]byte(heads[name]), benchBody...)
			for b.Loop() {
				mac.Reset()
				mac.Write(signedText)
				sum = mac.Sum(sum[:0])
			}
		})
		b.Run(name+"/verify", func(b *testing.B) {
			b.ReportAllocs()
			v, err := NewVerifier(headerSchemes[name], []Secret{vectorSecret})
			if err != nil {
				b.Fatal(err)
			}
			msg := signed(b, v, Message{Header: header("Webhook-Id", "msg_1"), Body: benchBody})
			for b.Loop() {
				if _, err := v.Verify(msg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("lever/verify", func(b *testing.B) {
		b.ReportAllocs()
		v, msg := verifier(b, LeverBody{}, []Secret{leverKey}, at(noon)), Message{Body: []byte(goodBody(b))}
		for b.Loop() {
			if _, err := v.Verify(msg); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("lever/parse", func(b *testing.B) {
		b.ReportAllocs()
		body := []byte(goodBody(b))
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
	for _, target := range []struct {
		name    string
		handler http.Handler
	}{{"bare", bare}, {"handler", handler}} {
		b.Run(target.name, func(b *testing.B) {
			server := httptest.NewServer(target.handler)
			defer server.Close()
			for b.Loop() {
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
		})
	}
}
