package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// HandlerConfig is what a [Handler] needs to know.
type HandlerConfig struct {
	// Find says who is addressed and how their deliveries are verified.
	// [ErrUnknownReceiver] is answered with 404, any other error with 503.
	Find func(req *http.Request) (receiver string, verifier Verifier, err error)

	// Accept stores a delivery durably. The answer is 2xx only after it returned
	// nil, which is also what it returns for a duplicate; any error is answered
	// with 503, and the sender tries again. The context ends with the request.
	Accept func(ctx context.Context, delivery Delivery) error

	// Rejected, if set, is told of every answer that is not 2xx, to count and log
	// it. The reason is an [*Error]. The receiver is empty until Find has named
	// it, so that nobody fills a metric with invented names.
	Rejected func(receiver string, reason error)

	// RetryAfter is sent with 503, in whole seconds. Default: 30 s.
	RetryAfter time.Duration
}

// Handler receives deliveries: bounded body, verify, accept, answer. It decompresses
// nothing. Answers are short JSON objects, {"ok":true} or {"error":"…"}; the statuses
// are those of [Reason.Status].
//
// How long a sender may take over its body is for http.Server.ReadTimeout to say.
type Handler struct {
	config     HandlerConfig
	retryAfter string
}

// NewHandler returns a handler; a missing Find or Accept is a [*ConfigError].
func NewHandler(config HandlerConfig) (*Handler, error) {
	switch {
	case config.Find == nil:
		return nil, &ConfigError{Field: "HandlerConfig.Find", Want: "set"}
	case config.Accept == nil:
		return nil, &ConfigError{Field: "HandlerConfig.Accept", Want: "set"}
	case config.RetryAfter < 0:
		return nil, &ConfigError{Field: "HandlerConfig.RetryAfter", Want: "zero or more"}
	case config.RetryAfter == 0:
		config.RetryAfter = 30 * time.Second
	}
	seconds := (config.RetryAfter + time.Second - 1) / time.Second
	return &Handler{config: config, retryAfter: strconv.FormatInt(int64(seconds), 10)}, nil
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	receiver, err := h.receive(w, req)
	if err == nil {
		answer(w, http.StatusOK, `{"ok":true}`)
		return
	}
	if h.config.Rejected != nil {
		h.config.Rejected(receiver, err)
	}
	reason := err.Reason
	switch reason.Status() {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusUnsupportedMediaType:
		w.Header().Set("Accept-Encoding", "identity")
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", h.retryAfter)
	}
	answer(w, reason.Status(), `{"error":"`+reason.public()+`"}`)
}

func (h *Handler) receive(w http.ResponseWriter, req *http.Request) (string, *Error) {
	if req.Method != http.MethodPost {
		return "", &Error{Reason: ReasonMethod}
	}
	if err := checkMedia(req.Header); err != nil {
		return "", err
	}
	receiver, verifier, err := h.config.Find(req)
	if err != nil {
		return "", reject(err)
	}
	if verifier.core == nil {
		return receiver, &Error{Reason: ReasonNoSecret}
	}
	body, rejected := readBody(w, req, verifier.MaxBody())
	if rejected != nil {
		return receiver, rejected
	}
	sentAt, err := verifier.Verify(Message{Header: req.Header, URL: req.URL, Body: body})
	if err != nil {
		return receiver, reject(err)
	}
	if err := validJSON(body); err != nil {
		return receiver, reject(err)
	}
	digest := sha256.Sum256(body)
	if err := h.config.Accept(req.Context(), Delivery{
		Receiver:   receiver,
		Body:       body,
		Digest:     hex.EncodeToString(digest[:]),
		ReceivedAt: verifier.core.now(),
		SentAt:     sentAt,
	}); err != nil {
		return receiver, &Error{Reason: ReasonUnavailable, Err: err}
	}
	return receiver, nil
}

// reject gives every error of a step its reason.
func reject(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, ErrUnknownReceiver):
		return &Error{Reason: ReasonUnknownReceiver, Err: err}
	default:
		return &Error{Reason: ReasonUnavailable, Err: err}
	}
}

func checkMedia(header http.Header) *Error {
	if coding := header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return &Error{Reason: ReasonMediaType, Detail: "compressed body"}
	}
	kind := header.Get("Content-Type")
	if kind == "application/json" {
		return nil
	}
	kind, _, err := mime.ParseMediaType(kind)
	if err != nil || (kind != "application/json" && !strings.HasSuffix(kind, "+json")) {
		return &Error{Reason: ReasonMediaType, Detail: "Content-Type is not JSON"}
	}
	return nil
}

func answer(w http.ResponseWriter, status int, body string) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
