package sync_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestStorm lets people, both services and the processes do what they please for some
// days, and asserts what must hold whatever happened: nobody was invited twice for one
// round, every report lies in Lever once, one tag tells the truth, and nothing is left
// undecided or undone.
func TestStorm(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			edit := func(a *hpsync.Automation) {
				a.Repeat, a.EachAnswer = random.IntN(3) == 0, random.IntN(2) == 0
				a.Hold = hpsync.Duration([]time.Duration{0, 0, 20 * time.Minute}[random.IntN(3)])
			}
			play(t, setup{edit: edit}, func(w *world) {
				s := &storm{w, random, []string{w.company.Ada.ID, w.company.Bruno.ID}}
				for range 60 {
					s.act()
					w.sleep(time.Duration(random.Int64N(int64([]time.Duration{time.Second, time.Minute, time.Hour}[random.IntN(3)]))))
				}
				s.calm()
				for _, id := range s.people {
					s.judge(id)
				}
			})
		})
	}
}

type storm struct {
	*world
	random *rand.Rand
	people []string
}

// act does one thing that may happen. What cannot happen now does not.
func (s *storm) act() {
	if s.doomed && s.mortal.gone() {
		s.restart(false)
	}
	id := s.people[s.random.IntN(len(s.people))]
	candidate := ""
	for _, c := range s.hipeople.Candidates() {
		if c.ATSCandidateID == id {
			candidate = c.ID
		}
	}
	ctx := s.t.Context()
	switch s.random.IntN(16) {
	case 0, 1, 2:
		_ = s.lever.MoveToStage(id, s.company.ReferenceCheck.ID)
	case 3:
		_ = s.lever.MoveToStage(id, s.company.Interview.ID)
	case 4:
		_, _ = s.hipeople.NameReferees(candidate, 3)
	case 5, 6:
		_ = s.hipeople.Answer(candidate, "")
	case 7:
		_ = s.hipeople.Complete(candidate)
	case 8:
		_ = s.hipeople.Reopen(candidate, 1)
	case 9:
		_ = s.hipeople.MakeOverdue(candidate)
	case 10:
		_, _ = s.engine.Pause(ctx, "acme")
	case 11:
		_, _ = s.engine.Resume(ctx, "acme")
	case 12:
		s.restart(true)
	case 13:
		if sent := s.lever.Deliveries(); len(sent) > 0 {
			_ = s.lever.Rerun(sent[s.random.IntN(len(sent))].ID)
		}
	case 14:
		s.lever.Faults().Add(s.fault("/v1/opportunities/*", "/v1/opportunities/*/files", "/v1/opportunities/*/notes", "/v1/opportunities/*/addTags", "/v1/opportunities/*/addLinks", ""))
	case 15:
		s.hipeople.Inject(s.fault("/api/candidates", "/api/candidates/*", "/reports/*", ""))
	}
}

// restart ends the process in peace and starts another, which may be one that dies
// at some effect of its own.
func (s *storm) restart(mayDie bool) {
	s.stop()
	s.doomed = mayDie && s.random.IntN(2) == 0
	if s.doomed {
		s.mortal = newFate(1+s.random.IntN(30), s.random.IntN(2) == 0)
	}
	s.start()
}

// fault is any of those that can happen to a call of one of the paths.
func (s *storm) fault(paths ...string) levertest.Fault {
	kinds := []levertest.Fault{
		{Kind: levertest.Status, Status: 500}, {Kind: levertest.StatusAfter}, {Kind: levertest.Status, Status: 429, Times: 6},
		{Kind: levertest.Status, Status: 401, Times: 3}, {Kind: levertest.Reset}, {Kind: levertest.ResetAfter}, {Kind: levertest.Truncate},
		{Kind: levertest.ApplyLate, Delay: 20 * time.Second}, {Kind: levertest.SlowBody, Delay: 50 * time.Second},
		{Kind: levertest.Hang, Delay: 3 * time.Minute}, {Kind: levertest.Stale, Delay: 20 * time.Second},
	}
	fault := kinds[s.random.IntN(len(kinds))]
	fault.Path = paths[s.random.IntN(len(paths))]
	return fault
}

// calm mends everything and gives all that is open the time to end.
func (s *storm) calm() {
	s.lever.Faults().Clear()
	s.hipeople.ClearFaults()
	s.restart(false)
	s.sleep(2 * time.Hour)
	s.resume()
	s.sleep(30 * time.Hour)
}

func (s *storm) judge(id string) {
	o := s.opportunity(id)
	invited, files, notes := 0, 0, 0
	checks := s.checks(id)
	for _, c := range checks {
		if c.Candidate != "" {
			invited++
		}
		wrote := map[string]int{}
		for _, step := range c.Steps {
			// What was reopened before its report was fetched has none to fetch.
			gone := step.Name == hpsync.StepPDF && !c.State.Done() && strings.Contains(step.Reason, "not ready")
			if step.State == hpsync.StepDone {
				wrote[step.Name]++
			} else if step.State != hpsync.Dropped && !gone {
				s.t.Errorf("step %s v%d of round %d is %s: %s", step.Name, step.Version, c.Round, step.State, step.Reason)
			}
		}
		files += wrote[hpsync.StepPDF]
		notes += min(1, wrote[hpsync.StepNote]) // later versions write over it
		if latest := c.Latest().Number; c.State.Done() {
			if pdf, _ := c.Step(hpsync.StepPDF, latest); pdf.State != hpsync.StepDone {
				s.t.Errorf("the report of round %d is not in Lever", c.Round)
			}
		}
		if c.State == hpsync.Inviting || c.State == hpsync.NeedsReview || c.State == hpsync.Failed {
			s.t.Errorf("round %d is %s: %s", c.Round, c.State, c.Reason)
		}
	}
	if n := s.hipeople.Invited(id); n != invited {
		s.t.Errorf("invited %d times in %d rounds", n, invited)
	}
	if len(o.Files) != files || len(o.Notes) != notes {
		s.t.Errorf("%d files and %d notes, want %d and %d", len(o.Files), len(o.Notes), files, notes)
	}
	names := map[string]bool{}
	for _, file := range o.Files {
		if names[file.Name] {
			s.t.Errorf("file %s lies there twice", file.Name)
		}
		names[file.Name] = true
	}
	s.truth(o, checks)
	for _, verdict := range s.verdicts() {
		if verdict == "" || verdict == hpsync.Parked {
			s.t.Errorf("a delivery is left with verdict %q", verdict)
		}
	}
	if s.t.Failed() {
		for _, c := range checks {
			s.dump(c)
		}
	}
}

// truth compares the marks in Lever with the newest round.
func (s *storm) truth(o levertest.Opportunity, checks []hpsync.Check) {
	links := 0
	for _, link := range o.Contact.Links {
		if strings.Contains(link, "leverhipeople-") {
			links++
		}
	}
	var last hpsync.Check // round that anybody was invited to
	for _, c := range checks {
		if !c.State.BeforeInvitation() {
			last = c
		}
	}
	tags := ours(o.Tags)
	word := map[hpsync.State]string{
		hpsync.Invited: "hipeople: invited", hpsync.InProgress: "hipeople: in progress", hpsync.Overdue: "hipeople: overdue", hpsync.Completed: "hipeople: completed",
	}[last.State]
	if word == "" && len(tags) != 0 || word != "" && (len(tags) != 1 || !strings.HasPrefix(tags[0], word)) {
		s.t.Errorf("tags %q of a check that is %s", tags, last.State)
	}
	if want := map[bool]int{true: 1}[last.State == hpsync.Completed]; links != want {
		s.t.Errorf("%d links of a check that is %s", links, last.State)
	}
}
