package demo

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// hook is where the fake HiPeople sends its webhooks. It is set while the fake runs, as a
// person sets it in HiPeople: the address holds a token that is known only after the two
// accounts were joined.
//
//	PUT /_fake/webhook {"url": "http://…"}   an empty url sends them nowhere
type hook struct {
	next *http.Transport

	mu     sync.Mutex
	target *url.URL // nil: nowhere
}

// RoundTrip implements [http.RoundTripper]: it leads a webhook to where it is to go.
func (h *hook) RoundTrip(req *http.Request) (*http.Response, error) {
	h.mu.Lock()
	target := h.target
	h.mu.Unlock()
	if target == nil {
		return &http.Response{
			StatusCode: http.StatusNoContent, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Body: http.NoBody, Request: req,
		}, req.Body.Close()
	}
	led := req.Clone(req.Context())
	led.URL, led.Host = target, ""
	return h.next.RoundTrip(led)
}

// CloseIdleConnections closes connections that carry no webhook, for [http.Client].
func (h *hook) CloseIdleConnections() { h.next.CloseIdleConnections() }

// ServeHTTP sets where webhooks go.
func (h *hook) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPut {
		w.Header().Set("Allow", http.MethodPut)
		http.Error(w, "PUT it", http.StatusMethodNotAllowed)
		return
	}
	var body struct {
		URL string `json:"url"`
	}
	err := json.NewDecoder(io.LimitReader(req.Body, 64<<10)).Decode(&body)
	target, urlErr := url.Parse(body.URL)
	if err != nil || urlErr != nil || body.URL != "" && (target.Host == "" || target.Scheme != "http" && target.Scheme != "https") {
		http.Error(w, `want {"url": "http://…"}, or an empty url to send nowhere`, http.StatusBadRequest)
		return
	}
	if body.URL == "" {
		target = nil
	}
	h.mu.Lock()
	h.target = target
	h.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}
