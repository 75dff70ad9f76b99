// Package seed fills a store for tests of what is shown and answered, without an
// engine at work.
package seed

import (
	"context"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// At is when everything seeded happened.
var At = time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)

// Connection adds a live connection that has no credentials.
func Connection(t testing.TB, store hpsync.Store, id string) hpsync.Connection {
	t.Helper()
	must(t, store.PutConnection(t.Context(), hpsync.Connection{
		ID: id, Name: "Name of " + id, State: hpsync.ConnectionLive, CreatedAt: At, LiveSince: At,
		Lever:    hpsync.LeverAccount{Environment: "production", BaseURL: "https://api.lever.co/v1"},
		HiPeople: hpsync.HiPeopleAccount{BaseURL: "https://api.hipeople.io/api"},
	}))
	c, err := store.Connection(t.Context(), id)
	must(t, err)
	return c
}

// Check is a check of an opportunity in a state, to be filled in further.
func Check(connection, opportunity string, state hpsync.State) hpsync.Check {
	c := hpsync.Check{
		Connection: connection, Automation: "backend", Environment: "production", Opportunity: opportunity,
		Contact: "contact-of-" + opportunity, Posting: "posting-1", Role: "role-1", Round: 1,
		EnteredAt: At, OpenedAt: At, DecidedAt: At, State: state,
	}
	c.ID = c.CheckKey().ID()
	return c
}

// Checks adds checks, each with its steps, and entries if there are any.
func Checks(t testing.TB, store hpsync.Store, connection string, checks []hpsync.Check, entries ...hpsync.Entry) {
	t.Helper()
	change := hpsync.Change{Entries: entries}
	for _, c := range checks {
		change.Open = append(change.Open, hpsync.Opening{Check: c})
	}
	apply(t, store, hpsync.Key{Kind: hpsync.KindConnection, Connection: connection, ID: connection}, change)
	for _, c := range checks {
		if len(c.Steps) > 0 {
			apply(t, store, c.Key(), hpsync.Change{Steps: c.Steps})
		}
	}
}

// Delivery adds a delivery with a verdict; "" leaves it undecided.
func Delivery(t testing.TB, store hpsync.Store, connection, body string, verdict hpsync.Verdict, reason string) hpsync.Delivery {
	t.Helper()
	d := hpsync.NewDelivery(connection, hpsync.FromLever, []byte(body), At)
	_, err := store.Append(t.Context(), d)
	must(t, err)
	if verdict != "" {
		d.Verdict, d.Reason = verdict, reason
		apply(t, store, d.Key(), hpsync.Change{Delivery: &d})
	}
	return d
}

func apply(t testing.TB, store hpsync.Store, key hpsync.Key, change hpsync.Change) {
	t.Helper()
	claim, err := store.Claim(t.Context(), key, time.Minute)
	must(t, err)
	must(t, store.Apply(context.WithoutCancel(t.Context()), claim, change))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
