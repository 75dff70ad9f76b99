package lever

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Base URLs of the two environments. Accounts, keys and tokens of one are unknown to the other.
const (
	ProductionURL = "https://api.lever.co/v1"
	SandboxURL    = "https://api.sandbox.lever.co/v1"
)

// Option sets one thing of a [Client]. A bad value is an [*ArgumentError] of [NewClient].
type Option func(*config) error

type config = transport.Config

// Limiter books requests of one credential. Lever counts per key: share one Limiter among all clients of a key.
type Limiter = transport.Limiter

// NewLimiter returns a token bucket of perSecond requests a second with bursts up to burst. Start it empty where the
// process may have used up Lever's bucket shortly before, as after a restart.
func NewLimiter(perSecond float64, burst int, startEmpty bool) Limiter {
	return transport.NewLimiter(perSecond, burst, startEmpty)
}

// Retry bounds how often and how long a call is tried. Zero fields keep their defaults.
type Retry struct {
	MaxTries      int           // tries of one call, 1 to 10; default 4
	MinBackoff    time.Duration // first wait, doubled each time; default 500 ms
	MaxBackoff    time.Duration // longest wait; default 10 s
	MaxRetryAfter time.Duration // longest Retry-After that is waited for; default 60 s
	TryTimeout    time.Duration // for the answer of one try, an upload gets more by its length; default 30 s
}

// WithBaseURL sets the address of the API, [ProductionURL] if absent. It must be absolute and without user and query.
func WithBaseURL(address string) Option {
	return func(c *config) error {
		base, err := url.Parse(address)
		if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
			return optionError("base URL", "not such a URL", "an absolute http(s) URL without user, query and fragment")
		}
		c.BaseURL = base
		return nil
	}
}

// WithHTTPClient sets the client whose round tripper is used. It is never changed; its timeout and redirect policy are
// not used, see [WithRetry].
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return optionError("HTTP client", "nil", "a client")
		}
		c.Client = client
		return nil
	}
}

// WithLimiter replaces the limiter, by default 10 requests a second with bursts of 20, which is what Lever allows a key.
func WithLimiter(limiter Limiter) Option {
	return func(c *config) error {
		if limiter == nil {
			return optionError("limiter", "nil", "a limiter")
		}
		c.Limiter = limiter
		return nil
	}
}

// WithLogger logs each try: operation, status and duration, never ids of people, queries or bodies. Default is silence.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return optionError("logger", "nil", "a logger")
		}
		c.Logger = logger
		return nil
	}
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option {
	return func(c *config) error {
		for _, r := range agent {
			if r < ' ' || r > '~' {
				return optionError("user agent", "text with control or special characters", "printable ASCII")
			}
		}
		if agent == "" {
			return optionError("user agent", "empty", "a text")
		}
		c.UserAgent = agent
		return nil
	}
}

// WithRetry bounds tries and waits.
func WithRetry(retry Retry) Option {
	return func(c *config) error {
		if retry.MaxTries < 0 || retry.MaxTries > 10 {
			return optionError("retry.MaxTries", fmt.Sprint(retry.MaxTries), "0 for the default, or 1 to 10")
		}
		for _, d := range []struct {
			field string
			value time.Duration
		}{
			{"retry.MinBackoff", retry.MinBackoff},
			{"retry.MaxBackoff", retry.MaxBackoff},
			{"retry.MaxRetryAfter", retry.MaxRetryAfter},
			{"retry.TryTimeout", retry.TryTimeout},
		} {
			if d.value < 0 {
				return optionError(d.field, d.value.String(), "0 for the default, or more")
			}
		}
		c.MaxTries, c.MinBackoff, c.MaxBackoff = retry.MaxTries, retry.MinBackoff, retry.MaxBackoff
		c.MaxRetryAfter, c.TryTimeout = retry.MaxRetryAfter, retry.TryTimeout
		return nil
	}
}

func optionError(field, got, want string) *ArgumentError {
	return &ArgumentError{Operation: "new client", Field: field, Got: got, Want: want}
}
