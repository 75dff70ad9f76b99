package sync

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	stdsync "sync"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/internal/transport"
	"github.com/leverhipeople/leverhipeople/lever"
)

// account holds the two clients of one connection.
type account struct {
	lever    *lever.Client
	hipeople *hipeople.Client
	secrets  Secrets
	of       string // what the clients were made from
}

// accounts makes clients and keeps them while the connection stays as it is.
type accounts struct {
	config   Config
	mu       stdsync.Mutex
	made     map[string]*account                     // by connection
	limiters map[[sha256.Size]byte]transport.Limiter // by credential: the limit is the key's, not the connection's
}

func newAccounts(config Config) accounts {
	return accounts{config: config, made: map[string]*account{}, limiters: map[[sha256.Size]byte]transport.Limiter{}}
}

// get returns the clients for the connection as it is now.
func (a *accounts) get(c Connection) (*account, error) {
	of := fmt.Sprintf("%s %s %x", c.Lever.BaseURL, c.HiPeople.BaseURL, sha256.Sum256(c.Sealed))
	a.mu.Lock()
	defer a.mu.Unlock()
	if got := a.made[c.ID]; got != nil && got.of == of {
		return got, nil
	}
	secrets, err := a.config.Keyring.open(c.ID, c.Sealed)
	if err != nil {
		return nil, fmt.Errorf("credentials of connection %s: %w", c.ID, err)
	}
	made, err := a.dial(c, secrets)
	if err != nil {
		return nil, err
	}
	made.of = of
	if old := a.made[c.ID]; old != nil {
		old.close()
	}
	a.made[c.ID] = made
	return made, nil
}

// try makes clients that are not kept, for credentials that nobody vouched for yet.
func (a *accounts) try(c Connection, secrets Secrets) (*account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dial(c, secrets)
}

// dial makes the clients of a connection; it sends nothing.
func (a *accounts) dial(c Connection, secrets Secrets) (*account, error) {
	auth := lever.APIKey(secrets.LeverKey)
	if secrets.LeverToken != "" {
		auth = lever.BearerToken(secrets.LeverToken)
	}
	leverOpts := []lever.Option{lever.WithBaseURL(c.Lever.BaseURL), lever.WithLimiter(a.limiter("lever "+secrets.LeverKey+secrets.LeverToken, 10, 20)), lever.WithLogger(a.config.Logger)}
	hipeopleOpts := []hipeople.Option{
		hipeople.WithBaseURL(c.HiPeople.BaseURL), hipeople.WithLimiter(a.limiter("hipeople "+secrets.HiPeopleKey, 2, 5)),
		hipeople.WithLogger(a.config.Logger), hipeople.WithProfile(a.config.Profile),
	}
	if a.config.LeverHTTP != nil {
		leverOpts = append(leverOpts, lever.WithHTTPClient(a.config.LeverHTTP))
	}
	if a.config.HiPeopleHTTP != nil {
		hipeopleOpts = append(hipeopleOpts, hipeople.WithHTTPClient(a.config.HiPeopleHTTP))
	}
	if a.config.LocalReports {
		hipeopleOpts = append(hipeopleOpts, hipeople.WithLoopbackReports())
	}
	leverClient, leverErr := lever.NewClient(auth, leverOpts...)
	hipeopleClient, hipeopleErr := hipeople.NewClient(hipeople.Keys(secrets.HiPeopleKey, secrets.HiPeopleSecret), hipeopleOpts...)
	if err := errors.Join(leverErr, hipeopleErr); err != nil {
		return nil, err
	}
	return &account{lever: leverClient, hipeople: hipeopleClient, secrets: secrets}, nil
}

// limiter of one credential, which outlives the clients. It starts empty: after a
// restart the vendor still counts what we sent before it.
func (a *accounts) limiter(credential string, perSecond float64, burst int) transport.Limiter {
	key := sha256.Sum256([]byte(credential))
	if a.limiters[key] == nil {
		a.limiters[key] = transport.NewLimiter(perSecond, burst, true)
	}
	return a.limiters[key]
}

func (a *accounts) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, made := range a.made {
		made.close()
		delete(a.made, id)
	}
}

func (a *account) close() {
	a.lever.CloseIdleConnections()
	a.hipeople.Close()
}

// environmentOf names a Lever host in every check's key: production, sandbox, or
// the host itself.
func environmentOf(baseURL string) string {
	parsed, err := url.Parse(baseURL)
	switch {
	case err != nil:
		return baseURL
	case parsed.Host == "api.lever.co", parsed.Host == "api.eu.lever.co":
		return "production"
	case parsed.Host == "api.sandbox.lever.co":
		return "sandbox"
	}
	return parsed.Host
}
