package sync

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// running is an invited check, and candidate what HiPeople says of it.
func running(state State, edit ...func(*Check)) Check {
	c := standing(state, func(c *Check) { c.Candidate, c.InvitedAt = "cand-1", noon.Add(-time.Hour) })
	for _, e := range edit {
		e(&c)
	}
	return c
}

func candidate(status hipeople.StatusValue, answered, named, required int, edit ...func(*hipeople.Candidate)) hipeople.Candidate {
	c := hipeople.Candidate{ID: "cand-1", Status: hipeople.Status{Value: status, Raw: string(status)}, Required: required}
	for i := range named {
		r := hipeople.Referee{ID: string(rune('a' + i))}
		if i < answered {
			r.Answered, r.AnsweredAt = true, noon.Add(time.Duration(i)*time.Minute)
		}
		c.Referees = append(c.Referees, r)
	}
	for _, e := range edit {
		e(&c)
	}
	return c
}

func completedAt(d time.Duration) func(*hipeople.Candidate) {
	return func(c *hipeople.Candidate) { c.CompletedAt = noon.Add(d) }
}

func reported(versions ...string) func(*Check) {
	return func(c *Check) {
		for i, print := range versions {
			c.Versions = append(c.Versions, Version{Number: i + 1, Fingerprint: print})
		}
	}
}

func stepNames(change Change) []string {
	var names []string
	for _, step := range change.Steps {
		name, _, _ := strings.Cut(step.Name, ":")
		if name == "mail" {
			kind, _, _ := strings.Cut(strings.TrimPrefix(step.Name, stepMail), ":")
			name = "mail " + kind + " to " + step.Target
		}
		names = append(names, name+" v"+string(rune('0'+step.Version)))
	}
	return names
}

const reviewer = "rita@company.example"

var everything = []string{"pdf v1", "note v1", "mail report to " + reviewer + " v1"}

func TestAdvance(t *testing.T) {
	t.Parallel()
	print0 := noon.UTC().Format(time.RFC3339Nano)
	for name, c := range map[string]struct {
		check   Check
		seen    hipeople.Candidate
		gone    bool
		edit    func(*Automation)
		want    State
		steps   []string
		tells   string // part of what the timeline says; "": nothing
		visible bool   // the marks in Lever are to be written
	}{
		"nothing new":                 {check: running(Invited, status("pending")), seen: candidate(hipeople.StatusPending, 0, 0, 0), want: Invited},
		"required is known":           {check: running(Invited), seen: candidate(hipeople.StatusPending, 0, 0, 3), want: Invited, tells: "3 referees are asked", visible: true},
		"not started":                 {check: running(Invited), seen: candidate(hipeople.StatusNotStarted, 0, 0, 0), want: Invited},
		"referees named":              {check: running(Invited), seen: candidate(hipeople.StatusInProgress, 0, 3, 3), want: InProgress, tells: "in progress", visible: true},
		"more named than required":    {check: running(InProgress), seen: candidate(hipeople.StatusInProgress, 0, 5, 3), want: InProgress, tells: "5 referees", visible: true},
		"first answer":                {check: running(InProgress, counted(0, 3)), seen: candidate(hipeople.StatusInProgress, 1, 3, 3), want: InProgress, steps: []string{"mail feedback to " + reviewer + " v1"}, tells: "1 of 3 referees have answered", visible: true},
		"first two answers":           {check: running(InProgress, counted(0, 3)), seen: candidate(hipeople.StatusInProgress, 2, 3, 3), want: InProgress, steps: []string{"mail feedback to " + reviewer + " v2"}, tells: "2 of 3", visible: true},
		"second answer":               {check: running(InProgress, counted(1, 3)), seen: candidate(hipeople.StatusInProgress, 2, 3, 3), want: InProgress, tells: "2 of 3", visible: true},
		"second answer, each":         {check: running(InProgress, counted(1, 3)), seen: candidate(hipeople.StatusInProgress, 2, 3, 3), edit: eachAnswer, want: InProgress, steps: []string{"mail feedback to " + reviewer + " v2"}, tells: "2 of 3", visible: true},
		"an answer told already":      {check: running(InProgress, counted(0, 3), step(mailStep(NoticeFeedback, reviewer), 1)), seen: candidate(hipeople.StatusInProgress, 1, 3, 3), want: InProgress, tells: "1 of 3", visible: true},
		"an answer is taken back":     {check: running(InProgress, counted(2, 3), status("in_progress")), seen: candidate(hipeople.StatusInProgress, 1, 3, 3), want: InProgress, visible: true},
		"overdue":                     {check: running(InProgress, counted(1, 3)), seen: candidate(hipeople.StatusOverdue, 1, 3, 3), want: Overdue, tells: "overdue", visible: true},
		"overdue, then completed":     {check: running(Overdue, counted(3, 3)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), want: Completed, steps: everything, tells: "report version 1, 3 of 3", visible: true},
		"back from overdue":           {check: running(Overdue, counted(1, 3)), seen: candidate(hipeople.StatusInProgress, 1, 3, 3), want: InProgress, tells: "in progress", visible: true},
		"completed":                   {check: running(InProgress, counted(3, 3)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), want: Completed, steps: everything, tells: "report version 1", visible: true},
		"completed at once":           {check: running(Invited), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), want: Completed, steps: append([]string{"mail feedback to " + reviewer + " v3"}, everything...), tells: "report version 1", visible: true},
		"marked complete":             {check: running(InProgress, counted(1, 3)), seen: candidate(hipeople.StatusMarkedComplete, 1, 3, 3, completedAt(0)), want: MarkedComplete, steps: everything, tells: "report version 1, 1 of 3", visible: true},
		"completed still":             {check: running(Completed, counted(3, 3), reported(print0), status("completed")), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), want: Completed},
		"reopened":                    {check: running(Completed, counted(3, 3), reported(print0)), seen: candidate(hipeople.StatusInProgress, 3, 3, 4), want: InProgress, tells: "reopened at HiPeople: in progress", visible: true},
		"reopened and completed":      {check: running(Completed, counted(4, 4), reported(print0), status("completed")), seen: candidate(hipeople.StatusCompleted, 4, 4, 4, completedAt(time.Hour)), want: Completed, steps: []string{"pdf v2", "note v2", "mail report to " + reviewer + " v2"}, tells: "report version 2", visible: true},
		"completed after marked":      {check: running(MarkedComplete, counted(1, 3), reported(print0)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(time.Hour)), want: Completed, steps: []string{"pdf v2", "note v2", "mail report to " + reviewer + " v2"}, tells: "report version 2", visible: true},
		"cancelled":                   {check: running(InProgress), seen: candidate(hipeople.StatusCancelled, 0, 0, 0), want: Cancelled, tells: "cancelled", visible: true},
		"completed, then cancelled":   {check: running(Completed, reported(print0)), seen: candidate(hipeople.StatusCancelled, 0, 0, 0), want: Cancelled, tells: "reopened at HiPeople: cancelled", visible: true},
		"a status nobody knows":       {check: running(InProgress), seen: candidate("on_hold", 0, 0, 0), want: InProgress, tells: `HiPeople says "on_hold", which is not known here; the check stays in_progress`},
		"a status nobody knows still": {check: running(InProgress, status("on_hold")), seen: candidate("on_hold", 0, 0, 0), want: InProgress},
		"unknown when completed":      {check: running(Completed, reported(print0)), seen: candidate("archived", 0, 0, 0), want: Completed, tells: "stays completed"},
		"gone once":                   {check: running(InProgress), gone: true, want: InProgress},
		"gone three times":            {check: running(InProgress, missedTwice), gone: true, want: Cancelled, tells: "does not know the candidate", visible: true},
		"gone after completion":       {check: running(Completed, missedTwice), gone: true, want: Completed, tells: "not looked for again"},
		"pdf alone":                   {check: running(InProgress, counted(3, 3)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), edit: writes(WritePDF), want: Completed, steps: []string{"pdf v1", "mail report to " + reviewer + " v1"}, tells: "report version 1", visible: true},
		"note alone":                  {check: running(InProgress, counted(3, 3)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), edit: writes(WriteNote), want: Completed, steps: []string{"note v1", "mail report to " + reviewer + " v1"}, tells: "report version 1", visible: true},
		"nothing to Lever":            {check: running(InProgress, counted(3, 3)), seen: candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0)), edit: writes(WriteNone), want: Completed, steps: []string{"mail report to " + reviewer + " v1"}, tells: "report version 1", visible: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var automation Automation
			if c.edit != nil {
				c.edit(&automation)
			}
			before := c.check.Clone()
			got := Advance(c.check, automation, []string{reviewer}, Observation{At: noon, Candidate: c.seen, Gone: c.gone})
			if got.Check.State != c.want {
				t.Errorf("state %s, want %s", got.Check.State, c.want)
			}
			if names := stepNames(got); !slices.Equal(names, c.steps) {
				t.Errorf("steps %q, want %q", names, c.steps)
			}
			for _, s := range got.Steps {
				if s.State != Ready || s.Owner != c.check.Key() || !s.At.Equal(noon) {
					t.Errorf("step %+v", s)
				}
			}
			var said []string
			for _, e := range got.Entries {
				said = append(said, e.Reason)
				if e.Owner != c.check.Key() || e.Opportunity != "opp-1" || !e.At.Equal(noon) {
					t.Errorf("entry %+v", e)
				}
			}
			all := strings.Join(said, "; ")
			if (c.tells == "") != (all == "") || !strings.Contains(all, c.tells) {
				t.Errorf("tells %q, want %q", all, c.tells)
			}
			if visible := slices.Contains(got.Poke, c.check.Profile()); visible != c.visible || len(got.Poke) > 1 {
				t.Errorf("pokes %v, want the profile: %v", got.Poke, c.visible)
			}
			if !got.Check.ObservedAt.Equal(noon) {
				t.Errorf("observed at %s", got.Check.ObservedAt)
			}
			if c.check.State != before.State || len(c.check.Versions) != len(before.Versions) || len(c.check.Steps) != len(before.Steps) {
				t.Error("the check that was given has changed")
			}
		})
	}
}

func status(raw string) func(*Check) { return func(c *Check) { c.Status = raw } }

func counted(answered, required int) func(*Check) {
	return func(c *Check) { c.Answered, c.Required = answered, required }
}

func missedTwice(c *Check) { c.Misses = 2 }

func step(name string, version int) func(*Check) {
	return func(c *Check) {
		c.Steps = append(c.Steps, Step{Owner: c.Key(), Name: name, Version: version, State: StepDone})
	}
}

func eachAnswer(a *Automation) { a.EachAnswer = true }

func writes(kinds ...string) func(*Automation) {
	return func(a *Automation) { a.WriteBack = kinds }
}

func TestAdvancePartial(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status   hipeople.StatusValue
		answered int
		want     bool
	}{
		{hipeople.StatusMarkedComplete, 2, true}, {hipeople.StatusMarkedComplete, 3, false}, {hipeople.StatusCompleted, 2, false},
	} {
		got := Advance(running(InProgress), Automation{}, nil, Observation{At: noon, Candidate: candidate(c.status, c.answered, 3, 3)})
		if got.Check.Latest().Partial != c.want {
			t.Errorf("%s with %d of 3: partial %v, want %v", c.status, c.answered, !c.want, c.want)
		}
	}
}

// TestAdvanceRecipients: a step each, told apart by name, whose name does not show who.
func TestAdvanceRecipients(t *testing.T) {
	t.Parallel()
	to := []string{"rita@company.example", "omar@company.example"}
	got := Advance(running(InProgress, counted(3, 3)), Automation{WriteBack: []string{WriteNone}}, to, Observation{At: noon, Candidate: candidate(hipeople.StatusCompleted, 3, 3, 3)})
	if len(got.Steps) != 2 || got.Steps[0].Name == got.Steps[1].Name || got.Steps[0].Target != to[0] || got.Steps[1].Target != to[1] {
		t.Fatalf("steps %+v", got.Steps)
	}
	for _, s := range got.Steps {
		if strings.Contains(s.Name, "@") || strings.Contains(s.Name, "rita") {
			t.Errorf("step %q shows its recipient", s.Name)
		}
	}
	if mailStep(NoticeReport, "Rita@Company.example") != got.Steps[0].Name {
		t.Error("another case of the address is another step")
	}
	if got := Advance(running(InProgress, counted(3, 3)), Automation{WriteBack: []string{WriteNone}}, nil, Observation{At: noon, Candidate: candidate(hipeople.StatusCompleted, 3, 3, 3)}); len(got.Steps) != 0 {
		t.Errorf("steps %+v for nobody", got.Steps)
	}
}

// TestFingerprint: the same completion has one, however often it is read and however
// the referees are listed with it.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	plain := candidate(hipeople.StatusCompleted, 2, 3, 2)
	dated := candidate(hipeople.StatusCompleted, 2, 3, 2, completedAt(0))
	zoned := candidate(hipeople.StatusCompleted, 3, 3, 2, func(c *hipeople.Candidate) { c.CompletedAt = noon.In(time.FixedZone("", 3600)) })
	one, other := fingerprint(plain), fingerprint(candidate(hipeople.StatusCompleted, 3, 3, 2))
	switch {
	case one != fingerprint(plain):
		t.Error("not the same twice")
	case one == other:
		t.Error("another answer made no other fingerprint")
	case fingerprint(dated) == one:
		t.Error("the completion's time does not count")
	case fingerprint(dated) != fingerprint(zoned):
		t.Error("the same moment in another zone is another completion")
	case fingerprint(candidate(hipeople.StatusCompleted, 0, 0, 0)) == "":
		t.Error("nothing to tell by gives no fingerprint")
	}
	later := candidate(hipeople.StatusCompleted, 2, 3, 2)
	later.Referees[1].AnsweredAt = noon.Add(time.Hour)
	if fingerprint(later) == one {
		t.Error("an answer given anew made no other fingerprint")
	}
}

// TestAdvanceShareURL: kept when a later look brings none.
func TestAdvanceShareURL(t *testing.T) {
	t.Parallel()
	with := candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0), func(c *hipeople.Candidate) { c.ShareURL = "https://h.test/share/1" })
	check := *Advance(running(InProgress), Automation{}, nil, Observation{At: noon, Candidate: with}).Check
	without := candidate(hipeople.StatusCompleted, 3, 3, 3, completedAt(0))
	if got := Advance(check, Automation{}, nil, Observation{At: noon, Candidate: without}).Check.ShareURL; got != "https://h.test/share/1" {
		t.Errorf("share URL %q", got)
	}
}

func TestAdvanceFoundAgain(t *testing.T) {
	t.Parallel()
	got := Advance(running(Invited, missedTwice), Automation{}, nil, Observation{At: noon, Candidate: candidate(hipeople.StatusPending, 0, 0, 0)})
	if got.Check.Misses != 0 || got.Check.State != Invited {
		t.Errorf("%s with %d misses", got.Check.State, got.Check.Misses)
	}
	gone := Advance(running(Invited, missedTwice), Automation{}, nil, Observation{At: noon, Gone: true}).Check
	if gone.Candidate != "" || gone.Reason == "" {
		t.Errorf("gone, yet candidate %q for reason %q", gone.Candidate, gone.Reason)
	}
}
