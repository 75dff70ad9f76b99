package sync

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"
)

// State is where a check stands. HiPeople's own statuses are not monotonic:
// overdue can become completed, and completed can reopen.
type State string

// The states of a check.
//
//	held → inviting → invited → in_progress → completed | marked_complete
//	         ↓           ↘ overdue ↗
//	    needs_review
//
// Side states: skipped (not invited, with a reason), cancelled, failed (a person
// must act at Lever or HiPeople), needs_review (nothing could prove what happened).
const (
	Held           State = "held"
	Inviting       State = "inviting"
	Invited        State = "invited"
	InProgress     State = "in_progress"
	Completed      State = "completed"
	MarkedComplete State = "marked_complete"
	Overdue        State = "overdue"
	Cancelled      State = "cancelled"
	Skipped        State = "skipped"
	Failed         State = "failed"
	NeedsReview    State = "needs_review"
)

// Done reports that the report is out, though HiPeople may still reopen the check.
func (s State) Done() bool { return s == Completed || s == MarkedComplete }

// Running reports that a candidate or a referee is expected to act.
func (s State) Running() bool { return s == Invited || s == InProgress || s == Overdue }

// BeforeInvitation reports that nobody has been written to yet.
func (s State) BeforeInvitation() bool { return s == Held || s == Skipped }

// CheckKey is who must not be invited twice. It holds neither connection nor
// automation: connecting anew or making an automation anew must not invite again.
type CheckKey struct {
	Environment string // of Lever: production, sandbox, or the host of another base URL
	Opportunity string
	Role        string // of HiPeople
	Round       int    // 1; more only where the automation repeats
}

// ID is derived from the key, so that every process, and a store restored from an
// old copy, gives the same check the same id. It is the external reference at
// HiPeople and stands in file names and links at Lever.
func (k CheckKey) ID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", k.Environment, k.Opportunity, k.Role, k.Round))
	return "chk_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:13]))
}

// Check is one reference check of one opportunity, role and round.
type Check struct {
	ID          string `json:"id"`
	Connection  string `json:"connection"`
	Automation  string `json:"automation"`
	Environment string `json:"environment"`
	Opportunity string `json:"opportunity"`
	Contact     string `json:"contact"`
	Posting     string `json:"posting"`
	Role        string `json:"role"`
	Round       int    `json:"round"`

	EnteredAt time.Time `json:"entered_at"` // Lever's own time of the stage entry that opened this round
	OpenedAt  time.Time `json:"opened_at"`
	DecidedAt time.Time `json:"decided_at"` // when the opportunity was last read for a decision
	HoldUntil time.Time `json:"hold_until,omitzero"`
	Braked    bool      `json:"braked,omitzero"`   // held by the brake: Release alone lets it go
	Released  bool      `json:"released,omitzero"` // a person lifted the brake
	InvitedAt time.Time `json:"invited_at,omitzero"`

	State    State    `json:"state"`
	Reason   string   `json:"reason,omitzero"` // of held, skipped, failed and needs_review
	Person   Person   `json:"person"`
	Authors  []string `json:"authors,omitempty"`  // Lever users to write as, best first
	LeverURL string   `json:"lever_url,omitzero"` // the opportunity's page for people
	Private  bool     `json:"private,omitzero"`   // confidential at Lever: no link on the contact
	Revision int64    `json:"revision"`           // of the automation, as decided on

	Candidate  string    `json:"candidate,omitzero"` // HiPeople's id
	Status     string    `json:"status,omitzero"`    // as HiPeople last said it
	Answered   int       `json:"answered,omitzero"`  // referees
	Required   int       `json:"required,omitzero"`  // referees
	ShareURL   string    `json:"share_url,omitzero"` // of the latest version
	ObservedAt time.Time `json:"observed_at,omitzero"`
	Misses     int       `json:"misses,omitzero"` // looks in a row that did not find the candidate

	Versions []Version `json:"versions,omitempty"`
	Steps    []Step    `json:"-"` // kept beside the check, see Change.Steps
}

// Person is what HiPeople needs to know to write to the candidate. It is the only
// personal data of a check.
type Person struct {
	Name  string `json:"name,omitzero"`
	Email string `json:"email,omitzero"`
	Phone string `json:"phone,omitzero"`
}

// Version is one report. A check that reopens and completes again makes another.
type Version struct {
	Number      int       `json:"number"`
	Fingerprint string    `json:"fingerprint"` // completed_at, else a hash of who answered when; never the PDF's bytes
	CompletedAt time.Time `json:"completed_at"`
	SeenAt      time.Time `json:"seen_at"`          // when we first saw it
	Partial     bool      `json:"partial,omitzero"` // marked complete before all referees answered
}

// Key is the row of the check.
func (c *Check) Key() Key { return Key{KindCheck, c.Connection, c.ID} }

// Profile is the row of our marks on the check's contact.
func (c *Check) Profile() Key { return Key{KindProfile, c.Connection, c.Contact} }

// CheckKey is the check's identity.
func (c *Check) CheckKey() CheckKey {
	return CheckKey{c.Environment, c.Opportunity, c.Role, c.Round}
}

// Latest is the newest report version, its Number 0 when there is none.
func (c *Check) Latest() Version {
	if len(c.Versions) == 0 {
		return Version{}
	}
	return c.Versions[len(c.Versions)-1]
}

// Step finds a step of the check.
func (c *Check) Step(name string, version int) (Step, bool) {
	for _, step := range c.Steps {
		if step.Name == name && step.Version == version {
			return step, true
		}
	}
	return Step{}, false
}

// Clone is a copy that shares nothing with c.
func (c *Check) Clone() Check {
	out := *c
	out.Authors, out.Versions, out.Steps = slices.Clone(c.Authors), slices.Clone(c.Versions), slices.Clone(c.Steps)
	return out
}
