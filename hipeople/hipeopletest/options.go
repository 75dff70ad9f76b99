package hipeopletest

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// Option sets up a [Fake].
type Option func(*config)

type config struct {
	key, secret   string
	profile       hipeople.Profile
	fields        bool          // items as {"id", "fields": {…}}
	ignoreFilters bool          // as a server that does not know a filter
	shareTTL      time.Duration // 0: plain share links
	reportTTL     time.Duration
	perSecond     float64
	burst         int
	webhook       webhookConfig
}

type webhookConfig struct {
	url, secret string
	client      *http.Client
	retries     []time.Duration
}

func defaultConfig() config {
	return config{
		key: Key, secret: Secret, profile: Profile(),
		reportTTL: 10 * time.Minute,
		webhook:   webhookConfig{client: &http.Client{Timeout: 10 * time.Second}, retries: webhookRetries},
	}
}

// WithCredentials accepts this key pair instead of [Key] and [Secret].
func WithCredentials(key, secret string) Option {
	return func(c *config) { c.key, c.secret = key, secret }
}

// WithProfile serves what is not published under the methods, paths, names and words of
// this profile instead of those of [Profile]; a client with the same profile works with
// it as before. What the profile does not support is not served.
func WithProfile(profile hipeople.Profile) Option {
	checkProfile(profile)
	return func(c *config) { c.profile = profile }
}

// WithFieldsEnvelope answers items as {"id": …, "fields": {…}} instead of flat.
func WithFieldsEnvelope() Option { return func(c *config) { c.fields = true } }

// WithIgnoredFilters returns every candidate whatever the filter, as a server does
// that does not know it.
func WithIgnoredFilters() Option { return func(c *config) { c.ignoreFilters = true } }

// WithSignedShareURLs makes share links carry a signature and expire after ttl. Without
// it they are plain.
func WithSignedShareURLs(ttl time.Duration) Option {
	mustPositive("share link's lifetime", ttl)
	return func(c *config) { c.shareTTL = ttl }
}

// WithReportTTL sets how long a report's link works; the default is 10 minutes.
func WithReportTTL(ttl time.Duration) Option {
	mustPositive("report link's lifetime", ttl)
	return func(c *config) { c.reportTTL = ttl }
}

// WithRateLimit refuses calls of a credential beyond a strict bucket with 429 and
// records them ([Fake.Violations]).
func WithRateLimit(perSecond float64, burst int) Option {
	if !(perSecond > 0) || burst < 1 {
		panic(fmt.Sprintf("hipeopletest: rate limit %g a second, burst %d: want more than 0 and at least 1", perSecond, burst))
	}
	return func(c *config) { c.perSecond, c.burst = perSecond, burst }
}

// WithWebhook posts each change to url. With a secret the delivery is signed as the
// profile says, which is, unless [WithProfile] says otherwise: X-HiPeople-Timestamp
// (Unix seconds) and X-HiPeople-Signature: "sha256=" and the hex HMAC-SHA256 of
// timestamp, ".", body.
func WithWebhook(url, secret string) Option {
	return func(c *config) { c.webhook.url, c.webhook.secret = url, secret }
}

// WithWebhookClient sends webhooks through the given client, into another in-process
// network for example.
func WithWebhookClient(client *http.Client) Option {
	return func(c *config) { c.webhook.client = client }
}

// WithRetries sets the waits between the tries of a delivery, one per repetition; none
// means that it is tried once. The default is 1 s, 5 s, 30 s and 5 min.
func WithRetries(waits ...time.Duration) Option {
	return func(c *config) { c.webhook.retries = slices.Clone(waits) }
}

func mustPositive(what string, d time.Duration) {
	if d <= 0 {
		panic(fmt.Sprintf("hipeopletest: %s is %s, want more than 0", what, d))
	}
}
