package webhook

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// hostile is one way in which a delivery is not what it should be. Signed bodies are
// altered by body, before the sender signs, or by damage, on the way.
type hostile struct {
	body         func(body string) string
	damage       func(msg *Message)
	late         time.Duration // from signing to arrival, below zero when our clock is behind
	method       string
	kind, coding string // Content-Type, Content-Encoding
	times        int    // sends of the same bytes

	// What becomes of it: Lever signs two fields of the body, the others all of it.
	lever, header Reason
}

func onBody(alter func(body string) string) func(*Message) {
	return func(msg *Message) { msg.Body = []byte(alter(string(msg.Body))) }
}

func replace(from, to string) func(string) string {
	return func(body string) string { return strings.Replace(body, from, to, 1) }
}

func within(open, shut string) func(string) string {
	return func(body string) string {
		return strings.Replace(body, `"data":`, `"data":{"deep":`+open+shut+`},"was":`, 1)
	}
}

func bomb(string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(make([]byte, 10<<20))
	_ = w.Close()
	return packed.String()
}

// TestBadInput sends each kind of bad input through a whole handler of every scheme.
func TestBadInput(t *testing.T) {
	t.Parallel()
	tests := map[string]hostile{
		"forged":                  {damage: onBody(replace("tok-1", "tok-2")), lever: ReasonMismatch, header: ReasonMismatch},
		"forged data":             {damage: onBody(replace("opp-1", "opp-2")), lever: "", header: ReasonMismatch}, // Lever: a hint, read again
		"truncated":               {damage: func(msg *Message) { msg.Body = msg.Body[:len(msg.Body)-1] }, lever: ReasonMalformed, header: ReasonMismatch},
		"truncated to nothing":    {damage: func(msg *Message) { msg.Body = nil }, lever: ReasonMalformed, header: ReasonMismatch},
		"replayed":                {times: 3}, // one digest: who stores it sees one delivery
		"late":                    {late: 4 * time.Minute},
		"expired, 6 minutes":      {late: 6 * time.Minute, lever: "", header: ReasonExpired}, // Lever retries late
		"expired, 15 days":        {late: 15 * 24 * time.Hour, lever: ReasonExpired, header: ReasonExpired},
		"a little ahead":          {late: -4 * time.Minute},
		"future":                  {late: -6 * time.Minute, lever: ReasonFuture, header: ReasonFuture},
		"duplicate keys":          {damage: onBody(replace(`"token":`, `"token":"tok-2","token":`)), lever: ReasonMalformed, header: ReasonMismatch},
		"duplicate keys, signed":  {body: replace(`"data":`, `"data":{},"data":`), lever: ReasonMalformed, header: ""},
		"triggeredAt is a float":  {damage: onBody(replace("1782993600000", "1782993600000.0")), lever: ReasonMalformed, header: ReasonMismatch},
		"triggeredAt exponent":    {damage: onBody(replace("1782993600000", "17829936e5")), lever: ReasonMalformed, header: ReasonMismatch},
		"not UTF-8":               {damage: onBody(replace("opp-1", "opp-\xff")), lever: ReasonMalformed, header: ReasonMismatch},
		"not UTF-8, signed":       {body: replace("opp-1", "opp-\xff"), lever: ReasonMalformed, header: ReasonMalformed},
		"gzip bomb":               {damage: onBody(bomb), coding: "gzip", lever: ReasonMediaType, header: ReasonMediaType},
		"gzip bomb, not declared": {damage: onBody(bomb), lever: ReasonMalformed, header: ReasonMismatch},
		"1 MiB":                   {body: fill(1 << 20)},
		"1 MiB and one byte":      {body: fill(1<<20 + 1), lever: ReasonTooLarge, header: ReasonTooLarge},
		"GET":                     {method: http.MethodGet, lever: ReasonMethod, header: ReasonMethod},
		"PUT":                     {method: http.MethodPut, lever: ReasonMethod, header: ReasonMethod},
		"form":                    {kind: "application/x-www-form-urlencoded", lever: ReasonMediaType, header: ReasonMediaType},
		"text":                    {kind: "text/plain", lever: ReasonMediaType, header: ReasonMediaType},
		"broken content type":     {kind: "application/json; charset", lever: ReasonMediaType, header: ReasonMediaType},
		"100 levels":              {body: within(strings.Repeat("[", 100), strings.Repeat("]", 100))},
		"20000 levels":            {body: within(strings.Repeat("[", 20_000), strings.Repeat("]", 20_000)), lever: ReasonMalformed, header: ReasonMalformed},
		"100 levels, never shut":  {damage: onBody(within(strings.Repeat("[", 100), "")), lever: ReasonMalformed, header: ReasonMismatch},
	}
	for name, test := range tests {
		for _, scheme := range []Scheme{
			LeverBody{}, StandardWebhooks{}, HeaderHMAC{Header: "X-Signature", Prefix: "sha256=", TimestampHeader: "X-Time"},
		} {
			t.Run(scheme.name()+"/"+name, func(t *testing.T) {
				t.Parallel()
				test.run(t, scheme)
			})
		}
	}
}

// fill makes a signed body of exactly so many bytes.
func fill(size int) func(string) string {
	const signature = `,"signature":""` // what LeverBody adds, and 64 digits
	return func(body string) string {
		missing := size - len(body)
		if strings.Contains(body, `"lever"`) {
			missing -= len(signature) + 64
		}
		return strings.Replace(body, `"fill":"`, `"fill":"`+strings.Repeat("x", missing), 1)
	}
}

func (h hostile) run(t *testing.T, scheme Scheme) {
	const secret = Secret("c2l4dGVlbiBieXRlcyBsb25n")
	want, body := h.header, `{"from":"other","token":"tok-1","triggeredAt":1782993600000,"event":"e","data":{"opportunityId":"opp-1"},"fill":""}`
	if _, isLever := scheme.(LeverBody); isLever {
		want, body = h.lever, strings.Replace(body, "other", "lever", 1)
	}
	if h.body != nil {
		body = h.body(body)
	}
	msg := Message{Header: header("Webhook-Id", "msg_1", "Content-Type", "application/json"), Body: []byte(body)}
	sender := verifier(t, scheme, []Secret{secret}, at(noon))
	if signedMsg, err := sender.Sign(msg); err == nil {
		msg = signedMsg
	} // else Sign itself refuses what no receiver would take
	if h.damage != nil {
		h.damage(&msg)
	}
	if h.kind != "" {
		msg.Header.Set("Content-Type", h.kind)
	}
	if h.coding != "" {
		msg.Header.Set("Content-Encoding", h.coding)
	}
	accepted, reasons := h.deliver(t, verifier(t, scheme, []Secret{secret}, at(noon.Add(h.late))), msg, max(h.times, 1), want)
	if want != "" {
		if len(accepted) != 0 || len(reasons) != 1 || reasons[0] != want {
			t.Errorf("accepted %d, reasons %v; want %s", len(accepted), reasons, want)
		}
		return
	}
	if len(accepted) != max(h.times, 1) || len(reasons) != 0 {
		t.Fatalf("accepted %d, reasons %v", len(accepted), reasons)
	}
	for _, delivery := range accepted {
		if !bytes.Equal(delivery.Body, msg.Body) || delivery.Digest != accepted[0].Digest {
			t.Error("a delivery was altered, or a replay has another digest")
		}
	}
}

// deliver sends msg over a real connection and checks the answers' status.
func (h hostile) deliver(t *testing.T, v Verifier, msg Message, times int, want Reason) (accepted []Delivery, reasons []Reason) {
	t.Helper()
	handler, err := NewHandler(HandlerConfig{
		Find:   func(*http.Request) (string, Verifier, error) { return "acme", v, nil },
		Accept: func(_ context.Context, delivery Delivery) error { accepted = append(accepted, delivery); return nil },
		Rejected: func(_ string, reason error) {
			var refused *Error
			if errors.As(reason, &refused) {
				reasons = append(reasons, refused.Reason)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	method, status := http.MethodPost, http.StatusOK
	if h.method != "" {
		method = h.method
	}
	if want != "" {
		status = want.Status()
	}
	for range times {
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL, bytes.NewReader(msg.Body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = msg.Header.Clone()
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("answered %d, want %d", resp.StatusCode, status)
		}
	}
	return accepted, reasons
}
