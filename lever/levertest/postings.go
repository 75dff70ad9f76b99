package levertest

import (
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
	Department      string    `json:"department,omitzero"`
	Team            string    `json:"team,omitzero"`
	Location        string    `json:"location,omitzero"`
	Commitment      string    `json:"commitment,omitzero"`
	Tags            []string  `json:"tags,omitzero"`
	CreatedAt       time.Time `json:"createdAt"`
	UpdatedAt       time.Time `json:"updatedAt"`
}

// AddPosting adds a posting and returns it as stored: a missing ID is made up.
func (f *Fake) AddPosting(posting Posting) Posting {
	if posting.ID == "" {
		posting.ID = newID()
	}
	if posting.State == "" {
		posting.State = "published"
	}
	if posting.Confidentiality == "" {
		posting.Confidentiality = nonConfidential
	}
	posting.Tags = slices.Clone(posting.Tags)
	posting.CreatedAt = now()
	posting.UpdatedAt = posting.CreatedAt
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.postings = append(f.state.postings, posting)
	return posting
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
	Content              contentJSON       `json:"content"`
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
}

type categoriesJSON struct {
	Commitment   *string  `json:"commitment"`
	Department   *string  `json:"department"`
	Level        *string  `json:"level"`
	Location     *string  `json:"location"`
	Team         *string  `json:"team"`
	AllLocations []string `json:"allLocations"`
}

type contentJSON struct {
	Description     string `json:"description"`
	DescriptionHTML string `json:"descriptionHtml"`
	Lists           []any  `json:"lists"`
	Closing         string `json:"closing"`
	ClosingHTML     string `json:"closingHtml"`
}

func (p Posting) json(s *state, expand expansion) postingJSON {
	wire := postingJSON{
		ID: p.ID, Text: p.Text, State: p.State, Confidentiality: p.Confidentiality,
		User:          s.userOrID(p.Owner, expand["user"]),
		Owner:         s.userOrID(p.Owner, expand["owner"]),
		HiringManager: s.userOrID(p.HiringManager, expand["hiringManager"]),
		Categories: categoriesJSON{
			Commitment: orNull(p.Commitment), Department: orNull(p.Department), Location: orNull(p.Location), Team: orNull(p.Team),
			AllLocations: []string{},
		},
		DistributionChannels: p.channels(), Tags: list(p.Tags), Content: contentJSON{Lists: []any{}}, Country: "DE", Followers: []any{}, RequisitionCodes: []string{},
		CreatedAt: p.CreatedAt.UnixMilli(), UpdatedAt: p.UpdatedAt.UnixMilli(),
		WorkplaceType: "unspecified", Screening: map[string]bool{"enabled": false},
	}
	if p.Location != "" {
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
	return []string{"public", "internal"}
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

func (a *api) listPostings(r *request) (reply, error) {
	span, err := r.span("updated_at")
	if err != nil {
		return reply{}, err
	}
	var rows []Posting
	for _, p := range a.state.postings {
		if r.listed(p.Confidentiality) && r.wants("state", p.State) && r.wants("team", p.Team) &&
			r.wants("department", p.Department) && r.wants("location", p.Location) && r.wants("commitment", p.Commitment) &&
			r.wants("tag", p.Tags...) && r.wants("distributionChannel", p.channels()...) && span.holds(p.UpdatedAt) {
			rows = append(rows, p)
		}
	}
	return paged(r, rows, func(p Posting) cursor { return cursor{at: p.CreatedAt.UnixMilli(), id: p.ID} },
		func(p Posting) any { return p.json(a.state, r.expand()) })
}

func (a *api) getPosting(r *request) (reply, error) {
	id := r.PathValue("id")
	p, ok := a.state.posting(id)
	if !ok {
		return reply{}, notFound("postings", id)
	}
	if !r.caller.sees(p.Confidentiality) {
		return reply{}, forbidden("this credential has no access to confidential postings")
	}
	return data(r.pick(p.json(a.state, r.expand()))), nil
}
