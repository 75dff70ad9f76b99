package sync

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/webhook"
)

// tend looks after one connection: whether its credentials still work, and whether
// its webhook stands.
func (e *Engine) tend(ctx context.Context, claim Claim) error {
	connection, err := e.store.Connection(ctx, claim.Key.ID)
	if err != nil {
		return err
	}
	if connection.State == ConnectionPaused || connection.State == ConnectionDisconnected {
		return e.apply(ctx, claim, Change{})
	}
	account, err := e.accounts.get(connection)
	if err != nil {
		return err
	}
	if rest, err := e.probe(ctx, claim, connection, account); err != nil || rest {
		return err
	}
	if connection.State != ConnectionLive || connection.Lever.Manual {
		return e.apply(ctx, claim, Change{Next: Next{Due: time.Now().Add(e.timing.Recheck)}})
	}
	return e.keepHook(ctx, claim, connection, account)
}

// suspect has a connection looked at whose credential was refused.
func (e *Engine) suspect(connection Connection) { e.suspectKey(connection.ID) }

func (e *Engine) suspectKey(connection string) {
	ctx, cancel := context.WithTimeout(context.Background(), e.timing.Lease)
	defer cancel()
	key := Key{KindConnection, connection, connection}
	if err := e.store.Poke(ctx, time.Now(), key); err != nil {
		e.log.WarnContext(ctx, "suspicion lost; the hourly look repairs it", "connection", connection, "error", err)
		return
	}
	e.wake(ctx, key)
}

// probe makes one cheap call to each side. Two refusals, spaced, make a connection
// revoked; one success makes it live again.
func (e *Engine) probe(ctx context.Context, claim Claim, connection Connection, account *account) (rest bool, err error) {
	side, err := checkAccess(ctx, account)
	trouble := e.classify(err)
	now := time.Now()
	c := connection.Clone()
	c.Steps = nil
	switch {
	case err == nil && connection.RefusedAt.IsZero() && connection.State == ConnectionLive:
		return false, nil
	case err == nil:
		c.RefusedAt, c.State, c.Reason = time.Time{}, ConnectionLive, ""
		change := Change{Connection: &c, Next: Next{Due: now}}
		if connection.State == ConnectionRevoked {
			c.LiveSince = now
			change.Entries = []Entry{connectionEntry(c, Told, side+" and the other side accept the credentials again")}
		}
		if err := e.apply(ctx, claim, change); err != nil {
			return true, err
		}
		return true, e.resumeWork(ctx, c.ID)
	case !trouble.unauthorized:
		return false, err
	case connection.State == ConnectionRevoked:
		return true, e.apply(ctx, claim, Change{Next: Next{Due: now.Add(e.timing.Recheck)}})
	case connection.RefusedAt.IsZero():
		c.RefusedAt = now
		return true, e.apply(ctx, claim, Change{Connection: &c, Next: Next{Due: now.Add(e.timing.Spacing)}})
	case now.Sub(connection.RefusedAt) < e.timing.Spacing:
		return true, e.apply(ctx, claim, Change{Next: Next{Due: connection.RefusedAt.Add(e.timing.Spacing)}})
	}
	c.State, c.Reason = ConnectionRevoked, side+" refuses the credential"
	e.log.ErrorContext(ctx, "connection revoked", "connection", c.ID, "side", side)
	return true, e.apply(ctx, claim, Change{
		Connection: &c,
		Entries:    []Entry{connectionEntry(c, Trouble, c.Reason+": all work is parked, and one call an hour asks whether it is back")},
		Next:       Next{Due: now.Add(e.timing.Recheck)},
	})
}

func connectionEntry(c Connection, verdict Verdict, reason string) Entry {
	entry := Entry{Owner: c.Key(), At: time.Now(), Rule: "connection", Verdict: verdict, Reason: reason}
	if verdict == Trouble {
		entry.Fix = "Connect again with a valid credential. Nobody is invited a second time."
	}
	return entry
}

// checkAccess calls both sides and says which one it was that failed.
func checkAccess(ctx context.Context, account *account) (side string, err error) {
	if _, err := account.lever.Stages.List(ctx, lever.ListOptions{Limit: 1}); err != nil {
		return "Lever", err
	}
	if _, err := account.hipeople.Roles.List(ctx, hipeople.RoleListOptions{Limit: 1}); err != nil {
		return "HiPeople", err
	}
	return "Lever", nil
}

// LeverHookURL is where Lever delivers a connection's webhooks.
func (e *Engine) LeverHookURL(connection string) string {
	return e.config.PublicURL + "/webhooks/lever/" + connection
}

// HiPeopleHookURL is where HiPeople delivers, with the token that stands for a
// signature.
func (e *Engine) HiPeopleHookURL(connection, token string) string {
	return e.config.PublicURL + "/webhooks/hipeople/" + connection + "/" + token
}

const hookEvent = lever.WebhookEvent(webhook.LeverCandidateStageChange)

// keepHook sees to it that exactly one webhook of ours stands at Lever, and that we
// hold its token. One on our URL whose token is not here was made by a process that
// died before it could record it: the token is shown once, so it is made anew.
func (e *Engine) keepHook(ctx context.Context, claim Claim, connection Connection, account *account) error {
	rest := Change{Next: Next{Due: time.Now().Add(e.timing.Recheck)}}
	var last Step
	for _, step := range connection.Steps {
		if step.Name == stepWebhook+string(hookEvent) && step.Version > last.Version {
			last = step
		}
	}
	if last.State == Sending {
		if last.LookAt.After(time.Now()) {
			return &later{last.LookAt, "a webhook is in doubt"}
		}
		return e.makeHook(ctx, claim, connection, account, last)
	}
	booked, err := e.turnFor(ctx, claim.Key, "list webhooks", account.lever)
	if err != nil {
		return err
	}
	hooks, err := account.lever.Webhooks.List(booked)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(hooks, func(w lever.Webhook) bool { return holds(connection, w.ID) }) {
		return e.apply(ctx, claim, rest)
	}
	if err := e.removeStray(ctx, connection, account, hooks); err != nil {
		return err
	}
	if last.State != Ready || last.Name == "" {
		last = Step{Owner: connection.Key(), Name: stepWebhook + string(hookEvent), Version: last.Version + 1, State: Ready, At: time.Now()}
	}
	return e.makeHook(ctx, claim, connection, account, last)
}

func holds(connection Connection, hook string) bool {
	return slices.ContainsFunc(connection.Hooks, func(h Hook) bool { return h.ID == hook })
}

// removeStray deletes webhooks on our URL that we hold no token for.
func (e *Engine) removeStray(ctx context.Context, connection Connection, account *account, hooks []lever.Webhook) error {
	for _, hook := range hooks {
		if hook.URL == e.LeverHookURL(connection.ID) && hook.Event == hookEvent && !holds(connection, hook.ID) {
			if err := account.lever.Webhooks.Delete(ctx, hook.ID); err != nil && !lever.IsNotFound(err) {
				return err
			}
		}
	}
	return nil
}

// makeHook runs the step that creates the webhook.
func (e *Engine) makeHook(ctx context.Context, claim Claim, connection Connection, account *account, step Step) error {
	var made lever.Webhook
	act := action{
		account: account.lever,
		needs:   []need{{account.lever, 1}},
		require: Require{ConnectionLive: true},
		proven:  true,
		send: func(ctx context.Context) (string, error) {
			var err error
			made, err = account.lever.Webhooks.Create(ctx, lever.WebhookCreateRequest{URL: e.LeverHookURL(connection.ID), Event: hookEvent})
			return made.ID, err
		},
		// A webhook found has a token that nobody knows: it goes, and is made anew.
		look: func(ctx context.Context) (string, error) {
			hooks, err := account.lever.Webhooks.List(ctx)
			if err != nil {
				return "", err
			}
			return "", e.removeStray(ctx, connection, account, hooks)
		},
		finish: func(change *Change, step Step) {
			change.Next = Next{Due: time.Now().Add(e.timing.Recheck)}
			switch step.State {
			case StepDone:
				c := connection.Clone()
				secrets := account.secrets
				secrets.LeverHooks = []string{string(made.Configuration.SignatureToken)}
				sealed, err := e.config.Keyring.seal(c.ID, secrets)
				if err != nil {
					change.Steps[0].State, change.Steps[0].Reason = StepFailed, "the token could not be sealed"
					return
				}
				c.Sealed, c.Hooks = sealed, []Hook{{ID: made.ID, Event: string(hookEvent), URL: made.URL}}
				change.Connection = &c
			case Ready:
				change.Next.Due = cmp.Or(step.DueAt, time.Now())
			case Sending:
				change.Next.Due = step.LookAt
			}
		},
	}
	return e.perform(ctx, claim, step, act)
}

// unfinished are the states of checks that wait for something.
var unfinished = []State{Held, Skipped, Inviting, Invited, InProgress, Overdue}

// resumeWork pokes what waited for a connection. What is finished and still has
// something to write comes by itself within the hour.
func (e *Engine) resumeWork(ctx context.Context, connection string) error {
	checks := CheckFilter{Connection: connection, States: unfinished}
	err := pokeAll(ctx, e.store, func(page Page) ([]Key, string, error) {
		list, next, err := e.store.ListChecks(ctx, checks, page)
		var keys []Key
		for _, c := range list {
			keys = append(keys, c.Key(), c.Profile())
		}
		return keys, next, err
	})
	if err != nil {
		return fmt.Errorf("resume connection %s: %w", connection, err)
	}
	err = pokeAll(ctx, e.store, func(page Page) ([]Key, string, error) {
		list, next, err := e.store.ListDeliveries(ctx, DeliveryFilter{Connection: connection, Verdict: Parked}, page)
		var keys []Key
		for _, d := range list {
			keys = append(keys, d.Key())
		}
		return keys, next, err
	})
	if err != nil {
		return fmt.Errorf("resume connection %s: %w", connection, err)
	}
	return nil
}

// reconsiderAll pokes the checks that a changed plan may decide otherwise.
func (e *Engine) reconsiderAll(ctx context.Context, connection string) error {
	checks := CheckFilter{Connection: connection, States: []State{Held, Skipped}}
	return pokeAll(ctx, e.store, func(page Page) ([]Key, string, error) {
		list, next, err := e.store.ListChecks(ctx, checks, page)
		var keys []Key
		for _, c := range list {
			keys = append(keys, c.Key())
		}
		return keys, next, err
	})
}

// pokeAll makes the rows of all pages due now.
func pokeAll(ctx context.Context, store Store, list func(Page) (keys []Key, next string, err error)) error {
	for page := (Page{Limit: 1000}); ; {
		keys, next, err := list(page)
		if err != nil {
			return err
		}
		if err := store.Poke(ctx, time.Now(), keys...); err != nil || next == "" {
			return err
		}
		page.After = next
	}
}
