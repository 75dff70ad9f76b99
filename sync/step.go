package sync

import (
	"strings"
	"time"
)

// StepState is where a remote write stands.
type StepState string

// The states of a step. Whoever finds sending never sends: it looks first.
const (
	Ready      StepState = "ready"        // may be sent when DueAt has come
	Sending    StepState = "sending"      // a byte may have left; only a look at the other side tells
	StepDone   StepState = "done"         // applied, proved by an answer or a read-back
	StepFailed StepState = "failed"       // refused, with a reason
	StepReview StepState = "needs_review" // nothing could prove it; a person resolves it
	Dropped    StepState = "dropped"      // a person decided against it
)

// Names of steps. A notice's step is "mail:<kind>:<hash of the recipient>".
const (
	StepInvite  = "invite"
	StepPDF     = "pdf"
	StepNote    = "note"
	stepMail    = "mail:"
	stepWebhook = "webhook:"
)

// Step is one append at a remote that takes no idempotency key: an invitation, an
// upload, a note, a mail, a webhook.
type Step struct {
	Owner    Key       `json:"owner"` // a check or a connection
	Name     string    `json:"name"`
	Version  int       `json:"version"` // of the report, or the count of answers told
	Target   string    `json:"target,omitzero"`
	State    StepState `json:"state"`
	Epoch    int64     `json:"epoch,omitzero"`    // of the claim that sent it
	DueAt    time.Time `json:"due_at,omitzero"`   // while ready: not before
	Deadline time.Time `json:"deadline,omitzero"` // no byte of it is written after this
	LookAt   time.Time `json:"look_at,omitzero"`  // next read-back
	Looks    int       `json:"looks,omitzero"`    // spaced read-backs that found nothing
	Sends    int       `json:"sends,omitzero"`    // times it left ready
	Again    int       `json:"again,omitzero"`    // times it was proved absent and made ready again
	Refusals int       `json:"refusals,omitzero"` // times it provably did not happen and may be tried again
	Author   int       `json:"author,omitzero"`   // which of the check's Authors writes it
	RemoteID string    `json:"remote_id,omitzero"`
	Reason   string    `json:"reason,omitzero"`
	At       time.Time `json:"at"` // of the last change
}

// kind is the step's name without what tells its like apart: "mail" for
// "mail:report:1f2e3d4c".
func (s *Step) kind() string {
	kind, _, _ := strings.Cut(s.Name, ":")
	return kind
}

// Open reports that the step still has to end.
func (s *Step) Open() bool { return s.State == Ready || s.State == Sending }
