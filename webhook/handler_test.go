package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// receiver is a handler on a real server: receivers "acme" and "small" (64 bytes),
// "down" whose look-up fails, and "zero" with the zero Verifier.
type receiver struct {
	*httptest.Server
	accepted []Delivery
	rejected []string
	refuse   error // what Accept returns
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	v := verifier(t, LeverBody{}, []Secret{leverKey}, at(noon))
	small := verifier(t, LeverBody{}, []Secret{leverKey}, at(noon), WithMaxBody(64))
	hashed := verifier(t, HeaderHMAC{Header: "X-Signature"}, []Secret{leverKey}, at(noon))
	handler, err := NewHandler(HandlerConfig{
		Find: func(req *http.Request) (string, Verifier, error) {
			switch name := req.PathValue("name"); name {
			case "acme":
				return name, v, nil
			case "small":
				return name, small, nil
			case "hashed":
				return name, hashed, nil
			case "zero":
				return name, Verifier{}, nil
			case "down":
				return "", Verifier{}, errors.New("database is locked")
			default:
				return name, Verifier{}, fmt.Errorf("connection: %w", ErrUnknownReceiver)
			}
		},
		Accept: func(_ context.Context, delivery Delivery) error {
			r.accepted = append(r.accepted, delivery)
			return r.refuse
		},
		Rejected: func(receiver string, reason error) {
			var refused *Error
			if !errors.As(reason, &refused) {
				t.Errorf("Rejected got a %T", reason)
				return
			}
			r.rejected = append(r.rejected, receiver+":"+string(refused.Reason))
		},
		RetryAfter: 1500 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/hooks/{name}", handler)
	r.Server = httptest.NewServer(mux)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) send(t *testing.T, method, name, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.URL+"/hooks/"+name, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header(headers...)
	if len(headers) == 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := r.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(answer)
}

func goodBody(t testing.TB) string {
	msg := Message{Body: []byte(`{"event":"candidateStageChange","token":"t1","triggeredAt":1782993600000,"data":{"opportunityId":"opp-1"}}`)}
	return string(signed(t, verifier(t, LeverBody{}, []Secret{leverKey}), msg).Body)
}

func TestHandlerAccepts(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	body := goodBody(t)
	for range 2 { // the second one is a duplicate, which Accept takes too
		resp, answer := r.send(t, "POST", "acme", body)
		if resp.StatusCode != 200 || answer != `{"ok":true}` {
			t.Fatalf("got %d %s", resp.StatusCode, answer)
		}
	}
	if len(r.accepted) != 2 || len(r.rejected) != 0 {
		t.Fatalf("accepted %d, rejected %v", len(r.accepted), r.rejected)
	}
	got := r.accepted[0]
	sum := sha256.Sum256([]byte(body))
	if got.Receiver != "acme" || string(got.Body) != body || got.Digest != hex.EncodeToString(sum[:]) ||
		!got.ReceivedAt.Equal(noon) || !got.SentAt.Equal(noon) {
		t.Errorf("delivery = %v, received %v, sent %v", got, got.ReceivedAt, got.SentAt)
	}
	if r.accepted[1].Digest != got.Digest {
		t.Error("the duplicate has another digest")
	}
}

func TestHandlerAnswers(t *testing.T) {
	t.Parallel()
	body := goodBody(t)
	jsonType := []string{"Content-Type", "application/json"}
	notJSON := signed(t, verifier(t, HeaderHMAC{Header: "X-Signature"}, []Secret{leverKey}), Message{Body: []byte(`{`)})
	tests := map[string]struct {
		method, name, body string
		headers            []string
		status             int
		answer             string
		rejected           string
	}{
		"charset":           {"POST", "acme", body, []string{"Content-Type", "application/json; charset=utf-8"}, 200, `{"ok":true}`, ""},
		"vendor JSON":       {"POST", "acme", body, []string{"Content-Type", "application/vnd.example+json"}, 200, `{"ok":true}`, ""},
		"identity":          {"POST", "acme", body, append(jsonType, "Content-Encoding", "identity"), 200, `{"ok":true}`, ""},
		"DELETE":            {"DELETE", "acme", "", jsonType, 405, `{"error":"method not allowed"}`, ":method"},
		"no type":           {"POST", "acme", body, []string{"X-Other", "1"}, 415, `{"error":"unsupported media type"}`, ":media_type"},
		"unknown":           {"POST", "nobody", body, jsonType, 404, `{"error":"unknown receiver"}`, ":unknown_receiver"},
		"look-up fails":     {"POST", "down", body, jsonType, 503, `{"error":"unavailable"}`, ":unavailable"},
		"zero verifier":     {"POST", "zero", body, jsonType, 401, `{"error":"unauthorized"}`, "zero:no_secret"},
		"65 of 64 bytes":    {"POST", "small", strings.Repeat("x", 65), jsonType, 413, `{"error":"too large"}`, "small:too_large"},
		"64 of 64 bytes":    {"POST", "small", strings.Repeat("x", 64), jsonType, 400, `{"error":"malformed"}`, "small:malformed"},
		"empty":             {"POST", "acme", ``, jsonType, 400, `{"error":"malformed"}`, "acme:malformed"},
		"not JSON":          {"POST", "acme", `hello`, jsonType, 400, `{"error":"malformed"}`, "acme:malformed"},
		"unsigned":          {"POST", "acme", `{}`, jsonType, 401, `{"error":"unauthorized"}`, "acme:unsigned"},
		"header, forged":    {"POST", "hashed", `{`, append(jsonType, "X-Signature", strings.Repeat("0", 64)), 401, `{"error":"unauthorized"}`, "hashed:mismatch"},
		"signed, not JSON":  {"POST", "hashed", `{`, append(jsonType, "X-Signature", notJSON.Header.Get("X-Signature")), 400, `{"error":"malformed"}`, "hashed:malformed"},
		"header, no header": {"POST", "hashed", `{`, jsonType, 401, `{"error":"unauthorized"}`, "hashed:unsigned"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			resp, answer := r.send(t, test.method, test.name, test.body, test.headers...)
			if resp.StatusCode != test.status || answer != test.answer {
				t.Errorf("got %d %s, want %d %s", resp.StatusCode, answer, test.status, test.answer)
			}
			if got := resp.Header.Get("Content-Type"); got != "application/json" {
				t.Errorf("Content-Type = %q", got)
			}
			if got := strings.Join(r.rejected, " "); got != test.rejected {
				t.Errorf("rejected %q, want %q", got, test.rejected)
			}
			if (test.status == 200) != (len(r.accepted) == 1) {
				t.Errorf("accepted %d with status %d", len(r.accepted), test.status)
			}
			if (test.status == 405) != (resp.Header.Get("Allow") == "POST") {
				t.Errorf("Allow = %q", resp.Header.Get("Allow"))
			}
			if wait := resp.Header.Get("Retry-After"); (test.status == 503) != (wait == "2") {
				t.Errorf("Retry-After = %q", wait)
			}
		})
	}
}

// TestHandlerStoreDown: no error of Accept may look like the sender's fault, not even
// one of this package.
func TestHandlerStoreDown(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]error{
		"unavailable": fmt.Errorf("store: %w", ErrUnavailable),
		"other":       errors.New("disk full"),
		"own":         &Error{Reason: ReasonMismatch},
		"receiver":    ErrUnknownReceiver,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.refuse = refuse
			resp, answer := r.send(t, "POST", "acme", goodBody(t))
			if resp.StatusCode != 503 || answer != `{"error":"unavailable"}` || resp.Header.Get("Retry-After") != "2" {
				t.Errorf("got %d %s, Retry-After %q", resp.StatusCode, answer, resp.Header.Get("Retry-After"))
			}
			if strings.Join(r.rejected, "") != "acme:unavailable" {
				t.Errorf("rejected %v", r.rejected)
			}
		})
	}
}

// TestHandlerTruncated announces more bytes than it sends.
func TestHandlerTruncated(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	conn, err := net.Dial("tcp", r.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = fmt.Fprintf(conn, "POST /hooks/acme HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n%s", goodBody(t))
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 400 ")) || len(r.accepted) != 0 {
		t.Errorf("accepted %d, answered %q", len(r.accepted), answer)
	}
}

func TestNewHandlerRefuses(t *testing.T) {
	t.Parallel()
	find := func(*http.Request) (string, Verifier, error) { return "", Verifier{}, nil }
	accept := func(context.Context, Delivery) error { return nil }
	for field, config := range map[string]HandlerConfig{
		"HandlerConfig.Find":       {Accept: accept},
		"HandlerConfig.Accept":     {Find: find},
		"HandlerConfig.RetryAfter": {Find: find, Accept: accept, RetryAfter: -1},
	} {
		_, err := NewHandler(config)
		var refused *ConfigError
		if !errors.As(err, &refused) || refused.Field != field {
			t.Errorf("got %v, want a ConfigError of %s", err, field)
		}
	}
	handler, err := NewHandler(HandlerConfig{Find: find, Accept: accept})
	if err != nil {
		t.Fatal(err)
	}
	if handler.retryAfter != "30" {
		t.Errorf("default RetryAfter = %s s", handler.retryAfter)
	}
}
