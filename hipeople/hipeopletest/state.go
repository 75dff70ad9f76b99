package hipeopletest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
)

// RoleKind is what a role asks of candidates.
type RoleKind string

// The kinds that HiPeople offers through Lever.
const (
	ReferenceCheck         RoleKind = "reference_check"
	SelfAssessment         RoleKind = "self_assessment"
	EmploymentVerification RoleKind = "employment_verification"
)

// Role is a role of the fake. Zero ID and CreatedAt are filled in; zero Kind is
// [ReferenceCheck], zero Required is 3.
type Role struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Kind      RoleKind  `json:"kind"`
	Required  int       `json:"required"` // answers a check needs
	Inactive  bool      `json:"inactive,omitzero"`
	Archived  bool      `json:"archived,omitzero"`
	CreatedAt time.Time `json:"created_at"`
}

// Candidate is a candidate of the fake, as a copy.
type Candidate struct {
	ID                string               `json:"id"`
	RoleID            string               `json:"role_id"`
	ATSCandidateID    string               `json:"ats_candidate_id"`
	ExternalReference string               `json:"external_reference"`
	FullName          string               `json:"full_name"`
	Email             string               `json:"email"`
	Fields            map[string]string    `json:"fields"` // all that the invitation said, under HiPeople's names
	Status            hipeople.StatusValue `json:"status"`
	Required          int                  `json:"required"`
	Referees          []Referee            `json:"referees"`
	Reminders         int                  `json:"reminders"`
	Resent            int                  `json:"resent"`                 // how often the invitation was sent again
	FraudWarning      bool                 `json:"fraud_warning,omitzero"` // shown, and without any effect
	CreatedAt         time.Time            `json:"created_at"`
	CompletedAt       time.Time            `json:"completed_at,omitzero"`
}

// Referee is a referee of the fake.
type Referee struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Relation   string    `json:"relation"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`

	FraudWarning bool `json:"fraud_warning,omitzero"`
}

// Answered counts the referees that have answered.
func (c Candidate) Answered() int {
	n := 0
	for _, referee := range c.Referees {
		if !referee.AnsweredAt.IsZero() {
			n++
		}
	}
	return n
}

func (c Candidate) copy() Candidate {
	c.Referees = slices.Clone(c.Referees)
	c.Fields = maps.Clone(c.Fields)
	return c
}

// state is everything that is remembered, behind one lock.
type state struct {
	mu           sync.Mutex
	seq          int
	roles        []Role      // oldest first
	candidates   []Candidate // oldest first
	invited      map[string]int
	integrations []Integration
	resumes      []Resume
	keys         map[string]string // made by the API: key to secret
}

func newState() *state { return &state{invited: map[string]int{}, keys: map[string]string{}} }

func (s *state) clone() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &state{
		seq: s.seq, roles: slices.Clone(s.roles), invited: maps.Clone(s.invited),
		integrations: slices.Clone(s.integrations), resumes: slices.Clone(s.resumes), keys: maps.Clone(s.keys),
	}
	for _, candidate := range s.candidates {
		c.candidates = append(c.candidates, candidate.copy())
	}
	return c
}

// reset forgets everybody and keeps roles, integrations and keys, which are how the
// account is set up.
func (s *state) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.candidates, s.resumes, s.invited = nil, nil, map[string]int{}
}

// id makes the next id. It looks like nothing that could be parsed, and is the same in
// every run. The caller holds the lock.
func (s *state) id(kind string) string {
	s.seq++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, s.seq))
	return kind + "_" + hex.EncodeToString(sum[:8])
}

func (s *state) role(id string) (Role, bool) {
	i := slices.IndexFunc(s.roles, func(r Role) bool { return r.ID == id })
	if i < 0 {
		return Role{}, false
	}
	return s.roles[i], true
}

// candidate returns the stored candidate, nil if there is none. The caller holds the lock.
func (s *state) candidate(id string) *Candidate {
	i := slices.IndexFunc(s.candidates, func(c Candidate) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &s.candidates[i]
}
