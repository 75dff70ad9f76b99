package hipeople

import (
	"context"
	"fmt"
	"net/url"
)

// FindRequest says whom to look for.
type FindRequest struct {
	ATSCandidateID    string // required
	RoleID            string // required: a person may be a candidate in several roles
	ExternalReference string // also match, and say so, by our check id
}

// MatchedBy says what made a row a match.
type MatchedBy string

// The ways to match, strongest first.
const (
	ByExternalReference MatchedBy = "external_reference" // exactly this round
	ByATSCandidate      MatchedBy = "ats_candidate"      // this person in this role, in some round
)

// Match is a verified candidate. Its CreatedAt helps to tell rounds where the match is
// not by reference.
type Match struct {
	Candidate Candidate
	By        MatchedBy
}

// UnverifiableError is a look-up whose rows do not show what they would have to be
// compared by. It proves nobody absent.
type UnverifiableError struct {
	Rows    int
	Missing string // the profile's key that led to nothing
}

func (e *UnverifiableError) Error() string {
	return fmt.Sprintf("hipeople: candidates.find: of %d rows, those that matter show nothing at the profile's %s", e.Rows, e.Missing)
}

// Find returns the candidates of one ATS candidate in one role. Filters are a request
// only: HiPeople may not know them and return everybody, so every row is compared and
// all pages are read.
//
// No match and no error means that there is none. An *[IncompleteError] (more pages
// than the profile allows) or *[UnverifiableError] means that this cannot be said;
// matches found until then come along.
func (s *Candidates) Find(ctx context.Context, find FindRequest) ([]Match, error) {
	const operation = "candidates.find"
	spec := s.client.profile.Find
	path, err := collectionPath(operation, spec.Path)
	if err != nil {
		return nil, err
	}
	query, err := spec.query(find)
	if err != nil {
		return nil, err
	}
	seen := survey{spec: s.client.profile.Candidate}
	var matches []Match
	for range spec.MaxPages {
		p, err := s.client.listPage(ctx, operation, path, query, seen.rows, spec.PageSize)
		if err != nil {
			return matches, err
		}
		for _, row := range p.rows {
			candidate := s.decode(row)
			by, ok := find.match(candidate)
			if seen.verify(row, candidate, ok) {
				matches = append(matches, Match{Candidate: candidate, By: by})
			}
		}
		if !p.more || len(p.rows) == 0 {
			return matches, seen.verdict(matches)
		}
	}
	return matches, &IncompleteError{Operation: operation, Pages: spec.MaxPages}
}

func (s FindSpec) query(find FindRequest) (url.Values, error) {
	const operation = "candidates.find"
	if find.ATSCandidateID == "" {
		return nil, &ArgumentError{Operation: operation, Field: "ATSCandidateID", Got: "empty", Want: "the ATS's id"}
	}
	if find.RoleID == "" {
		return nil, &ArgumentError{Operation: operation, Field: "RoleID", Got: "empty", Want: "a role's id"}
	}
	query := url.Values{}
	for _, filter := range []struct{ name, value string }{
		{s.ATSCandidate, find.ATSCandidateID}, {s.Role, find.RoleID},
	} {
		if filter.name != "" {
			query.Set(filter.name, filter.value)
		}
	}
	return query, nil
}

// match compares a row by who it is; the role is [survey.verify]'s matter.
func (f FindRequest) match(candidate Candidate) (MatchedBy, bool) {
	if candidate.RoleID != "" && candidate.RoleID != f.RoleID {
		return "", false
	}
	if f.ExternalReference != "" && candidate.ExternalReference == f.ExternalReference {
		return ByExternalReference, true
	}
	return ByATSCandidate, candidate.ATSCandidateID == f.ATSCandidateID
}

// survey notes what the rows of a look-up show, so that rows which cannot be compared
// are never taken for rows of somebody else.
type survey struct {
	spec            CandidateSpec
	rows, showATS   int
	noRole, noOwnID int // among those that would match
}

func (s *survey) verify(row record, candidate Candidate, matches bool) bool {
	s.rows++
	// A server may leave the field out where there is no ATS, so one row without it
	// says nothing; all rows without it say that the path is wrong.
	if row.has(s.spec.ATSCandidate) {
		s.showATS++
	}
	switch {
	case !matches:
		return false
	case candidate.RoleID == "":
		s.noRole++
		return false
	case candidate.ID == "":
		s.noOwnID++
		return false
	}
	return true
}

func (s *survey) verdict(matches []Match) error {
	switch {
	case s.noRole > 0:
		return &UnverifiableError{Rows: s.rows, Missing: "candidate.role"}
	case s.noOwnID > 0:
		return &UnverifiableError{Rows: s.rows, Missing: "candidate.id"}
	case len(matches) == 0 && s.rows > 0 && s.showATS == 0:
		return &UnverifiableError{Rows: s.rows, Missing: "candidate.ats_candidate"}
	}
	return nil
}
