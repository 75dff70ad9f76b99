package sync

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// ConnectRequest says which two accounts to join. The credentials are tried before
// anything is kept.
type ConnectRequest struct {
	ID   string // of your choice: 1 to 40 of a-z, 0-9 and -; it stands in the webhook's URL
	Name string // for people

	LeverURL     string   // of the Data API, such as https://api.lever.co/v1
	LeverKey     string   // an API key, or
	LeverToken   string   // a bearer token
	LeverAuthor  string   // id of the Lever user to write as when the posting names nobody
	LeverSigning []string // signature tokens of a webhook set up by hand; empty: we make one

	HiPeopleURL    string // such as https://api.hipeople.io/api
	HiPeopleKey    string
	HiPeopleSecret string

	Notify []string // mail addresses of reviewers
}

// String keeps the credentials out of every formatted message.
func (r ConnectRequest) String() string { return "connection " + r.ID }

// GoString keeps the credentials out of every formatted message.
func (r ConnectRequest) GoString() string { return r.String() }

var connectionID = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func (r ConnectRequest) validate() error {
	switch {
	case !connectionID.MatchString(r.ID):
		return &ArgumentError{"id", fmt.Sprintf("%q", r.ID), "1 to 40 of a-z, 0-9 and -"}
	case (r.LeverKey == "") == (r.LeverToken == ""):
		return &ArgumentError{"lever.api_key", "given together with lever.token, or neither is", "exactly one of the two"}
	case r.HiPeopleKey == "" || r.HiPeopleSecret == "":
		return &ArgumentError{"hipeople.api_key", "nothing, or without its secret", "key and secret"}
	case r.LeverURL == "":
		return &ArgumentError{"lever.base_url", "nothing", "the URL of the Data API"}
	case r.HiPeopleURL == "":
		return &ArgumentError{"hipeople.base_url", "nothing", "the URL of the API"}
	}
	if slices.Contains(r.LeverSigning, "") {
		return &ArgumentError{"lever.signing", "an empty token", "the signature token as Lever's settings show it"}
	}
	return validAddresses("notify", r.Notify)
}

// Connect makes a connection, or gives one that exists new credentials: checks go on
// where they stood, and nobody is invited a second time. A credential that is refused
// is an *[ArgumentError] that names it.
func (e *Engine) Connect(ctx context.Context, req ConnectRequest) (Connection, error) {
	if err := req.validate(); err != nil {
		return Connection{}, err
	}
	stored, err := e.store.Connection(ctx, req.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Connection{}, err
	}
	fresh := err != nil
	c := stored
	if fresh {
		c = Connection{ID: req.ID, CreatedAt: time.Now()}
	}
	c.Name, c.Notify, c.Steps = req.Name, slices.Clone(req.Notify), nil
	c.Lever = LeverAccount{
		Environment: environmentOf(req.LeverURL), BaseURL: req.LeverURL, Author: req.LeverAuthor, Manual: len(req.LeverSigning) > 0,
	}
	c.HiPeople = HiPeopleAccount{BaseURL: req.HiPeopleURL}
	secrets := Secrets{
		LeverKey: req.LeverKey, LeverToken: req.LeverToken, HiPeopleKey: req.HiPeopleKey, HiPeopleSecret: req.HiPeopleSecret,
		LeverHooks: slices.Clone(req.LeverSigning), HiPeopleHooks: []string{rand.Text()},
	}
	if !fresh {
		old, err := e.config.Keyring.open(c.ID, c.Sealed)
		if err == nil {
			secrets.HiPeopleHooks = old.HiPeopleHooks
			if !c.Lever.Manual {
				secrets.LeverHooks = old.LeverHooks
			}
		}
	}
	if err := e.tryAccess(ctx, c, secrets); err != nil {
		return Connection{}, err
	}
	if c.State != ConnectionLive {
		c.State, c.LiveSince = ConnectionLive, time.Now()
	}
	c.Reason, c.RefusedAt = "", time.Time{}
	if c.Sealed, err = e.config.Keyring.seal(c.ID, secrets); err != nil {
		return Connection{}, err
	}
	return e.put(ctx, c)
}

// put writes a connection and sets going what waited for it.
func (e *Engine) put(ctx context.Context, c Connection) (Connection, error) {
	if err := e.store.PutConnection(ctx, c); err != nil {
		return Connection{}, err
	}
	if c.State == ConnectionLive {
		if err := e.resumeWork(ctx, c.ID); err != nil {
			return Connection{}, err
		}
	}
	e.wake(ctx, c.Key())
	return e.store.Connection(ctx, c.ID)
}

// tryAccess makes one call to each side with credentials that are not kept yet.
func (e *Engine) tryAccess(ctx context.Context, c Connection, secrets Secrets) error {
	account, err := e.accounts.try(c, secrets)
	if err != nil {
		return &ArgumentError{"connection", err.Error(), "credentials and base URLs the clients accept"}
	}
	defer account.close()
	side, err := checkAccess(ctx, account)
	if err == nil {
		return nil
	}
	field := "lever"
	if side == "HiPeople" {
		field = "hipeople"
	}
	return &ArgumentError{field, "not usable: " + err.Error(), "a base URL that answers and a credential that may read stages and roles"}
}

// HiPeopleHookURLs are the addresses to give to HiPeople, one for each valid token.
func (e *Engine) HiPeopleHookURLs(c Connection) ([]string, error) {
	secrets, err := e.config.Keyring.open(c.ID, c.Sealed)
	if err != nil {
		return nil, err
	}
	var urls []string
	for _, token := range secrets.HiPeopleHooks {
		urls = append(urls, e.HiPeopleHookURL(c.ID, token))
	}
	return urls, nil
}

// Pause stops all calls for a connection; what comes meanwhile is kept.
func (e *Engine) Pause(ctx context.Context, connection string) (Connection, error) {
	return e.setState(ctx, connection, ConnectionPaused)
}

// Resume ends a pause. Nobody is invited a second time; stage entries that came
// meanwhile are skipped with that reason and invite nobody by surprise.
func (e *Engine) Resume(ctx context.Context, connection string) (Connection, error) {
	return e.setState(ctx, connection, ConnectionLive)
}

func (e *Engine) setState(ctx context.Context, id string, state ConnectionState) (Connection, error) {
	c, err := e.store.Connection(ctx, id)
	if err != nil {
		return c, err
	}
	if c.State == state {
		return c, nil
	}
	if c.State != ConnectionLive && c.State != ConnectionPaused {
		return c, fmt.Errorf("connection %s is %s: %w", id, c.State, ErrConflict)
	}
	c.State, c.Steps = state, nil
	if state == ConnectionLive {
		c.LiveSince = time.Now()
	}
	return e.put(ctx, c)
}

// ErrUnproven refuses to go live while the HiPeople profile invites, or looks up, by
// a guess: an invitation mails a real person.
var ErrUnproven = errors.New("the HiPeople profile is unproven: creating a candidate or looking one up is a guess, so nobody can be invited live")

// SetAutomations replaces the whole set of a connection's automations. The plan's
// Revision must be the stored one, else ErrConflict. The engine sets Revision and
// LiveSince of each automation: who stands in the stage already is mailed nothing.
func (e *Engine) SetAutomations(ctx context.Context, connection string, plan Plan) (Plan, error) {
	if err := plan.validate(); err != nil {
		return Plan{}, err
	}
	old, err := e.store.Automations(ctx, connection)
	if err != nil {
		return Plan{}, err
	}
	plan = plan.Clone()
	now := time.Now()
	for i := range plan.Automations {
		a := &plan.Automations[i]
		if a.Mode == ModeLive && !e.config.Profile.Proven() {
			return Plan{}, fmt.Errorf("automations[%d].mode: %w", i, ErrUnproven)
		}
		before, existed := old.Find(a.ID)
		a.Revision, a.LiveSince = before.Revision, before.LiveSince
		same := existed && before.Mode == a.Mode && before.Posting == a.Posting && before.Stage == a.Stage && before.Role == a.Role
		if a.Mode != ModeOff && !same {
			a.LiveSince = now
		}
		if !existed || !equalAutomation(before, *a) {
			a.Revision++
		}
	}
	if err := e.store.PutAutomations(ctx, connection, plan); err != nil {
		return Plan{}, err
	}
	if err := e.reconsiderAll(ctx, connection); err != nil {
		return Plan{}, err
	}
	return e.store.Automations(ctx, connection)
}

func equalAutomation(a, b Automation) bool {
	same := slices.Equal(a.WriteBack, b.WriteBack) && slices.Equal(a.Notify, b.Notify)
	return same && a.Role == b.Role && a.Posting == b.Posting && a.Stage == b.Stage && a.Mode == b.Mode &&
		a.LiveSince.Equal(b.LiveSince) && a.Hold == b.Hold && a.Window == b.Window && a.Brake == b.Brake &&
		a.Repeat == b.Repeat && a.Private == b.Private && a.EachAnswer == b.EachAnswer
}

// Profile is how the engine speaks to HiPeople.
func (e *Engine) Profile() hipeople.Profile { return e.config.Profile }
