package levertest

import (
	"encoding/json"
	"maps"
	"strconv"
	"time"
)

// eeoLookBack is what /eeo/responses/pii covers unless the query names a time.
const eeoLookBack = 7 * 24 * time.Hour

// eeoResponse is what an applicant answered, or not, to the questions for equal opportunity.
type eeoResponse struct {
	opportunity, application string
	answers                  map[string]string // by the question: gender, race, veteran
	at                       time.Time
}

type eeoJSON struct {
	ArchivedAt    *int64  `json:"applicationArchivedAt"`
	ArchivedBy    *string `json:"applicationArchivedBy"`
	ArchiveReason *string `json:"applicationArchiveReason"`
	Title         string  `json:"applicationTitle"`
	AppliedAt     int64   `json:"appliedAt"`
	CurrentStage  string  `json:"currentStage"`
}

type eeoPersonJSON struct {
	ID               string   `json:"id"`
	ApplicationID    string   `json:"applicationId"`
	Contact          any      `json:"contact"`
	Source           string   `json:"eeoResponseSource"`
	RespondedAt      int64    `json:"eeoSurveyRespondedAt"`
	HiredDate        *int64   `json:"hiredDate"`
	HiringManager    any      `json:"hiringManager"`
	OpportunityID    string   `json:"opportunityId"`
	OpportunityOwner *string  `json:"opportunityOwner"`
	Origin           string   `json:"origin"`
	Posting          any      `json:"posting"`
	Sources          []string `json:"sources"`
}

// eeoRow is a response with what it belongs to.
type eeoRow struct {
	eeoResponse
	o           *opportunity
	application Application
	posting     Posting
}

// eeoRows are the responses in the range whose opportunities are still there and may be seen.
func (a *api) eeoRows(r *request, in span) []eeoRow {
	var rows []eeoRow
	for _, response := range a.state.eeo {
		o := a.state.opportunities[response.opportunity]
		if o == nil || !in.holds(response.at) || !r.caller.sees(o.Confidentiality) {
			continue
		}
		application, _ := find(o.Applications, func(p Application) bool { return p.ID == response.application })
		posting, _ := a.state.posting(application.Posting)
		rows = append(rows, eeoRow{response, o, application, posting})
	}
	return rows
}

func (e eeoRow) place() cursor { return cursor{at: -e.at.UnixMilli(), id: e.application.ID} }

// json writes the response without the person; answers come under their own names.
func (e eeoRow) json() map[string]any {
	wire := flat(eeoJSON{
		Title: e.posting.Text, AppliedAt: e.application.CreatedAt.UnixMilli(), CurrentStage: e.o.Stage,
		ArchivedAt: millis(e.application.Archived.At), ArchiveReason: orNull(e.application.Archived.Reason),
	})
	for name, answer := range e.answers {
		wire[name] = answer
	}
	return wire
}

func (e eeoRow) personJSON(s *state, expand expansion) map[string]any {
	person := eeoPersonJSON{
		ID: e.application.ID, ApplicationID: e.application.ID, Contact: e.o.contact, Source: "api", RespondedAt: e.at.UnixMilli(),
		HiringManager: s.userOrID(e.posting.HiringManager, expand["hiringManager"]), OpportunityID: e.o.ID,
		OpportunityOwner: orNull(e.o.Owner), Origin: e.o.Origin, Posting: e.posting.ID, Sources: list(e.o.Sources),
	}
	if expand["contact"] {
		person.Contact = s.contacts[e.o.contact].json()
	}
	if expand["posting"] {
		person.Posting = e.posting.json(s, nil)
	}
	if reason, ok := s.reason(e.o.Archived.Reason); ok && reason.Type == "hired" {
		person.HiredDate = millis(e.o.Archived.At)
	}
	wire := e.json()
	maps.Copy(wire, flat(person))
	return wire
}

// flat is an object as a map, to be put together with another.
func flat(object any) map[string]any {
	wire := make(map[string]any)
	encoded, _ := json.Marshal(object)
	_ = json.Unmarshal(encoded, &wire)
	return wire
}

func (a *api) listEEOResponses(r *request) (reply, error) {
	var in span
	for name, to := range map[string]*time.Time{"fromDate": &in.from, "toDate": &in.to} {
		if text := r.query.Get(name); text != "" {
			ms, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return reply{}, badRequest(name + " is no timestamp in milliseconds")
			}
			*to = time.UnixMilli(ms)
		}
	}
	return paged(r, a.eeoRows(r, in), eeoRow.place, func(e eeoRow) any { return e.json() })
}

func (a *api) listEEOResponsesPII(r *request) (reply, error) {
	in, err := r.span("created_at")
	if err != nil {
		return reply{}, err
	}
	if in == (span{}) {
		in.from = time.Now().Add(-eeoLookBack)
	}
	return paged(r, a.eeoRows(r, in), eeoRow.place, func(e eeoRow) any { return e.personJSON(a.state, r.expand()) })
}

// eeoQuestions are the questions of an application form, by their names in its answers.
func eeoQuestions() map[string]any {
	questions := make(map[string]any)
	for name, ask := range map[string]struct {
		text    string
		options []string
	}{
		"gender":  {"Gender", []string{"Female", "Male", "Decline to self-identify"}},
		"race":    {"Race", []string{"Two or More Races (Not Hispanic or Latino)", "Decline to self-identify"}},
		"veteran": {"Veteran status", []string{"I am a veteran", "I am not a veteran", "Decline to self-identify"}},
	} {
		var options []FieldOption
		for _, text := range ask.options {
			options = append(options, FieldOption{Text: text, OptionID: text})
		}
		questions[name] = map[string]any{
			"description": nil, "required": false, "text": ask.text, "type": "dropdown", "options": options,
			"prompt": ask.text, "value": nil,
		}
	}
	return questions
}
