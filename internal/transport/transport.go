package transport

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Config is what a client sets once. Zero durations and counts take the defaults
// written beside them.
type Config struct {
	BaseURL   *url.URL
	Authorize func(ctx context.Context, header http.Header) error // never called for another host
	// Renew is asked once in a call that was refused with 401, with the header of the
	// refused try. If the credential is another one by now the call is made once more.
	Renew         func(ctx context.Context, refused http.Header) (renewed bool, err error)
	Client        *http.Client  // the caller's, never changed, of which only the Transport is used; nil: an own one
	Limiter       Limiter       // nil: none
	MaxTries      int           // 4
	MinBackoff    time.Duration // 500 ms, doubled each time, jittered
	MaxBackoff    time.Duration // 10 s
	MaxRetryAfter time.Duration // 60 s; asked for more, the call ends and its error says how much
	TryTimeout    time.Duration // 30 s for the answer of one try; an upload gets more by its length
	UserAgent     string
	MaxBody       int64        // 8 MiB
	Logger        *slog.Logger // nil: silent
}

// Transport sends calls to one host with one credential.
type Transport struct {
	base      *url.URL
	address   string // of base, without a slash at its end
	authorize func(ctx context.Context, header http.Header) error
	renew     func(ctx context.Context, refused http.Header) (renewed bool, err error)
	limiter   Limiter
	retry     retryPolicy
	client    *retryablehttp.Client
	tries     http.RoundTripper
	guarded   bool
	timeout   time.Duration
	maxBody   int64
	userAgent string
	logger    *slog.Logger // nil: silent
}

// New returns a Transport. It fails only without a usable base URL.
func New(config Config) (*Transport, error) {
	base := config.BaseURL
	switch {
	case base == nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, &ArgumentError{Operation: "new", Field: "base URL", Got: "none or not http(s)", Want: "an absolute http(s) URL"}
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, &ArgumentError{Operation: "new", Field: "base URL", Got: "one with user, query or fragment", Want: "scheme, host and path only"}
	}
	own := *base
	t := &Transport{
		base:      &own,
		address:   base.Scheme + "://" + base.Host + strings.TrimRight(base.EscapedPath(), "/"),
		authorize: config.Authorize,
		renew:     config.Renew,
		limiter:   config.Limiter,
		timeout:   or(config.TryTimeout, 30*time.Second),
		maxBody:   or(config.MaxBody, 8<<20),
		userAgent: or(config.UserAgent, "leverhipeople"),
		logger:    config.Logger,
		retry: retryPolicy{
			max:     or(config.MaxTries, 4) - 1,
			min:     or(config.MinBackoff, 500*time.Millisecond),
			top:     or(config.MaxBackoff, 10*time.Second),
			longest: or(config.MaxRetryAfter, time.Minute),
		},
	}
	t.tries, t.guarded = roundTripper(config.Client)
	t.client = &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: (*tripper)(t), CheckRedirect: t.checkRedirect},
		RetryWaitMin: t.retry.min,
		RetryWaitMax: t.retry.top,
		RetryMax:     t.retry.max,
		CheckRetry:   t.retry.again,
		Backoff:      t.retry.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return t, nil
}

func roundTripper(client *http.Client) (http.RoundTripper, bool) {
	var own http.RoundTripper
	if client != nil {
		own = client.Transport
	}
	if own == nil {
		own = http.DefaultTransport
	}
	if base, ok := own.(*http.Transport); ok {
		return guard(base), true
	}
	return own, false
}

// CloseIdleConnections closes the connections no call is using.
func (t *Transport) CloseIdleConnections() {
	if closer, ok := t.tries.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Do sends the request and returns its 2xx answer. Any other end is an *[Error],
// except an *[ArgumentError] for a request that never could be sent.
func (t *Transport) Do(ctx context.Context, req Request) (*Response, error) {
	state := &call{Context: ctx, req: &req}
	state.deadline, _ = ctx.Value(deadlineKey).(time.Time)
	out, err := t.build(state, &req)
	if err != nil {
		return nil, err
	}
	resp, err := t.client.Do(out) //nolint:bodyclose // read and closed by the try, or streamed to the caller
	if err == nil && resp.StatusCode == http.StatusUnauthorized && t.renew != nil && state.last == Refused {
		renewed, fault := t.renew(ctx, state.sent)
		if fault != nil {
			return nil, state.fail(ctx, &authorizeError{fault})
		}
		if renewed {
			again := *out.Request // the refused try may still be closing the body of the first
			out.Request = &again
			resp, err = t.client.Do(out) //nolint:bodyclose // the same
		}
	}
	if err != nil {
		return nil, state.fail(ctx, err)
	}
	if !success(resp.StatusCode) {
		return nil, state.error()
	}
	answer := &Response{Status: resp.StatusCode, Header: resp.Header, Length: resp.ContentLength}
	if req.Stream {
		answer.Stream = resp.Body
		return answer, nil
	}
	answer.Body = state.body
	return answer, nil
}

// checkRedirect follows only reads, only on the same host, and only a few times:
// credentials must not cross hosts and a write must not turn into a read.
func (t *Transport) checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case via[0].Method != http.MethodGet && via[0].Method != http.MethodHead:
		return http.ErrUseLastResponse
	case req.URL.Host != t.base.Host || req.URL.Scheme != t.base.Scheme:
		return &redirectError{"it leads to another host"}
	case len(via) > 3:
		return &redirectError{"more than three in a row"}
	}
	return nil
}

// or is value, or standard where value is zero.
func or[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}
