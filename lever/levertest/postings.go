package levertest

import (
	"cmp"
	"html"
	"slices"
	"time"
)

// Posting is a job.
type Posting struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	// State is published, internal, closed, draft, pending or rejected; published if empty.
	State string `json:"state"`
	// Confidentiality is confidential or non-confidential; the latter if empty.
	Confidentiality string    `json:"confidentiality"`
	Owner           string    `json:"owner,omitzero"`         // user id
	HiringManager   string    `json:"hiringManager,omitzero"` // user id
	User            string    `json:"user,omitzero"`          // who made it; the owner if empty
	Department      string    `json:"department,omitzero"`
	Team            string    `json:"team,omitzero"`
	Location        string    `json:"location,omitzero"`
	Commitment      string    `json:"commitment,omitzero"`
	Level           string    `json:"level,omitzero"`
	Tags            []string  `json:"tags,omitzero"`
	CreatedAt       time.Time `json:"createdAt"`
	UpdatedAt       time.Time `json:"updatedAt"`

	Locations     []string `json:"allLocations,omitzero"`         // Location if empty
	Channels      []string `json:"distributionChannels,omitzero"` // of published ones: public, internal, both if empty
	Followers     []string `json:"followers,omitzero"`            // user ids
	Country       string   `json:"country,omitzero"`              // DE if empty
	WorkplaceType string   `json:"workplaceType,omitzero"`        // onsite, remote, hybrid or unspecified; the latter if empty
	// RequisitionCodes are the codes of the requisitions it hires for.
	RequisitionCodes  []string       `json:"requisitionCodes,omitzero"`
	Content           PostingContent `json:"content,omitzero"`
	Salary            SalaryRange    `json:"salaryRange,omitzero"`
	SalaryDescription string         `json:"salaryDescription,omitzero"`
	// Questions are the posting's own part of the application form; with EEO it also asks the
	// questions for equal opportunity.
	Questions []QuestionForm `json:"customQuestions,omitzero"`
	EEO       bool           `json:"eeo,omitzero"`
}

// PostingContent is the text of a posting.
type PostingContent struct {
	Description     string        `json:"description"`
	DescriptionHTML string        `json:"descriptionHtml"`
	Lists           []PostingList `json:"lists"`
	Closing         string        `json:"closing"`
	ClosingHTML     string        `json:"closingHtml"`
}

// PostingList is a list in a posting's text. Content is HTML.
type PostingList struct {
	Text    string `json:"text"`
	Content string `json:"content"`
}

// SalaryRange is what a job pays. Interval is per-year-salary, for example.
type SalaryRange struct {
	Min      float64 `json:"min"`
	Max      float64 `json:"max"`
	Currency string  `json:"currency"`
	Interval string  `json:"interval"`
}

// AddPosting adds a posting and returns it as stored: a missing ID is made up. It panics if a
// question is of no known type.
func (f *Fake) AddPosting(posting Posting) Posting { return must(f.addPosting(posting)) }

func (f *Fake) addPosting(posting Posting) (Posting, error) {
	if posting.ID == "" {
		posting.ID = newID()
	}
	if posting.State == "" {
		posting.State = "published"
	}
	if posting.Confidentiality == "" {
		posting.Confidentiality = nonConfidential
	}
	posting.Tags, posting.Questions = slices.Clone(posting.Tags), slices.Clone(posting.Questions)
	for i := range posting.Questions {
		fields, err := questions(posting.Questions[i].Fields, true)
		if err != nil {
			return Posting{}, err
		}
		posting.Questions[i] = QuestionForm{ID: cmp.Or(posting.Questions[i].ID, newID()), Text: posting.Questions[i].Text, Fields: fields}
	}
	posting.CreatedAt = now()
	posting.UpdatedAt = posting.CreatedAt
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.postings = append(f.state.postings, posting)
	return posting, nil
}

type postingJSON struct {
	ID                   string            `json:"id"`
	Text                 string            `json:"text"`
	State                string            `json:"state"`
	DistributionChannels []string          `json:"distributionChannels"`
	User                 any               `json:"user"`
	Owner                any               `json:"owner"`
	HiringManager        any               `json:"hiringManager"`
	Categories           categoriesJSON    `json:"categories"`
	Tags                 []string          `json:"tags"`
	Content              PostingContent    `json:"content"`
	Country              string            `json:"country"`
	Followers            []any             `json:"followers"`
	ReqCode              *string           `json:"reqCode"`
	RequisitionCodes     []string          `json:"requisitionCodes"`
	URLs                 map[string]string `json:"urls"`
	Confidentiality      string            `json:"confidentiality"`
	CreatedAt            int64             `json:"createdAt"`
	UpdatedAt            int64             `json:"updatedAt"`
	WorkplaceType        string            `json:"workplaceType"`
	TranscribeInterviews bool              `json:"transcribeInterviews"`
	Screening            map[string]bool   `json:"screening"`
	SalaryRange          SalaryRange       `json:"salaryRange,omitzero"`
	SalaryDescription    string            `json:"salaryDescription,omitzero"`
	SalaryHTML           string            `json:"salaryDescriptionHtml,omitzero"`
}

type categoriesJSON struct {
	Commitment   *string  `json:"commitment"`
	Department   *string  `json:"department"`
	Level        *string  `json:"level"`
	Location     *string  `json:"location"`
	Team         *string  `json:"team"`
	AllLocations []string `json:"allLocations"`
}

func (p Posting) json(s *state, expand expansion) postingJSON {
	wire := postingJSON{
		ID: p.ID, Text: p.Text, State: p.State, Confidentiality: p.Confidentiality,
		User:          s.userOrID(cmp.Or(p.User, p.Owner), expand["user"]),
		Owner:         s.userOrID(p.Owner, expand["owner"]),
		HiringManager: s.userOrID(p.HiringManager, expand["hiringManager"]),
		Categories: categoriesJSON{
			Commitment: orNull(p.Commitment), Department: orNull(p.Department), Level: orNull(p.Level), Location: orNull(p.Location),
			Team: orNull(p.Team), AllLocations: list(p.Locations),
		},
		DistributionChannels: p.channels(), Tags: list(p.Tags), Content: p.Content, Country: cmp.Or(p.Country, "DE"), Followers: []any{},
		RequisitionCodes: list(p.RequisitionCodes), CreatedAt: p.CreatedAt.UnixMilli(), UpdatedAt: p.UpdatedAt.UnixMilli(),
		WorkplaceType: cmp.Or(p.WorkplaceType, "unspecified"), Screening: map[string]bool{"enabled": false},
		SalaryRange: p.Salary, SalaryDescription: p.SalaryDescription, SalaryHTML: paragraph(p.SalaryDescription),
	}
	wire.Content.Lists = list(p.Content.Lists)
	wire.Content.DescriptionHTML = cmp.Or(p.Content.DescriptionHTML, paragraph(p.Content.Description))
	wire.Content.ClosingHTML = cmp.Or(p.Content.ClosingHTML, paragraph(p.Content.Closing))
	for _, follower := range p.Followers {
		wire.Followers = append(wire.Followers, s.userOrID(follower, expand["followers"]))
	}
	if len(p.Locations) == 0 && p.Location != "" {
		wire.Categories.AllLocations = []string{p.Location}
	}
	if p.State != "draft" {
		base := "https://jobs.lever.example/company"
		wire.URLs = map[string]string{"list": base, "show": base + "/" + p.ID, "apply": base + "/" + p.ID + "/apply"}
	}
	return wire
}

// channels are where the posting is shown; only published ones are.
func (p Posting) channels() []string {
	if p.State != "published" {
		return nil
	}
	if len(p.Channels) == 0 {
		return []string{"public", "internal"}
	}
	return p.Channels
}

// paragraph is a text as HTML.
func paragraph(text string) string {
	if text == "" {
		return ""
	}
	return "<div>" + html.EscapeString(text) + "</div>"
}

// userOrID returns null for no user, else the id or, if expanded, the user.
func (s *state) userOrID(id string, expand bool) any {
	if id == "" {
		return nil
	}
	if user, ok := s.user(id); ok && expand {
		return user.json()
	}
	return id
}

// postingFilters can't be combined with updated_at.
var postingFilters = []string{
	"state", "distributionChannel", "group", "team", "department", "location", "commitment", "level", "tag",
}

// shown tells whether the query asks for the posting's channels. Who asks for published ones gets
// those that are public, unless both channels are asked for.
func (r *request) shown(p Posting) bool {
	if !r.query.Has("distributionChannel") && slices.Contains(r.query["state"], "published") && p.State == "published" {
		return slices.Contains(p.channels(), "public")
	}
	return r.wants("distributionChannel", p.channels()...)
}

func (a *api) listPostings(r *request) (reply, error) {
	span, err := r.span("updated_at")
	if err != nil {
		return reply{}, err
	}
	if r.query.Has("updated_at_start") || r.query.Has("updated_at_end") {
		for _, filter := range postingFilters {
			if r.query.Has(filter) {
				return reply{}, badRequest("updated_at goes together with confidentiality only, not with " + filter)
			}
		}
	}
	var rows []Posting
	for _, p := range a.state.postings {
		if r.listed(p.Confidentiality) && r.wants("state", p.State) && r.wants("team", p.Team) &&
			r.wants("department", p.Department) && r.wants("location", p.Location) && r.wants("commitment", p.Commitment) &&
			r.wants("level", p.Level) && r.wants("group") && r.wants("tag", p.Tags...) && r.shown(p) && span.holds(p.UpdatedAt) {
			rows = append(rows, p)
		}
	}
	return paged(r, rows, func(p Posting) cursor { return cursor{at: p.CreatedAt.UnixMilli(), id: p.ID} },
		func(p Posting) any { return p.json(a.state, r.expand()) })
}

func (a *api) getPosting(r *request) (reply, error) {
	p, err := a.posting(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(p.json(a.state, r.expand()))), nil
}

// posting returns the one that the path names, if the caller may see it.
func (a *api) posting(r *request) (Posting, error) {
	id := r.PathValue("id")
	p, ok := a.state.posting(id)
	if !ok {
		return Posting{}, notFound("postings", id)
	}
	if !r.caller.sees(p.Confidentiality) {
		return Posting{}, forbidden("this credential has no access to confidential postings")
	}
	return p, nil
}
