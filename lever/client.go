package lever

import (
	"context"
	"net/url"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Client speaks to one Lever account with one credential. It is safe for concurrent use.
type Client struct {
	Opportunities *OpportunitiesService
	Stages        *StagesService
	Postings      *PostingsService
	Users         *UsersService
	Files         *FilesService
	Notes         *NotesService
	Webhooks      *WebhooksService

	auth      Auth
	transport *transport.Transport
}

// NewClient returns a client of the production API, unless [WithBaseURL] says otherwise. It sends nothing. A bad
// credential or option is an [*ArgumentError].
func NewClient(auth Auth, opts ...Option) (*Client, error) {
	if auth.value == nil || auth.fault != "" {
		kind, fault := auth.kind, auth.fault
		if kind == "" {
			kind, fault = "credential", "missing"
		}
		return nil, optionError(kind, fault, "one made by APIKey, BearerToken or TokenSource")
	}
	base, err := url.Parse(ProductionURL)
	if err != nil {
		return nil, err
	}
	settings := config{BaseURL: base, Authorize: auth.authorize, UserAgent: "leverhipeople-go"}
	for _, opt := range opts {
		if err := opt(&settings); err != nil {
			return nil, err
		}
	}
	if settings.Limiter == nil {
		settings.Limiter = NewLimiter(10, 20, false)
	}
	sender, err := transport.New(settings)
	if err != nil {
		return nil, err
	}
	client := &Client{auth: auth, transport: sender}
	client.Opportunities = &OpportunitiesService{client}
	client.Stages = &StagesService{client}
	client.Postings = &PostingsService{client}
	client.Users = &UsersService{client}
	client.Files = &FilesService{client}
	client.Notes = &NotesService{client}
	client.Webhooks = &WebhooksService{client}
	return client, nil
}

// Reserve books the next request at the limiter and says how long to wait until it may start. Pass [Reserved] to the call
// that uses it. A booking that is not used is lost.
func (c *Client) Reserve(ctx context.Context) (time.Duration, error) { return c.transport.Reserve(ctx) }

// CloseIdleConnections closes the connections no call is using.
func (c *Client) CloseIdleConnections() { c.transport.CloseIdleConnections() }
