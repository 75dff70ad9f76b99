package hipeople

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// DefaultBaseURL is where HiPeople's API lives (documented). There is no sandbox.
const DefaultBaseURL = "https://api.hipeople.io/api"

// Client speaks to HiPeople with one credential. It is safe for concurrent use.
type Client struct {
	Roles        *Roles
	Candidates   *Candidates
	Reports      *Reports
	Resumes      *Resumes
	Integrations *Integrations
	Webhooks     *Webhooks
	AccessTokens *AccessTokens

	transport *transport.Transport
	auth      Auth
	base      *url.URL
	profile   Profile
	http      *http.Client
	limiter   Limiter
	logger    *slog.Logger
	reports   reportSettings
}

// NewClient returns a client. Without options it speaks to [DefaultBaseURL] with
// [DefaultProfile], at most 2 requests a second in bursts of 5; HiPeople has not
// published its limits. A bad credential or option is a *[ConfigError] or
// *[ProfileError].
func NewClient(auth Auth, opts ...Option) (*Client, error) {
	if err := auth.validate(); err != nil {
		return nil, err
	}
	base, err := url.Parse(DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{auth: auth, base: base, profile: DefaultProfile(), limiter: transport.NewLimiter(2, 5, false)}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	c.transport, err = transport.New(transport.Config{
		BaseURL:   c.base,
		Authorize: func(_ context.Context, header http.Header) error { auth.set(header); return nil },
		Client:    c.http,
		Limiter:   c.limiter,
		Logger:    c.logger,
		UserAgent: userAgent,
	})
	if err != nil {
		return nil, err
	}
	c.Roles = &Roles{client: c}
	c.Candidates = &Candidates{client: c}
	c.Reports = newReports(c)
	c.Resumes = &Resumes{client: c}
	c.Integrations = &Integrations{client: c}
	c.Webhooks = &Webhooks{client: c}
	c.AccessTokens = &AccessTokens{client: c}
	return c, nil
}

const userAgent = "leverhipeople"

// Profile returns the profile the client works with. Its maps and lists are shared: do
// not change them.
func (c *Client) Profile() Profile { return c.profile }

// Reserve books one request of the rate limit ahead of a call that is then made with
// [Reserved], and says how long to wait before making it.
func (c *Client) Reserve(ctx context.Context) (time.Duration, error) {
	return c.transport.Reserve(ctx)
}

// Close ends the connections that no call is using.
func (c *Client) Close() {
	c.transport.CloseIdleConnections()
	c.Reports.closeIdleConnections()
}

// String names the client without its credential.
func (c *Client) String() string { return "hipeople.Client(" + c.base.Host + ")" }

// GoString is String, for %#v.
func (c *Client) GoString() string { return c.String() }

// call sends one request and opens the envelope of its answer. A 2xx answer with
// errors in it is an *[Error] whose outcome is unknown: the server said both.
// Values in redact are taken out of the server's messages.
func (c *Client) call(ctx context.Context, req transport.Request, redact ...string) (envelope, []byte, error) {
	answer, resp, err := c.exchange(ctx, req, redact)
	if err != nil {
		return envelope{}, nil, err
	}
	return answer, resp.Body, nil
}

// exchange is call for those who need the headers too.
func (c *Client) exchange(ctx context.Context, req transport.Request, redact []string) (envelope, *transport.Response, error) {
	resp, err := c.transport.Do(ctx, req)
	if err != nil {
		return envelope{}, nil, errorFrom(err, redact)
	}
	answer, messages, err := open(resp.Body)
	if err != nil {
		return envelope{}, nil, &DecodeError{Operation: req.Operation, Err: err}
	}
	if messages != nil {
		return envelope{}, nil, &Error{
			Operation: req.Operation, Method: req.Method, Path: pathText(req.Path), Status: resp.Status,
			Messages: scrub(messages, redact), Outcome: OutcomeUnknown,
		}
	}
	return answer, resp, nil
}
