package sync

import (
	"time"
)

// Kind says what a [Key] names. Everything the engine ever works on is one of these.
type Kind string

// The kinds of row that may need work.
const (
	KindDelivery   Kind = "delivery"   // a webhook as received: read the opportunity, decide
	KindCheck      Kind = "check"      // one reference check: observe, advance, run steps
	KindConnection Kind = "connection" // one pair of accounts: webhook set-up, health
	KindProfile    Kind = "profile"    // our marks on one Lever contact; its id is the contact's
)

// Key names one row that may need work. It holds ids only, so it may lie in any
// queue or log.
type Key struct {
	Kind       Kind   `json:"kind"`
	Connection string `json:"connection"` // fairness is counted by it
	ID         string `json:"id"`
}

// Claim is the right to write one row until Until. Epoch grows with each claim of
// the row, so a holder that was presumed dead is fenced off.
type Claim struct {
	Key   Key
	Epoch int64
	Until time.Time // by the store's clock
}

// Class says who waits for whom: live work goes before backfill.
type Class int8

// The two classes of work.
const (
	Live Class = iota
	Backfill
)

// Change is all that one decision alters. It is data: the rules build it, a test
// compares it, the store applies it in one transaction, and no network call can
// hide inside.
type Change struct {
	Require    Require     // re-read in the same transaction; not met: ErrStale, nothing is written
	Check      *Check      // the claimed check's new state; its Steps are ignored, see Steps
	Open       []Opening   // new checks; one that exists, under whatever connection, is left alone and poked instead, which is no error
	Steps      []Step      // upserted by (Owner, Name, Version); a step's epoch must not fall
	Delivery   *Delivery   // the claimed delivery's verdict; its body is left alone
	Connection *Connection // compare-and-set on Revision, which the store raises by one
	Entries    []Entry     // timeline, append only
	Poke       []Key       // rows to wake with this change, made due if they exist; a profile row is created
	Next       Next        // what happens to the claim
}

// Opening is a check that a decision makes, and when it needs work first.
type Opening struct {
	Check Check
	Due   time.Time // zero: not until poked
	Class Class
}

// Require is what must still hold at the instant a step leaves ready.
type Require struct {
	ConnectionLive bool   // the claim's connection is live
	Automation     string // id of an automation that must be live, "" for none
	Revision       int64  // the revision of that automation the decision was made on
	CheckOpen      bool   // the claimed check is neither cancelled nor skipped
}

// Met reports whether r holds. Each store calls it inside its transaction with the
// rows as they are there; check is nil when the claim is not on a check.
func (r Require) Met(connection Connection, plan Plan, check *Check) error {
	if r.ConnectionLive && connection.State != ConnectionLive {
		return staleError("connection " + connection.ID + " is " + string(connection.State))
	}
	if r.Automation != "" {
		automation, ok := plan.Find(r.Automation)
		switch {
		case !ok:
			return staleError("automation " + r.Automation + " is gone")
		case automation.Mode != ModeLive:
			return staleError("automation " + r.Automation + " is " + string(automation.Mode))
		case automation.Revision != r.Revision:
			return staleError("automation " + r.Automation + " was changed")
		}
	}
	if r.CheckOpen && check != nil && (check.State == Cancelled || check.State == Skipped) {
		return staleError("check " + check.ID + " is " + string(check.State))
	}
	return nil
}

// Zero reports that nothing is required, so that a store need not read for it.
func (r Require) Zero() bool { return r == Require{} }

// Next ends or keeps the claim.
type Next struct {
	Keep  bool      // go on under the same claim (between sending and done)
	Due   time.Time // else: release, due again then; zero: nothing more to do until poked
	Class Class
}
