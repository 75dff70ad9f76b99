// Package app is the server itself: store, engine, webhooks, admin API and pages, from
// start to graceful stop. Who runs it (the command serve, the demo) decides with a
// [Config] alone.
package app

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Config is all that one server needs. Listen, AdminToken, Keyring, and one of Database
// and Store are required.
type Config struct {
	Listen    string // host:port; port 0 is any free one
	PublicURL string // where others reach it, without a trailing slash; "": http:// and the address listened on

	Database string       // path of the SQLite file
	Store    hpsync.Store // instead of Database; Run closes it

	Keyring    *hpsync.Keyring // seals the credentials of connections
	AdminToken string          // bearer of the admin API, and what people sign in with

	LeverURL     string           // of connections that name none
	HiPeopleURL  string           // of connections that name none
	Profile      hipeople.Profile // zero: hipeople.DefaultProfile, which invites nobody live
	LocalReports bool             // reports may come over plain http from this machine: fakes only

	Notifier hpsync.Notifier // nil: a line in the log for each notice
	Logger   *slog.Logger    // nil: silent
	Timing   hpsync.Timing

	// OpenPages shows the pages to everybody who can reach them, without sign-in. Run
	// refuses it unless Listen is a loopback address.
	OpenPages bool

	StopWithin time.Duration // limit of a graceful stop; 0 means 20 s
}

// ConfigError is a field that can't be used.
type ConfigError struct {
	Field string
	Got   string // never a secret's value
	Want  string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("%s is %s, want %s", e.Field, e.Got, e.Want)
}

// MinTokenLength is the shortest AdminToken, in bytes.
const MinTokenLength = 16

func (c Config) validate() (Config, error) {
	switch {
	case c.Listen == "":
		return c, &ConfigError{"Listen", "nothing", "host:port"}
	case len(c.AdminToken) < MinTokenLength:
		return c, &ConfigError{"AdminToken", fmt.Sprintf("%d bytes long", len(c.AdminToken)), fmt.Sprintf("at least %d", MinTokenLength)}
	case c.Keyring == nil:
		return c, &ConfigError{"Keyring", "nil", "a keyring"}
	case (c.Database == "") == (c.Store == nil):
		return c, &ConfigError{"Database", "set together with Store, or neither is", "exactly one of the two"}
	case c.StopWithin < 0:
		return c, &ConfigError{"StopWithin", c.StopWithin.String(), "0 or more"}
	}
	if c.PublicURL != "" {
		if public, err := url.Parse(c.PublicURL); err != nil || public.Host == "" || public.Path != "" {
			return c, &ConfigError{"PublicURL", "something else", "scheme and host, without a path"}
		}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.StopWithin == 0 {
		c.StopWithin = 20 * time.Second
	}
	return c, nil
}

// loopback reports an address that only this machine reaches.
func loopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
