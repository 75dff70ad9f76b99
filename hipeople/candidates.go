package hipeople

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"
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
	FraudWarning      bool   // HiPeople shows a warning, about them or a referee: advice for a person, never a verdict
	ReportReady       bool   // [Reports.Open] has something to open
	ShareURL          string // the report's page for people; "" when none came or its host is not allowed
	Raw               json.RawMessage

	answered  int // as HiPeople counts, when it does
	reportURL string
}

// Referee is one person who was asked. Who they are stays in HiPeople.
type Referee struct {
	ID           string
	Status       string // as HiPeople wrote it
	Answered     bool
	AnsweredAt   time.Time // zero when not answered or not told
	FraudWarning bool      // see [Candidate]
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
	path, err := idPath(operation, profile.Get.Path, candidatePlaceholder, id)
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
		candidate.FraudWarning = candidate.FraudWarning || anyWarning(candidate.Referees)
	}
	return candidate, nil
}

// Remind has HiPeople remind whoever has yet to act: the candidate, or the referees.
func (s *Candidates) Remind(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.remind", s.client.profile.Remind, id, opts)
}

// Resend has HiPeople send the candidate's invitation again.
func (s *Candidates) Resend(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.resend", s.client.profile.Resend, id, opts)
}

// Cancel ends the candidate's check.
func (s *Candidates) Cancel(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.cancel", s.client.profile.Cancel, id, opts)
}

// MarkComplete closes the check with the answers that are in.
func (s *Candidates) MarkComplete(ctx context.Context, id string, opts ...RequestOption) error {
	return s.act(ctx, "candidates.mark_complete", s.client.profile.MarkComplete, id, opts)
}

func (s *Candidates) act(ctx context.Context, operation string, action ActionSpec, id string, opts []RequestOption) error {
	return s.client.act(ctx, operation, action, candidatePlaceholder, id, opts)
}

const (
	refereePageSize = 100
	maxRefereePages = 10
)

func (s *Candidates) referees(ctx context.Context, id string) ([]Referee, error) {
	const operation = "candidates.referees"
	spec := s.client.profile.Referees
	path, err := idPath(operation, spec.Path, candidatePlaceholder, id)
	if err != nil {
		return nil, err
	}
	var found []Referee
	for range maxRefereePages {
		p, err := s.client.listPage(ctx, operation, path, url.Values{}, len(found), refereePageSize)
		if err != nil {
			return nil, err
		}
		found = append(found, s.client.profile.referees(p.rows)...)
		if !p.more || len(p.rows) == 0 {
			return found, nil
		}
	}
	return nil, &IncompleteError{Operation: operation, Pages: maxRefereePages}
}

func (p Profile) referees(rows []record) []Referee {
	spec := p.Referees
	referees := make([]Referee, 0, len(rows))
	for _, row := range rows {
		status, at := row.text(spec.Status...), row.time(spec.AnsweredAt...)
		referees = append(referees, Referee{
			ID: row.id(spec.ID...), Status: status, AnsweredAt: at, Answered: spec.answered(status, !at.IsZero()),
			FraudWarning: row.flag(p.Fraud.Referee...),
		})
	}
	return referees
}

func anyWarning(referees []Referee) bool {
	return slices.ContainsFunc(referees, func(r Referee) bool { return r.FraudWarning })
}

// decode reads a candidate along the profile.
func (s *Candidates) decode(item record) Candidate {
	p := s.client.profile
	candidate := Candidate{
		ID:                item.id(p.Candidate.ID...),
		RoleID:            item.id(p.Candidate.Role...),
		ATSCandidateID:    item.id(p.Candidate.ATSCandidate...),
		ExternalReference: item.id(p.Candidate.ExternalReference...),
		Status:            p.Status.read(item, time.Now()),
		Referees:          p.referees(item.list(p.Referees.List...)),
		CompletedAt:       item.time(p.Status.CompletedAt...),
		CreatedAt:         item.time(p.Candidate.CreatedAt...),
		Raw:               item.raw,
		reportURL:         item.text(p.Report.URL...),
	}
	candidate.Required, _ = item.count(p.Referees.Required...)
	candidate.answered, _ = item.count(p.Referees.Answered...)
	candidate.FraudWarning = item.flag(p.Fraud.Candidate...) || anyWarning(candidate.Referees)
	candidate.ShareURL = s.client.Reports.shareURL(item.text(p.Share.URL...))
	if candidate.ShareURL == "" && candidate.Status.Reported() {
		candidate.ShareURL = s.client.Reports.shareURL(fillTemplate(p.Share.Template, candidatePlaceholder, candidate.ID))
	}
	candidate.ReportReady = candidate.Status.Reported() && (candidate.reportURL != "" || p.Report.Path != "")
	return candidate
}
