package hipeople

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// Candidate is a person in one role, with the state of their reference check. Printing
// one shows ids, status and counts only; Raw and ShareURL hold personal data.
type Candidate struct {
	ID                string
	RoleID            string
	ATSCandidateID    string // what the ATS calls them: Lever's opportunity id
	ExternalReference string // our check id, where the profile has a place for it
	Status            Status
	Required          int // answers wanted, 0 when unknown
	Referees          []Referee
	CompletedAt       time.Time // zero when not completed or not told
	CreatedAt         time.Time
	ReportReady       bool   // [Reports.Open] has something to open
	ShareURL          string // the report's page for people; "" when none came or its host is not allowed
	Raw               json.RawMessage

	answered  int // as HiPeople counts, when it does
	reportURL string
}

// Referee is one person who was asked. Who they are stays in HiPeople.
type Referee struct {
	ID         string
	Status     string // as HiPeople wrote it
	Answered   bool
	AnsweredAt time.Time // zero when not answered or not told
}

// Answered is how many referees have answered: HiPeople's own count where the profile
// knows one, else counted from Referees.
func (c Candidate) Answered() int {
	n := 0
	for _, referee := range c.Referees {
		if referee.Answered {
			n++
		}
	}
	return max(n, c.answered)
}

// String shows no personal data.
func (c Candidate) String() string {
	return fmt.Sprintf("candidate %s (role %s, %s, %d of %d answered)", c.ID, c.RoleID, c.Status.Value, c.Answered(), c.Required)
}

// Format prints String whatever the verb, so that %+v and %#v show nothing more.
func (c Candidate) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// Candidates invites, finds and reads candidates, along the client's [Profile].
type Candidates struct{ client *Client }

// Get returns a candidate with status and progress (the call was observed, where the
// status lies is the profile's matter). Where referees lie behind a call of their own,
// it makes that one too.
func (s *Candidates) Get(ctx context.Context, id string) (Candidate, error) {
	const operation = "candidates.get"
	profile := s.client.profile
	path, err := candidatePath(operation, profile.Get.Path, id)
	if err != nil {
		return Candidate{}, err
	}
	item, err := s.client.getOne(ctx, operation, path)
	if err != nil {
		return Candidate{}, err
	}
	candidate := s.decode(item)
	if candidate.ID == "" {
		return Candidate{}, &DecodeError{Operation: operation, Err: errNoID}
	}
	if profile.Referees.Path != "" {
		candidate.Referees, err = s.referees(ctx, id)
		if err != nil {
			return Candidate{}, err
		}
	}
	return candidate, nil
}

// Remind has HiPeople send its reminder again.
func (s *Candidates) Remind(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.remind", s.client.profile.Remind, id, opts)
}

// Cancel ends the candidate's check.
func (s *Candidates) Cancel(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.cancel", s.client.profile.Cancel, id, opts)
}

// MarkComplete closes the check with the answers that are in.
func (s *Candidates) MarkComplete(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.mark_complete", s.client.profile.MarkComplete, id, opts)
}

// act makes a call without a body. It is never repeated: a reminder is a mail. What a
// success says does not matter, unless it says errors.
func (s *Candidates) act(ctx context.Context, operation string, action ActionSpec, id string, opts []RequestOption) error {
	path, err := candidatePath(operation, action.Path, id)
	if err != nil {
		return err
	}
	_, _, err = s.client.call(with(ctx, opts), transport.Request{Operation: operation, Method: action.Method, Path: path})
	if isUnreadable(err) {
		return nil
	}
	return ambiguous(operation, err)
}

const (
	refereePageSize = 100
	maxRefereePages = 10
)

func (s *Candidates) referees(ctx context.Context, id string) ([]Referee, error) {
	const operation = "candidates.referees"
	spec := s.client.profile.Referees
	path, err := candidatePath(operation, spec.Path, id)
	if err != nil {
		return nil, err
	}
	var found []Referee
	for range maxRefereePages {
		p, err := s.client.listPage(ctx, operation, path, url.Values{}, len(found), refereePageSize)
		if err != nil {
			return nil, err
		}
		found = append(found, spec.decode(p.rows)...)
		if !p.more || len(p.rows) == 0 {
			return found, nil
		}
	}
	return nil, &IncompleteError{Operation: operation, Pages: maxRefereePages}
}

func (s RefereesSpec) decode(rows []record) []Referee {
	referees := make([]Referee, 0, len(rows))
	for _, row := range rows {
		status, at := row.text(s.Status...), row.time(s.AnsweredAt...)
		referees = append(referees, Referee{
			ID: row.id(s.ID...), Status: status, AnsweredAt: at, Answered: s.answered(status, !at.IsZero()),
		})
	}
	return referees
}

// decode reads a candidate along the profile.
func (s *Candidates) decode(item record) Candidate {
	p := s.client.profile
	candidate := Candidate{
		ID:                item.id(p.Candidate.ID...),
		RoleID:            item.id(p.Candidate.Role...),
		ATSCandidateID:    item.id(p.Candidate.ATSCandidate...),
		ExternalReference: item.id(p.Candidate.ExternalReference...),
		Status:            p.Status.read(item),
		Referees:          p.Referees.decode(item.list(p.Referees.List...)),
		CompletedAt:       item.time(p.Status.CompletedAt...),
		CreatedAt:         item.time(p.Candidate.CreatedAt...),
		ShareURL:          s.client.Reports.shareURL(item.text(p.Share.URL...)),
		Raw:               item.raw,
		reportURL:         item.text(p.Report.URL...),
	}
	candidate.Required, _ = item.count(p.Referees.Required...)
	candidate.answered, _ = item.count(p.Referees.Answered...)
	candidate.ReportReady = candidate.Status.Reported() && (candidate.reportURL != "" || p.Report.Path != "")
	return candidate
}

// candidatePath fills a profile's path. An empty path is an operation HiPeople lacks.
func candidatePath(operation, template, id string) ([]string, error) {
	if template == "" {
		return nil, fmt.Errorf("%s: %w", operation, ErrNotSupported)
	}
	if strings.TrimSpace(id) == "" {
		return nil, &ArgumentError{Operation: operation, Field: "id", Got: "empty", Want: "a candidate's id"}
	}
	path := strings.Split(template, "/")
	for i, element := range path {
		if element == candidatePlaceholder {
			path[i] = id
		}
	}
	return path, nil
}

// collectionPath splits a profile's path that names no candidate.
func collectionPath(operation, path string) ([]string, error) {
	if path == "" {
		return nil, fmt.Errorf("%s: %w", operation, ErrNotSupported)
	}
	return strings.Split(path, "/"), nil
}
