package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Source is who sent a delivery.
type Source string

// The senders of deliveries.
const (
	FromLever    Source = "lever"
	FromHiPeople Source = "hipeople"
)

// Delivery is a webhook as received. A delivery is a hint: before anything is
// decided, the truth is read from the API.
type Delivery struct {
	ID         string    `json:"id"` // derived from connection and digest: the same body is the same delivery
	Connection string    `json:"connection"`
	Source     Source    `json:"source"`
	Digest     string    `json:"digest"` // SHA-256 of Raw, hex
	Raw        []byte    `json:"-"`
	ReceivedAt time.Time `json:"received_at"`

	Verdict Verdict `json:"verdict,omitzero"` // "" while undecided
	Reason  string  `json:"reason,omitzero"`
	Tries   int     `json:"tries,omitzero"` // readings that did not show the move yet
}

// NewDelivery identifies a received body.
func NewDelivery(connection string, source Source, raw []byte, receivedAt time.Time) Delivery {
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	id := sha256.Sum256([]byte(connection + "\x00" + digest))
	return Delivery{
		ID: "dlv_" + hex.EncodeToString(id[:10]), Connection: connection, Source: source,
		Digest: digest, Raw: raw, ReceivedAt: receivedAt,
	}
}

// Key is the row of the delivery.
func (d *Delivery) Key() Key { return Key{KindDelivery, d.Connection, d.ID} }

// Verdict is what a rule, a decision or a step came to.
type Verdict string

// The verdicts.
const (
	Invite  Verdict = "invite"  // a check was opened and the candidate is to be invited
	Hold    Verdict = "hold"    // waits for a time or a person
	Skip    Verdict = "skip"    // not invited, with a reason and a fix
	Ignore  Verdict = "ignore"  // concerns no automation
	Known   Verdict = "known"   // this stage entry was decided on before
	Pass    Verdict = "pass"    // a rule that found nothing against it
	Parked  Verdict = "parked"  // waits until the connection is back
	Ping    Verdict = "ping"    // a sender's connection test
	Hint    Verdict = "hint"    // a check was told to look
	Told    Verdict = "told"    // something happened; a fact of the timeline
	Trouble Verdict = "trouble" // something went wrong; Fix says what helps
)

// Entry is one line of the timeline. Lines are only ever added.
type Entry struct {
	Owner       Key       `json:"owner"`
	Opportunity string    `json:"opportunity,omitzero"` // so that a decision that opened no check is found
	At          time.Time `json:"at"`
	Rule        string    `json:"rule"` // the rule or the step that speaks
	Verdict     Verdict   `json:"verdict"`
	Reason      string    `json:"reason"`
	Fix         string    `json:"fix,omitzero"` // what a person can do
}

// Page asks for part of a list.
type Page struct {
	After string // the cursor a list returned; "" for the first page
	Limit int    // 1 to 1000; 0 means 100
}

// DeliveryFilter narrows a list of deliveries; zero fields do not.
type DeliveryFilter struct {
	Connection string
	Verdict    Verdict
}

// CheckFilter narrows a list of checks; zero fields do not.
type CheckFilter struct {
	Connection   string
	Environment  string
	Automation   string
	Opportunity  string
	Contact      string
	Role         string
	Candidate    string
	States       []State
	OpenedSince  time.Time
	InvitedSince time.Time
}

// EntryFilter narrows a timeline; zero fields do not.
type EntryFilter struct {
	Connection  string
	Owner       Key
	Opportunity string
}
