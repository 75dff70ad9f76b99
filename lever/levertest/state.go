package levertest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	confidential    = "confidential"
	nonConfidential = "non-confidential"
)

// state is the account's data. A clone of it is what stale reads see.
type state struct {
	mu            sync.Mutex
	users         []User
	stages        []Stage
	reasons       []ArchiveReason
	postings      []Posting
	contacts      map[string]*Contact
	opportunities map[string]*opportunity
	webhooks      []Webhook
	off           map[string]bool // webhook events switched off

	feedbackTemplates, formTemplates []Template
	requisitions                     []Requisition
	requisitionFields                []RequisitionField
	auditEvents                      []AuditEvent
	eeo                              []eeoResponse
	uploads                          []upload

	deletedOpportunities, deletedApplications, deletedPostings []deletedRow
}

// begin makes the state that of a new account.
func (s *state) begin(eventsOff bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users, s.postings, s.webhooks = nil, nil, nil
	s.feedbackTemplates, s.formTemplates, s.requisitions, s.requisitionFields = nil, nil, nil, nil
	s.auditEvents, s.eeo, s.uploads = nil, nil, nil
	s.deletedOpportunities, s.deletedApplications, s.deletedPostings = nil, nil, nil
	s.contacts = make(map[string]*Contact)
	s.opportunities = make(map[string]*opportunity)
	s.stages = builtInStages()
	s.reasons = []ArchiveReason{
		{ID: "hired", Text: "Hired", Status: "active", Type: "hired"},
		{ID: "b1f7d0c2-3f0e-4d2c-9a55-0c1d5d7d2a01", Text: "Withdrew", Status: "active", Type: "non-hired"},
		{ID: "b1f7d0c2-3f0e-4d2c-9a55-0c1d5d7d2a02", Text: "Underqualified", Status: "active", Type: "non-hired"},
	}
	s.off = make(map[string]bool)
	for _, event := range events {
		s.off[event] = eventsOff
	}
}

func (s *state) clone() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &state{
		users:         slices.Clone(s.users),
		stages:        slices.Clone(s.stages),
		reasons:       slices.Clone(s.reasons),
		postings:      slices.Clone(s.postings),
		contacts:      make(map[string]*Contact, len(s.contacts)),
		opportunities: make(map[string]*opportunity, len(s.opportunities)),
		webhooks:      slices.Clone(s.webhooks),
		off:           maps.Clone(s.off),

		feedbackTemplates: slices.Clone(s.feedbackTemplates),
		formTemplates:     slices.Clone(s.formTemplates),
		requisitions:      slices.Clone(s.requisitions),
		requisitionFields: slices.Clone(s.requisitionFields),
		auditEvents:       slices.Clone(s.auditEvents),
		eeo:               slices.Clone(s.eeo),
		uploads:           slices.Clone(s.uploads),

		deletedOpportunities: slices.Clone(s.deletedOpportunities),
		deletedApplications:  slices.Clone(s.deletedApplications),
		deletedPostings:      slices.Clone(s.deletedPostings),
	}
	for id, contact := range s.contacts {
		copied := contact.clone()
		c.contacts[id] = &copied
	}
	for id, o := range s.opportunities {
		c.opportunities[id] = o.clone()
	}
	return c
}

// The look-ups below want the lock held.

func (s *state) user(id string) (User, bool) {
	return find(s.users, func(u User) bool { return u.ID == id })
}

func (s *state) posting(id string) (Posting, bool) {
	return find(s.postings, func(p Posting) bool { return p.ID == id })
}

// stage finds a stage by id or text.
func (s *state) stage(name string) (Stage, bool) {
	i := s.stageIndex(name)
	if i < 0 {
		return Stage{}, false
	}
	return s.stages[i], true
}

func (s *state) stageIndex(name string) int {
	if i := slices.IndexFunc(s.stages, func(t Stage) bool { return t.ID == name }); i >= 0 {
		return i
	}
	return slices.IndexFunc(s.stages, func(t Stage) bool { return t.Text == name })
}

// reason finds an archive reason by id or text.
func (s *state) reason(name string) (ArchiveReason, bool) {
	if reason, ok := find(s.reasons, func(r ArchiveReason) bool { return r.ID == name }); ok {
		return reason, true
	}
	return find(s.reasons, func(r ArchiveReason) bool { return r.Text == name })
}

func find[T any](rows []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(rows, match); i >= 0 {
		return rows[i], true
	}
	var none T
	return none, false
}

// newID returns a random UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// newToken returns 48 random hexadecimal digits, as Lever's tokens are.
func newToken() string {
	var b [24]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// now returns the time as precisely as Lever does, in milliseconds.
func now() time.Time { return time.UnixMilli(time.Now().UnixMilli()).UTC() }

// millis returns null for the zero time.
func millis(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

// orNull returns null for the empty text.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// list returns an empty list instead of null.
func list[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}
