package sync

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// Config is all an [Engine] needs. Store, Keyring and PublicURL are required.
type Config struct {
	Store    Store
	Queue    Queue        // nil: [NewQueue] with 16 workers
	Notifier Notifier     // nil: notices are logged as sent to nobody
	Keyring  *Keyring     // seals credentials before they reach the store
	Logger   *slog.Logger // nil: silent. It is given ids, never personal data

	// PublicURL is where this installation is reached from outside, without a
	// trailing slash. Webhooks are expected below /webhooks/, see [Engine.LeverHook].
	PublicURL string

	// Profile says how HiPeople is spoken to. The zero value is [hipeople.DefaultProfile],
	// with which nothing may go live: it invites by a guess.
	Profile hipeople.Profile

	LeverHTTP    *http.Client // under the Lever clients; nil: an own one
	HiPeopleHTTP *http.Client // under the HiPeople clients; nil: an own one
	LocalReports bool         // reports may be fetched over plain http from this machine: fakes only

	Timing Timing
}

// Timing holds every wait of the engine. Zero fields take the default beside them.
// They scale together: [Timing.Scaled].
type Timing struct {
	Lease      time.Duration // 60 s; how long a worker has a row
	Sweep      time.Duration // 1 s; how often due rows are looked for
	Slot       time.Duration // 1 s; the longest a worker waits for a free slot of a rate limit
	Quarantine time.Duration // 60 s; no request takes effect later than this after its deadline
	Spacing    time.Duration // 30 s; between two read-backs
	Retry      time.Duration // 15 s; first wait after a failure, doubled up to 64 times
	Fresh      time.Duration // 1 min; an opportunity read this long ago need not be read again to invite
	Reread     time.Duration // 5 s; until a stage entry that the API does not show yet is looked for again, then 6 and 24 times as long
	Poll       time.Duration // 15 min; between looks at an open check, slower when it is old
	PollDone   time.Duration // 24 h; between looks at a completed check
	Watch      time.Duration // 30 days; how long a completed check is looked at
	Recheck    time.Duration // 1 h; between looks at what was held or skipped, and of a connection's health
}

var defaultTiming = Timing{
	Lease: time.Minute, Sweep: time.Second, Slot: time.Second, Quarantine: time.Minute,
	Spacing: 30 * time.Second, Retry: 15 * time.Second, Fresh: time.Minute, Reread: 5 * time.Second,
	Poll: 15 * time.Minute, PollDone: 24 * time.Hour, Watch: 30 * 24 * time.Hour, Recheck: time.Hour,
}

type wait struct {
	name string
	d    *time.Duration
}

func (t *Timing) all() []wait {
	return []wait{
		{"lease", &t.Lease}, {"sweep", &t.Sweep}, {"slot", &t.Slot}, {"quarantine", &t.Quarantine},
		{"spacing", &t.Spacing}, {"retry", &t.Retry}, {"fresh", &t.Fresh}, {"reread", &t.Reread}, {"poll", &t.Poll},
		{"poll_done", &t.PollDone}, {"watch", &t.Watch}, {"recheck", &t.Recheck},
	}
}

// Scaled returns the default timing with every wait multiplied by factor, for
// tests with real clocks.
func (t Timing) Scaled(factor float64) Timing {
	out := t.withDefaults()
	for _, w := range out.all() {
		*w.d = time.Duration(float64(*w.d) * factor)
	}
	return out
}

func (t Timing) withDefaults() Timing {
	standard := defaultTiming
	defaults := standard.all()
	for i, w := range t.all() {
		if *w.d == 0 {
			*w.d = *defaults[i].d
		}
	}
	return t
}

// validate fills in defaults and names the first field that is wrong.
func (c Config) validate() (Config, error) {
	switch {
	case c.Store == nil:
		return c, &ArgumentError{"config.Store", "nil", "a Store"}
	case c.Keyring == nil:
		return c, &ArgumentError{"config.Keyring", "nil", "a Keyring"}
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" || (public.Scheme != "https" && public.Scheme != "http") {
		return c, &ArgumentError{"config.PublicURL", fmt.Sprintf("%q", c.PublicURL), "an absolute http(s) URL"}
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Timing = c.Timing.withDefaults()
	for _, w := range c.Timing.all() {
		if *w.d < 0 {
			return c, &ArgumentError{"config.Timing." + w.name, w.d.String(), "0 or more"}
		}
	}
	if c.Timing.Lease < 6*c.Timing.Slot {
		return c, &ArgumentError{"config.Timing.lease", c.Timing.Lease.String(), "at least six times slot (" + c.Timing.Slot.String() + ")"}
	}
	if c.Queue == nil {
		c.Queue = NewQueue(16)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Profile.Hash() == (hipeople.Profile{}).Hash() {
		c.Profile = hipeople.DefaultProfile()
	}
	return c, nil
}
