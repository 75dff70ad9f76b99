package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/app"
	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/notify/mail"
)

// variable is one line of the environment.
type variable struct {
	name     string
	standard string // taken when it is not set
	required bool
	secret   bool   // may lie in a file, see fileSuffix
	want     string // what is accepted, as problems say it
	about    string // what it does, for docs/configuration.md

	// set puts the value in place, or says in words what is wrong with it.
	set func(config *Config, value string) (got string)
}

const fileSuffix = "_FILE"

// profileFake stands for the profile of our own fake.
const profileFake = "fake"

var variables = []variable{
	{
		name: "PUBLIC_URL", required: true,
		want:  "the https URL under which Lever and people reach this server, without a path (http only on a loopback host)",
		about: "Where the server is reached from outside. Webhook addresses and the links in mails begin with it.",
		set: func(c *Config, value string) string {
			u, got := address(value)
			if got == "" && strings.Trim(u.Path, "/") != "" {
				got = fmt.Sprintf("%q", shown(value))
			}
			c.App.PublicURL = strings.TrimRight(value, "/")
			return got
		},
	},
	{
		name: "LISTEN_ADDR", standard: "127.0.0.1:8080",
		want:  "host:port, such as 127.0.0.1:8080, or :8080 for every address of the machine",
		about: "Address to listen on, over plain HTTP: TLS is for the proxy in front.",
		set: func(c *Config, value string) string {
			_, port, err := net.SplitHostPort(value)
			if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
				return fmt.Sprintf("%q", value)
			}
			c.App.Listen = value
			return ""
		},
	},
	{
		name: "DATABASE_URL", standard: "sqlite:leverhipeople.db",
		want:  "sqlite:PATH on a local disk; Postgres is not part of this version",
		about: "The database. The folder must exist; the file is made.",
		set: func(c *Config, value string) string {
			scheme, path, ok := strings.Cut(value, ":")
			if !ok {
				return "no URL"
			}
			if scheme != "sqlite" || path == "" || strings.HasPrefix(path, "//") {
				return "a " + scheme + ": URL of another form" // it may hold a password
			}
			c.App.Database = path
			return ""
		},
	},
	{
		name: "ENCRYPTION_KEYS", required: true, secret: true,
		want:  "id:base64 of 32 bytes, more of them behind commas (`openssl rand -base64 32` makes one)",
		about: "Seals the credentials of connections in the database. The first key seals, all of them open.",
		set: func(c *Config, value string) string {
			ring, err := hpsync.ParseKeyring(value)
			if err != nil {
				return "not readable: " + err.Error()
			}
			c.App.Keyring = ring
			return ""
		},
	},
	{
		name: "ADMIN_TOKEN", required: true, secret: true,
		want:  fmt.Sprintf("at least %d characters nobody can guess (`openssl rand -base64 24` makes some)", app.MinTokenLength),
		about: "Bearer token of the admin API, and what people sign in to the pages with. A new one ends all sessions.",
		set: func(c *Config, value string) string {
			if len(value) < app.MinTokenLength {
				return fmt.Sprintf("%d characters long", len(value))
			}
			c.App.AdminToken = value
			return ""
		},
	},
	{
		name: "LEVER_ENVIRONMENT", standard: "production",
		want:  "production or sandbox",
		about: "Picks the default of LEVER_BASE_URL.",
		set: func(_ *Config, value string) string {
			if _, known := leverHomes[value]; !known {
				return fmt.Sprintf("%q", value)
			}
			return ""
		},
	},
	{
		name:  "LEVER_BASE_URL",
		want:  "an https URL such as https://api.lever.co/v1 (http only on a loopback host)",
		about: "Lever's Data API, for connections that name none. Default: by LEVER_ENVIRONMENT.",
		set:   func(c *Config, value string) string { return setAddress(&c.App.LeverURL, value) },
	},
	{
		name: "HIPEOPLE_BASE_URL", standard: hipeople.DefaultBaseURL,
		want:  "an https URL such as " + hipeople.DefaultBaseURL + " (http only on a loopback host)",
		about: "HiPeople's API, for connections that name none.",
		set:   func(c *Config, value string) string { return setAddress(&c.App.HiPeopleURL, value) },
	},
	{
		name:  "HIPEOPLE_PROFILE",
		want:  "the path of a profile in YAML, `fake`, or not set",
		about: "How HiPeople is spoken to. Not set: as documented, which invites nobody live. `fake`: as the project's own fake.",
		set: func(c *Config, value string) string {
			if value == profileFake {
				c.App.Profile = hipeopletest.Profile()
				return ""
			}
			profile, err := hipeople.LoadProfileFile(value)
			if err != nil {
				return "not usable: " + strings.ReplaceAll(err.Error(), "\n", "; ")
			}
			c.App.Profile = profile
			return ""
		},
	},
	{
		name: "SMTP_URL", secret: true,
		want:  "smtp://user:password@host:port or smtps://…",
		about: "Mail server for notices. Not set: each notice is a line in the log.",
		set: func(_ *Config, value string) string {
			if _, err := mail.New(value, "checks@example.com"); err != nil {
				return "not usable: " + strings.TrimPrefix(err.Error(), "mail: ")
			}
			return ""
		},
	},
	{
		name:  "MAIL_FROM",
		want:  `a mail address, such as "Reference checks <checks@example.com>"`,
		about: "Sender of notices. Goes together with SMTP_URL.",
		set: func(_ *Config, value string) string {
			if _, err := mail.New("smtp://localhost", value); err != nil {
				return "no such address"
			}
			return ""
		},
	},
	{
		name: "LOG_LEVEL", standard: "info",
		want:  "debug, info, warn or error",
		about: "The least that is logged, as JSON on standard error. The log holds ids, never names, addresses or tokens.",
		set: func(c *Config, value string) string {
			if err := c.LogLevel.UnmarshalText([]byte(value)); err != nil {
				return fmt.Sprintf("%q", value)
			}
			return ""
		},
	},
	wait("ENGINE_LEASE", "How long a worker has a row; at least six times ENGINE_SLOT.", func(t *hpsync.Timing) *time.Duration { return &t.Lease }),
	wait("ENGINE_SWEEP", "How often due rows are looked for.", func(t *hpsync.Timing) *time.Duration { return &t.Sweep }),
	wait("ENGINE_SLOT", "Longest wait of a worker for a free slot of a rate limit.", func(t *hpsync.Timing) *time.Duration { return &t.Slot }),
	wait("ENGINE_QUARANTINE", "After its deadline plus this, no request is believed to take effect any more.", func(t *hpsync.Timing) *time.Duration { return &t.Quarantine }),
	wait("ENGINE_SPACING", "Between two read-backs of a write in doubt.", func(t *hpsync.Timing) *time.Duration { return &t.Spacing }),
	wait("ENGINE_RETRY", "First wait after a failure; doubled up to 64 times.", func(t *hpsync.Timing) *time.Duration { return &t.Retry }),
	wait("ENGINE_FRESH", "How old a reading of the opportunity may be to invite by it.", func(t *hpsync.Timing) *time.Duration { return &t.Fresh }),
	wait("ENGINE_POLL", "Between looks at an open check.", func(t *hpsync.Timing) *time.Duration { return &t.Poll }),
	wait("ENGINE_POLL_DONE", "Between looks at a completed check.", func(t *hpsync.Timing) *time.Duration { return &t.PollDone }),
	wait("ENGINE_RECHECK", "Between looks at held and skipped checks, and at a connection's health.", func(t *hpsync.Timing) *time.Duration { return &t.Recheck }),
}

// wait is a variable for one of the engine's waits. Its default is the engine's.
func wait(name, about string, field func(*hpsync.Timing) *time.Duration) variable {
	standard := hpsync.Timing{}.Scaled(1)
	return variable{
		name: name, standard: field(&standard).String(),
		want: "a duration above 0, such as 30s or 5m", about: about,
		set: func(c *Config, value string) string {
			d, err := time.ParseDuration(value)
			if err != nil || d <= 0 {
				return fmt.Sprintf("%q", value)
			}
			*field(&c.App.Timing) = d
			return ""
		},
	}
}
