package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// Observation is what was read at HiPeople.
type Observation struct {
	At        time.Time
	Candidate hipeople.Candidate
	Gone      bool // HiPeople does not know the candidate any more
}

// stateOf is the check's state for a status. Unknown statuses have none: the check
// stays as it is.
var stateOf = map[hipeople.StatusValue]State{
	hipeople.StatusNotStarted:     Invited,
	hipeople.StatusPending:        Invited,
	hipeople.StatusInProgress:     InProgress,
	hipeople.StatusCompleted:      Completed,
	hipeople.StatusMarkedComplete: MarkedComplete,
	hipeople.StatusOverdue:        Overdue,
	hipeople.StatusCancelled:      Cancelled,
}

// Advance says what an observation means for a check: its new state, a report
// version if there is a new one, the steps that are ready now, and the lines of the
// timeline. It does no I/O and reads no clock.
//
// States go wherever HiPeople's go: an overdue check may complete, a completed one
// may reopen. A version is told by its fingerprint, so that a reopening and a
// completion between two looks make a new one.
func Advance(check Check, automation Automation, recipients []string, seen Observation) Change {
	a := advance{check: check.Clone(), automation: automation, recipients: recipients, seen: seen}
	a.check.ObservedAt = seen.At
	if seen.Gone {
		a.miss()
	} else {
		a.check.Misses = 0
		a.progress()
		a.status()
		a.report()
	}
	steps := a.check.Steps
	a.check.Steps = nil
	change := Change{Check: &a.check, Steps: steps[len(check.Steps):], Entries: a.entries}
	if a.visible {
		change.Poke = []Key{check.Profile()}
	}
	return change
}

type advance struct {
	check      Check
	automation Automation
	recipients []string
	seen       Observation
	entries    []Entry
	visible    bool // something that stands on the Lever profile changed
}

func (a *advance) tell(rule, format string, args ...any) {
	a.entries = append(a.entries, Entry{
		Owner: a.check.Key(), Opportunity: a.check.Opportunity, At: a.seen.At,
		Rule: rule, Verdict: Told, Reason: fmt.Sprintf(format, args...),
	})
}

// add makes a step ready, once.
func (a *advance) add(name string, version int, target string) {
	if _, exists := a.check.Step(name, version); exists {
		return
	}
	a.check.Steps = append(a.check.Steps, Step{
		Owner: a.check.Key(), Name: name, Version: version, Target: target, State: Ready, At: a.seen.At,
	})
}

// missesNeeded looks in a row must find nothing before a candidate counts as deleted:
// a read that lags behind the invitation finds nothing either.
const missesNeeded = 3

func (a *advance) miss() {
	a.check.Misses++
	if a.check.Misses >= missesNeeded {
		a.vanish()
	}
}

// vanish ends a check that HiPeople deleted, as its retention does.
func (a *advance) vanish() {
	if a.check.State.Running() {
		a.check.State, a.check.Reason = Cancelled, "HiPeople does not know the candidate any more"
		a.visible = true
	}
	a.check.Candidate = ""
	a.tell("status", "HiPeople does not know the candidate any more; it is not looked for again")
}

// progress counts answers and tells the reviewers of the first one.
func (a *advance) progress() {
	c, candidate := &a.check, a.seen.Candidate
	answered, required := candidate.Answered(), max(candidate.Required, len(candidate.Referees))
	if answered == c.Answered && required == c.Required {
		return
	}
	if answered > c.Answered {
		a.tell("progress", "%d of %d referees have answered", answered, required)
		if c.Answered == 0 || a.automation.EachAnswer {
			for _, recipient := range a.recipients {
				a.add(mailStep(NoticeFeedback, recipient), answered, recipient)
			}
		}
	} else if required != c.Required {
		a.tell("progress", "%d referees are asked", required)
	}
	c.Answered, c.Required = answered, required
	a.visible = true
}

func (a *advance) status() {
	c, status := &a.check, a.seen.Candidate.Status
	changed := status.Raw != c.Status
	c.Status = status.Raw
	next, known := stateOf[status.Value]
	switch {
	case !known:
		if changed {
			a.tell("status", "HiPeople says %q, which is not known here; the check stays %s", status.Raw, c.State)
		}
		return
	case next == c.State:
		return
	case c.State.Done() && !next.Done():
		a.tell("status", "reopened at HiPeople: %s", strings.ReplaceAll(string(next), "_", " "))
	default:
		a.tell("status", "%s", strings.ReplaceAll(string(next), "_", " "))
	}
	c.State, c.Reason = next, ""
	a.visible = true
}

// report makes a version for each completion.
func (a *advance) report() {
	c, candidate := &a.check, a.seen.Candidate
	if !c.State.Done() || !candidate.Status.Reported() {
		return
	}
	if candidate.ShareURL != "" {
		c.ShareURL = candidate.ShareURL
	}
	completion := fingerprint(candidate)
	if c.Latest().Fingerprint == completion {
		return
	}
	version := Version{
		Number: len(c.Versions) + 1, Fingerprint: completion, CompletedAt: candidate.CompletedAt, SeenAt: a.seen.At,
		Partial: c.State == MarkedComplete && c.Answered < c.Required,
	}
	if version.CompletedAt.IsZero() {
		version.CompletedAt = a.seen.At
	}
	c.Versions = append(c.Versions, version)
	a.visible = true
	a.tell("report", "report version %d, %d of %d referees", version.Number, c.Answered, c.Required)
	if a.automation.Writes(WritePDF) {
		a.add(StepPDF, version.Number, "")
	}
	if a.automation.Writes(WriteNote) {
		a.add(StepNote, version.Number, "")
	}
	for _, recipient := range a.recipients {
		a.add(mailStep(NoticeReport, recipient), version.Number, recipient)
	}
}

// fingerprint tells one completion from another: by when it was, else by who
// answered when. Never by the PDF, whose bytes may differ on each download.
func fingerprint(candidate hipeople.Candidate) string {
	if !candidate.CompletedAt.IsZero() {
		return candidate.CompletedAt.UTC().Format(time.RFC3339Nano)
	}
	var answers strings.Builder
	for _, referee := range candidate.Referees {
		if referee.Answered {
			fmt.Fprintf(&answers, "%s\x00%d\x00", referee.ID, referee.AnsweredAt.UnixNano())
		}
	}
	if answers.Len() == 0 {
		fmt.Fprintf(&answers, "%s %d", candidate.Status.Value, candidate.Answered())
	}
	sum := sha256.Sum256([]byte(answers.String()))
	return hex.EncodeToString(sum[:])
}

// mailStep names the step of one notice to one recipient. The address itself stays
// in the step's Target: names appear in logs.
func mailStep(kind NoticeKind, recipient string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(recipient)))
	return stepMail + string(kind) + ":" + hex.EncodeToString(sum[:4])
}
