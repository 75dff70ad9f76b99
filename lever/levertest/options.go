package levertest

import (
	"net/http"
	"time"
)

// Option sets up a [Fake].
type Option func(*config)

type config struct {
	seed         bool
	unlimited    bool
	eventsOff    bool
	discardFiles bool
	retries      []time.Duration
	client       *http.Client
	sandbox      bool
	autoApprove  bool
	apps         []App

	noRequisitionWrites bool
}

// defaultRetries grow as Lever's do; its own schedule is not documented.
func defaultRetries() []time.Duration {
	return []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour}
}

// WithSeed starts with the company of [Fake.Seed], also after a reset.
func WithSeed() Option { return func(c *config) { c.seed = true } }

// WithoutLimit switches the rate limit off.
func WithoutLimit() Option { return func(c *config) { c.unlimited = true } }

// WithEventsOff starts with all webhook events switched off, as a new Lever account does: no data
// flows until [Fake.SetEvent].
func WithEventsOff() Option { return func(c *config) { c.eventsOff = true } }

// WithDiscardedFiles keeps size and SHA-256 of uploaded files only. Their download answers 422.
func WithDiscardedFiles() Option { return func(c *config) { c.discardFiles = true } }

// WithRetries sets the waits before the repeated attempts of a delivery, one per attempt. The
// default is 10 s, 1 min, 5 min, 30 min and 2 h.
func WithRetries(waits ...time.Duration) Option {
	return func(c *config) { c.retries = waits }
}

// WithWebhookClient sends deliveries through client, which is not changed. See also
// [Fake.DeliverTo].
func WithWebhookClient(client *http.Client) Option {
	return func(c *config) { c.client = client }
}

// WithSandbox makes it Lever's sandbox: another audience, another account, and tokens of production
// are refused with 403, as the other way round.
func WithSandbox() Option { return func(c *config) { c.sandbox = true } }

// WithApp registers an OAuth app, also after a reset. It panics like [Fake.AddApp].
func WithApp(app App) Option {
	app = must(registered(app))
	return func(c *config) { c.apps = append(c.apps, app) }
}

// WithAutoApprove lets the page of consent send the browser on at once, as if a Super Admin had
// accepted. Without it the page shows a form.
func WithAutoApprove() Option { return func(c *config) { c.autoApprove = true } }

// WithoutRequisitionWrites leaves the API management of requisitions switched off, as it is until a
// Super Admin allows it: writes are answered 403.
func WithoutRequisitionWrites() Option { return func(c *config) { c.noRequisitionWrites = true } }
