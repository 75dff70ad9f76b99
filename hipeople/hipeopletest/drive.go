package hipeopletest

import (
	"fmt"
	"slices"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// AddRole adds a role and returns it with what was filled in.
func (f *Fake) AddRole(role Role) Role {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if role.ID == "" {
		role.ID = f.state.id("role")
	}
	if role.Kind == "" {
		role.Kind = ReferenceCheck
	}
	if role.Required == 0 {
		role.Required = 3
	}
	if role.CreatedAt.IsZero() {
		role.CreatedAt = time.Now()
	}
	f.state.roles = append(f.state.roles, role)
	return role
}

// Seed adds believable roles: a reference check of three and one of two references, a
// self-assessment, an employment verification and an archived role.
func (f *Fake) Seed() []Role {
	return []Role{
		f.AddRole(Role{Name: "Senior Backend Engineer"}),
		f.AddRole(Role{Name: "Account Executive, Nordics", Required: 2}),
		f.AddRole(Role{Name: "Customer Support Specialist", Kind: SelfAssessment, Required: 1}),
		f.AddRole(Role{Name: "Warehouse Team Lead", Kind: EmploymentVerification, Required: 1}),
		f.AddRole(Role{Name: "Office Manager (2024)", Inactive: true, Archived: true}),
	}
}

// Roles returns the roles, oldest first.
func (f *Fake) Roles() []Role {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return append([]Role{}, f.state.roles...)
}

// Candidate returns a copy of a candidate.
func (f *Fake) Candidate(id string) (Candidate, bool) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	if c := f.state.candidate(id); c != nil {
		return c.copy(), true
	}
	return Candidate{}, false
}

// Candidates returns copies of the candidates, oldest first.
func (f *Fake) Candidates() []Candidate {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	found := make([]Candidate, 0, len(f.state.candidates))
	for _, c := range f.state.candidates {
		found = append(found, c.copy())
	}
	return found
}

// Invited says how often the ATS's candidate was invited, deleted candidates included.
func (f *Fake) Invited(atsCandidateID string) int {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	return f.state.invited[atsCandidateID]
}

var (
	refereeNames = []string{"Ines Okafor", "Tom Lindqvist", "Mei Sandoval", "Jonas Achterberg", "Priya Castellanos"}
	relations    = []string{"Manager", "Peer", "Direct report", "Client"}
)

// NameReferees lets the candidate name n more referees and returns their ids. A pending
// check is then in progress.
func (f *Fake) NameReferees(candidateID string, n int) ([]string, error) {
	if n < 1 || n > 20 {
		return nil, fmt.Errorf("hipeopletest: %d referees, want 1 to 20", n)
	}
	var ids []string
	err := f.change(candidateID, "candidate.referees_named", func(c *Candidate) error {
		if err := c.open(); err != nil {
			return err
		}
		ids = f.state.name(c, n)
		return nil
	})
	return ids, err
}

// name adds referees. The caller holds the lock.
func (s *state) name(c *Candidate, n int) []string {
	var ids []string
	for range n {
		i := len(c.Referees)
		referee := Referee{ID: s.id("ref"), Name: refereeNames[i%len(refereeNames)], Relation: relations[i%len(relations)]}
		c.Referees = append(c.Referees, referee)
		ids = append(ids, referee.ID)
	}
	if c.Status == hipeople.StatusPending {
		c.Status = hipeople.StatusInProgress
	}
	return ids
}

// Answer lets a referee answer; "" picks the next who has not. The check is completed
// once enough have answered, also a late one.
func (f *Fake) Answer(candidateID, refereeID string) error {
	return f.change(candidateID, "reference.answered", func(c *Candidate) error {
		i := slices.IndexFunc(c.Referees, func(r Referee) bool {
			return r.AnsweredAt.IsZero() && (refereeID == "" || r.ID == refereeID)
		})
		switch {
		case i < 0:
			return fmt.Errorf("hipeopletest: candidate %s has no such referee who has yet to answer", candidateID)
		case c.Status == hipeople.StatusCancelled:
			return fmt.Errorf("hipeopletest: candidate %s is cancelled", candidateID)
		}
		c.Referees[i].AnsweredAt = time.Now()
		if c.Answered() >= c.Required && c.CompletedAt.IsZero() {
			c.finish(hipeople.StatusCompleted)
		}
		return nil
	})
}

// Complete lets referees be named and answer until the check is completed.
func (f *Fake) Complete(candidateID string) error {
	return f.change(candidateID, "reference_check.completed", func(c *Candidate) error {
		if err := c.open(); err != nil {
			return err
		}
		if missing := c.Required - len(c.Referees); missing > 0 {
			f.state.name(c, missing)
		}
		for i := range c.Referees {
			if c.Answered() < c.Required && c.Referees[i].AnsweredAt.IsZero() {
				c.Referees[i].AnsweredAt = time.Now()
			}
		}
		c.finish(hipeople.StatusCompleted)
		return nil
	})
}

// MarkComplete closes the check by hand; its report covers the answers that are in.
func (f *Fake) MarkComplete(candidateID string) error {
	return f.change(candidateID, "reference_check.marked_complete", (*Candidate).markComplete)
}

// Reopen requires more answers of a check that was finished: it is in progress again
// and has no report until it is complete.
func (f *Fake) Reopen(candidateID string, more int) error {
	return f.change(candidateID, "reference_check.reopened", func(c *Candidate) error {
		if c.CompletedAt.IsZero() || more < 1 {
			return fmt.Errorf("hipeopletest: candidate %s is %s: reopening by %d wants a finished check and 1 or more", candidateID, c.Status, more)
		}
		c.Required = max(c.Required, c.Answered()) + more
		c.Status, c.CompletedAt = hipeople.StatusInProgress, time.Time{}
		return nil
	})
}

// MakeOverdue lets the time limit pass.
func (f *Fake) MakeOverdue(candidateID string) error {
	return f.change(candidateID, "reference_check.overdue", func(c *Candidate) error {
		if err := c.open(); err != nil {
			return err
		}
		c.Status = hipeople.StatusOverdue
		return nil
	})
}

// WarnOfFraud raises HiPeople's warning for a referee, or for the candidate if refereeID
// is "". Nothing else changes: HiPeople shows it and blocks nobody.
func (f *Fake) WarnOfFraud(candidateID, refereeID string) error {
	return f.change(candidateID, "reference_check.fraud_warning", func(c *Candidate) error {
		if refereeID == "" {
			c.FraudWarning = true
			return nil
		}
		i := slices.IndexFunc(c.Referees, func(r Referee) bool { return r.ID == refereeID })
		if i < 0 {
			return fmt.Errorf("hipeopletest: candidate %s has no referee %q", candidateID, refereeID)
		}
		c.Referees[i].FraudWarning = true
		return nil
	})
}

// Delete erases the candidate, as HiPeople does after the time its customer set.
func (f *Fake) Delete(candidateID string) error {
	f.state.mu.Lock()
	c := f.state.candidate(candidateID)
	if c == nil {
		f.state.mu.Unlock()
		return unknownCandidate(candidateID)
	}
	role := c.RoleID
	f.state.candidates = slices.DeleteFunc(f.state.candidates, func(c Candidate) bool { return c.ID == candidateID })
	f.state.mu.Unlock()
	f.sender.send("candidate.deleted", candidateID, role)
	return nil
}

// change alters one candidate under the lock and tells the webhook when that went well.
func (f *Fake) change(id, event string, alter func(*Candidate) error) error {
	f.state.mu.Lock()
	c := f.state.candidate(id)
	if c == nil {
		f.state.mu.Unlock()
		return unknownCandidate(id)
	}
	before := c.CompletedAt
	err := alter(c)
	role, finished := c.RoleID, before.IsZero() && !c.CompletedAt.IsZero()
	f.state.mu.Unlock()
	if err != nil {
		return err
	}
	f.sender.send(event, id, role)
	if finished && event == "reference.answered" {
		f.sender.send("reference_check.completed", id, role)
	}
	return nil
}

func unknownCandidate(id string) error {
	return fmt.Errorf("hipeopletest: there is no candidate %q", id)
}

// open reports why the check cannot go on, nil if it can.
func (c *Candidate) open() error {
	switch c.Status {
	case hipeople.StatusPending, hipeople.StatusInProgress, hipeople.StatusOverdue:
		return nil
	}
	return fmt.Errorf("hipeopletest: candidate %s is %s", c.ID, c.Status)
}

func (c *Candidate) finish(status hipeople.StatusValue) {
	c.Status, c.CompletedAt = status, time.Now()
}

func (c *Candidate) markComplete() error {
	if err := c.open(); err != nil {
		return err
	}
	c.finish(hipeople.StatusMarkedComplete)
	return nil
}

func (c *Candidate) remind() error {
	if err := c.open(); err != nil {
		return err
	}
	c.Reminders++
	return nil
}

func (c *Candidate) resend() error {
	if err := c.open(); err != nil {
		return err
	}
	c.Resent++
	return nil
}

func (c *Candidate) cancel() error {
	if err := c.open(); err != nil {
		return err
	}
	c.Status = hipeople.StatusCancelled
	return nil
}
