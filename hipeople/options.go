package hipeople

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Option sets up a [Client]. Options apply in order.
type Option func(*Client) error

// ConfigError is an option or credential that cannot be used.
type ConfigError struct {
	Field string
	Got   string
	Want  string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("hipeople: %s is %s, want %s", e.Field, e.Got, e.Want)
}

// Limiter books requests of one credential: Reserve books n of them and says how
// long to wait before they may start. One Limiter may be shared by many clients.
type Limiter interface {
	Reserve(ctx context.Context, n int) (wait time.Duration, err error)
}

// WithBaseURL replaces [DefaultBaseURL], for a proxy or a fake.
func WithBaseURL(base string) Option {
	return func(c *Client) error {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return &ConfigError{Field: "base URL", Got: "no absolute http(s) URL", Want: "one such as " + DefaultBaseURL}
		}
		if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return &ConfigError{Field: "base URL", Got: "one with user, query or fragment", Want: "scheme, host and path only"}
		}
		c.base = u
		return nil
	}
}

// WithHTTPClient makes the API calls through the given client's Transport. The client
// is not changed. Reports on other hosts are still read by a client of our own, whose
// connections are checked.
func WithHTTPClient(client *http.Client) Option {
	return func(c *Client) error {
		if client == nil {
			return &ConfigError{Field: "HTTP client", Got: "nil", Want: "an *http.Client"}
		}
		c.http = client
		return nil
	}
}

// WithLimiter replaces the default of 2 requests a second in bursts of 5.
func WithLimiter(limiter Limiter) Option {
	return func(c *Client) error {
		if limiter == nil {
			return &ConfigError{Field: "limiter", Got: "nil", Want: "a Limiter"}
		}
		c.limiter = limiter
		return nil
	}
}

// WithRateLimit sets the limit of this client: requests a second (more than 0, at
// most 1000) and burst (1 to 1000).
func WithRateLimit(perSecond float64, burst int) Option {
	return func(c *Client) error {
		if !(perSecond > 0) || perSecond > 1000 {
			return &ConfigError{Field: "rate", Got: fmt.Sprintf("%g requests a second", perSecond), Want: "more than 0, at most 1000"}
		}
		if burst < 1 || burst > 1000 {
			return &ConfigError{Field: "burst", Got: fmt.Sprint(burst), Want: "1 to 1000"}
		}
		c.limiter = transport.NewLimiter(perSecond, burst, false)
		return nil
	}
}

// WithLogger logs each try: operation, status and duration, nothing else. Without it
// the client is silent.
func WithLogger(logger *slog.Logger) Option {
	return func(c *Client) error {
		if logger == nil {
			return &ConfigError{Field: "logger", Got: "nil", Want: "a *slog.Logger"}
		}
		c.logger = logger
		return nil
	}
}

// WithProfile replaces [DefaultProfile].
func WithProfile(profile Profile) Option {
	return func(c *Client) error {
		if err := profile.Validate(); err != nil {
			return err
		}
		c.profile = profile
		return nil
	}
}

// WithReportHosts allows reports and share links on these hosts, beside the API's own
// and those of the profile. "*.example.com" allows every host below example.com.
func WithReportHosts(hosts ...string) Option {
	return func(c *Client) error {
		for _, host := range hosts {
			if !validHostPattern(host) {
				return &ConfigError{Field: "report host", Got: fmt.Sprintf("%q", host), Want: `a host name such as "files.example.com", or "*.example.com"`}
			}
		}
		c.reports.hosts = append(c.reports.hosts, hosts...)
		return nil
	}
}

// WithLoopbackReports allows plain http and loopback addresses for reports and share
// links. It is for tests and the demo; all other private addresses stay refused.
func WithLoopbackReports() Option {
	return func(c *Client) error {
		c.reports.loopback = true
		return nil
	}
}

// WithMaxReportSize replaces the bound of 25 MiB; bytes from 1 KiB to 1 GiB.
func WithMaxReportSize(bytes int64) Option {
	return func(c *Client) error {
		if bytes < 1<<10 || bytes > 1<<30 {
			return &ConfigError{Field: "report size", Got: fmt.Sprintf("%d bytes", bytes), Want: "1024 to 1073741824"}
		}
		c.reports.maxSize = bytes
		return nil
	}
}

// RequestOption changes one call.
type RequestOption func(context.Context) context.Context

// WriteBefore refuses to write any byte of the request at or after t, on the
// connection itself. A call that was refused before its first byte has the outcome
// [OutcomeNotSent].
func WriteBefore(t time.Time) RequestOption {
	return func(ctx context.Context) context.Context { return transport.WithWriteDeadline(ctx, t) }
}

// Reserved makes the call's first try use the slot that [Client.Reserve] booked.
func Reserved() RequestOption {
	return func(ctx context.Context) context.Context { return transport.WithBooked(ctx, 1) }
}

func with(ctx context.Context, opts []RequestOption) context.Context {
	for _, opt := range opts {
		ctx = opt(ctx)
	}
	return ctx
}

// validHostPattern accepts a host name or address without port, in lower case, or
// "*." before a name of at least two labels.
func validHostPattern(host string) bool {
	name, wild := strings.CutPrefix(host, "*.")
	if wild && !strings.Contains(name, ".") {
		return false
	}
	if net.ParseIP(name) != nil {
		return !wild
	}
	if name == "" || name != strings.ToLower(name) || strings.ContainsAny(name, " */:?#@[]\\") {
		return false
	}
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..")
}
