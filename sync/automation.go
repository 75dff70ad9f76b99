package sync

import (
	"fmt"
	"slices"
	"time"
)

// Mode says what an automation does with a candidate that enters its stage.
type Mode string

// The modes of an automation.
const (
	ModeOff    Mode = "off"
	ModeDryRun Mode = "dry_run" // says who would be invited, invites nobody
	ModeLive   Mode = "live"
)

// What an automation writes to Lever.
const (
	WritePDF  = "pdf"
	WriteLink = "link"
	WriteTag  = "tag"
	WriteNote = "note"
	WriteNone = "none"
)

// Automation says: who enters this stage for this posting is invited to this
// HiPeople role. HiPeople calls it "ATS automation".
type Automation struct {
	ID       string `json:"id"`
	Revision int64  `json:"revision"` // raised by the engine when the automation changes

	Role    string `json:"role"`    // HiPeople role id
	Posting string `json:"posting"` // Lever posting id
	Stage   string `json:"stage"`   // Lever stage id that triggers

	Mode       Mode      `json:"mode"`
	LiveSince  time.Time `json:"live_since,omitzero"`  // set by the engine: entries before it mail nobody
	Hold       Duration  `json:"hold,omitzero"`        // wait before inviting, so that a mis-dragged candidate gets no mail
	Window     Duration  `json:"window,omitzero"`      // an older stage entry is offered as backfill; 0 means 48 h
	Brake      int       `json:"brake,omitzero"`       // invitations an hour before a person is asked; 0 means 25
	Repeat     bool      `json:"repeat,omitzero"`      // a later entry into the stage opens another round
	Private    bool      `json:"private,omitzero"`     // confidential opportunities are invited too
	WriteBack  []string  `json:"write_back,omitempty"` // of pdf, link, tag, note; empty means all, "none" nothing
	EachAnswer bool      `json:"each_answer,omitzero"` // tell reviewers of each answer, not of the first alone
	Notify     []string  `json:"notify,omitempty"`     // mail addresses of reviewers; empty means the connection's
}

// Plan is the whole set of a connection's automations.
type Plan struct {
	Revision    int64        `json:"revision"`
	Automations []Automation `json:"automations"`
}

// Find returns the automation with that id.
func (p Plan) Find(id string) (Automation, bool) {
	i := slices.IndexFunc(p.Automations, func(a Automation) bool { return a.ID == id })
	if i < 0 {
		return Automation{}, false
	}
	return p.Automations[i], true
}

// Match returns the automation that owns posting and stage and is not off.
func (p Plan) Match(posting, stage string) (Automation, bool) {
	for _, a := range p.Automations {
		if a.Mode != ModeOff && a.Posting == posting && a.Stage == stage {
			return a, true
		}
	}
	return Automation{}, false
}

// Watches reports whether any automation that is not off has this trigger stage.
func (p Plan) Watches(stage string) bool {
	return slices.ContainsFunc(p.Automations, func(a Automation) bool { return a.Mode != ModeOff && a.Stage == stage })
}

// Clone is a copy that shares nothing with p.
func (p Plan) Clone() Plan {
	p.Automations = slices.Clone(p.Automations)
	for i := range p.Automations {
		a := &p.Automations[i]
		a.WriteBack, a.Notify = slices.Clone(a.WriteBack), slices.Clone(a.Notify)
	}
	return p
}

// Writes reports whether the automation writes this kind of mark to Lever.
func (a Automation) Writes(kind string) bool {
	return len(a.WriteBack) == 0 || slices.Contains(a.WriteBack, kind)
}

const defaultWindow = 48 * time.Hour

func (a Automation) window() time.Duration {
	if a.Window == 0 {
		return defaultWindow
	}
	return time.Duration(a.Window)
}

func (a Automation) brake() int {
	if a.Brake == 0 {
		return 25
	}
	return a.Brake
}

// validate names the field, what came and what is wanted.
func (p Plan) validate() error {
	seen := map[string]bool{}
	owner := map[[2]string]string{}
	for i, a := range p.Automations {
		at := fmt.Sprintf("automations[%d].", i)
		switch {
		case a.ID == "":
			return &ArgumentError{at + "id", "nothing", "a name of your choice"}
		case seen[a.ID]:
			return &ArgumentError{at + "id", fmt.Sprintf("%q a second time", a.ID), "a different one"}
		case a.Role == "":
			return &ArgumentError{at + "role", "nothing", "the id of a HiPeople role"}
		case a.Posting == "":
			return &ArgumentError{at + "posting", "nothing", "the id of a Lever posting"}
		case a.Stage == "":
			return &ArgumentError{at + "stage", "nothing", "the id of a Lever stage"}
		case a.Mode != ModeOff && a.Mode != ModeDryRun && a.Mode != ModeLive:
			return &ArgumentError{at + "mode", fmt.Sprintf("%q", a.Mode), "off, dry_run or live"}
		case a.Hold < 0 || time.Duration(a.Hold) > 30*24*time.Hour:
			return &ArgumentError{at + "hold", a.Hold.String(), "0 to 720h"}
		case a.Window < 0:
			return &ArgumentError{at + "window", a.Window.String(), "0 or more"}
		case a.Brake < 0:
			return &ArgumentError{at + "brake", fmt.Sprint(a.Brake), "0 or more"}
		}
		for _, kind := range a.WriteBack {
			if !slices.Contains([]string{WritePDF, WriteLink, WriteTag, WriteNote, WriteNone}, kind) {
				return &ArgumentError{at + "write_back", fmt.Sprintf("%q", kind), "pdf, link, tag, note or none"}
			}
		}
		if err := validAddresses(at+"notify", a.Notify); err != nil {
			return err
		}
		seen[a.ID] = true
		if a.Mode == ModeOff {
			continue
		}
		place := [2]string{a.Posting, a.Stage}
		if other, taken := owner[place]; taken {
			return &ArgumentError{at + "posting", fmt.Sprintf("posting and stage of automation %q", other), "a posting and stage that no other automation owns"}
		}
		owner[place] = a.ID
	}
	return nil
}
