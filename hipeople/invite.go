package hipeople

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// InviteRequest is the person to invite and to what. Fields that the profile has no
// name for are not sent. Printing one shows ids only.
type InviteRequest struct {
	RoleID             string // required
	ATSCandidateID     string // required: Lever's opportunity id
	ExternalReference  string // our check id; tells rounds apart
	FullName           string // required
	Email              string // required: the invitation goes there
	Phone              string
	JobTitle           string
	OwnerName          string
	OwnerEmail         string
	HiringManagerName  string
	HiringManagerEmail string
}

// String shows no personal data.
func (r InviteRequest) String() string {
	return fmt.Sprintf("invitation to role %s of ATS candidate %s, reference %s", r.RoleID, r.ATSCandidateID, r.ExternalReference)
}

// Format prints String whatever the verb.
func (r InviteRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

type inviteField struct {
	key, name string // in the profile, at HiPeople
	required  bool
}

// all lists the fields in the order of [InviteRequest.values].
func (f InviteFields) all() []inviteField {
	return []inviteField{
		{"role", f.Role, true},
		{"ats_candidate", f.ATSCandidate, true},
		{"external_reference", f.ExternalReference, false},
		{"full_name", f.FullName, true},
		{"email", f.Email, true},
		{"phone", f.Phone, false},
		{"job_title", f.JobTitle, false},
		{"owner_name", f.OwnerName, false},
		{"owner_email", f.OwnerEmail, false},
		{"hiring_manager_name", f.HiringManagerName, false},
		{"hiring_manager_email", f.HiringManagerEmail, false},
	}
}

func (r InviteRequest) values() []string {
	return []string{
		r.RoleID, r.ATSCandidateID, r.ExternalReference, r.FullName, r.Email, r.Phone, r.JobTitle,
		r.OwnerName, r.OwnerEmail, r.HiringManagerName, r.HiringManagerEmail,
	}
}

// personal lists what must not show up in an error.
func (r InviteRequest) personal() []string {
	values := []string{r.FullName, r.Email, r.Phone, r.OwnerName, r.OwnerEmail, r.HiringManagerName, r.HiringManagerEmail}
	for _, name := range []string{r.FullName, r.OwnerName, r.HiringManagerName} {
		values = append(values, strings.Fields(name)...)
	}
	return values
}

var errNoID = errors.New("it names no id")

// Invite creates a candidate, whereupon HiPeople mails them. It is one call, sent
// again only when not a byte of it had left or HiPeople asked for patience (429). It
// does not look for an earlier invitation; [Candidates.Find] does.
//
// An *[AmbiguousError] means that the person may have been invited: also when HiPeople
// answered with success but without an id, or with success and errors at once. Any
// other error means that they were not ([IsNotApplied]).
//
// What comes back is what HiPeople answered: often the id alone.
func (s *Candidates) Invite(ctx context.Context, invite InviteRequest, opts ...RequestOption) (Candidate, error) {
	const operation = "candidates.invite"
	spec := s.client.profile.Invite
	path, err := collectionPath(operation, spec.Path)
	if err != nil {
		return Candidate{}, err
	}
	body, err := spec.body(invite)
	if err != nil {
		return Candidate{}, err
	}
	answer, raw, err := s.client.call(with(ctx, opts), transport.Request{
		Operation: operation, Method: spec.Method, Path: path, JSON: body,
	}, invite.personal()...)
	if err != nil {
		return Candidate{}, ambiguous(operation, err)
	}
	item, err := answer.one(raw)
	if err != nil {
		return Candidate{}, ambiguous(operation, &DecodeError{Operation: operation, Err: err})
	}
	candidate := s.decode(item)
	if candidate.ID == "" {
		return Candidate{}, ambiguous(operation, &DecodeError{Operation: operation, Err: errNoID})
	}
	return candidate, nil
}

// body lays the request out under the profile's names.
func (s InviteSpec) body(invite InviteRequest) (map[string]any, error) {
	values := map[string]any{}
	for name, value := range s.Constants {
		nest(values, name, value)
	}
	given := invite.values()
	for i, field := range s.Fields.all() {
		switch {
		case given[i] == "" && field.required:
			return nil, &ArgumentError{Operation: "candidates.invite", Field: field.key, Got: "empty", Want: "a value"}
		case given[i] != "" && field.name != "":
			nest(values, field.name, given[i])
		}
	}
	return s.Body.wrap(values), nil
}

func (b BodyStyle) wrap(values map[string]any) map[string]any {
	if b == BodyFields {
		return map[string]any{"fields": values}
	}
	return values
}

// nest sets a value under a dotted name. The profile's validation saw to it that no
// name is the beginning of another.
func nest(object map[string]any, name string, value any) {
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		object[first] = value
		return
	}
	inner, ok := object[first].(map[string]any)
	if !ok {
		inner = map[string]any{}
		object[first] = inner
	}
	nest(inner, rest, value)
}
