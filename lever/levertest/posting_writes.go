package levertest

import (
	"slices"
)

// postingStates are all states of a posting.
var postingStates = []string{"published", "internal", "closed", "draft", "pending", "rejected"}

// postingBody is what may be written of a posting; what is absent stays as it is.
type postingBody struct {
	Text          *string `json:"text"`
	State         *string `json:"state"`
	Owner         *string `json:"owner"`
	HiringManager *string `json:"hiringManager"`
	Country       *string `json:"country"`
	WorkplaceType *string `json:"workplaceType"`
	// Confidentiality is refused: confidential postings can't be made through the API.
	Confidentiality  *string   `json:"confidentiality"`
	Tags             *[]string `json:"tags"`
	RequisitionCodes *[]string `json:"requisitionCodes"`
	Channels         *[]string `json:"distributionChannels"`
	Categories       struct {
		Team       *string   `json:"team"`
		Department *string   `json:"department"`
		Location   *string   `json:"location"`
		Commitment *string   `json:"commitment"`
		Level      *string   `json:"level"`
		Locations  *[]string `json:"allLocations"`
	} `json:"categories"`
	Content struct {
		Description     *string        `json:"description"`
		DescriptionHTML *string        `json:"descriptionHtml"`
		Lists           *[]PostingList `json:"lists"`
		Closing         *string        `json:"closing"`
		ClosingHTML     *string        `json:"closingHtml"`
	} `json:"content"`
	SalaryRange       *SalaryRange `json:"salaryRange"`
	SalaryDescription *string      `json:"salaryDescription"`
}

// over returns the posting with what the body names.
func (b postingBody) over(p Posting) Posting {
	set(&p.Text, b.Text)
	set(&p.State, b.State)
	set(&p.Owner, b.Owner)
	set(&p.HiringManager, b.HiringManager)
	set(&p.Country, b.Country)
	set(&p.WorkplaceType, b.WorkplaceType)
	set(&p.Tags, b.Tags)
	set(&p.RequisitionCodes, b.RequisitionCodes)
	set(&p.Channels, b.Channels)
	set(&p.Team, b.Categories.Team)
	set(&p.Department, b.Categories.Department)
	set(&p.Location, b.Categories.Location)
	set(&p.Commitment, b.Categories.Commitment)
	set(&p.Level, b.Categories.Level)
	set(&p.Locations, b.Categories.Locations)
	set(&p.Content.Description, b.Content.Description)
	set(&p.Content.DescriptionHTML, b.Content.DescriptionHTML)
	set(&p.Content.Lists, b.Content.Lists)
	set(&p.Content.Closing, b.Content.Closing)
	set(&p.Content.ClosingHTML, b.Content.ClosingHTML)
	set(&p.Salary, b.SalaryRange)
	set(&p.SalaryDescription, b.SalaryDescription)
	return p
}

func (a *api) readPosting(r *request, before Posting) (Posting, error) {
	var body postingBody
	if err := r.decode(&body); err != nil {
		return Posting{}, err
	}
	if body.Confidentiality != nil && *body.Confidentiality == confidential {
		return Posting{}, badRequest("confidential postings can't be made through the API")
	}
	p := body.over(before)
	if p.Text == "" {
		return Posting{}, badRequest("text is required")
	}
	if !slices.Contains(postingStates, p.State) {
		return Posting{}, badRequest("state is no state of a posting")
	}
	for field, id := range map[string]string{"owner": p.Owner, "hiringManager": p.HiringManager} {
		if _, ok := a.state.user(id); id != "" && !ok {
			return Posting{}, badRequest(field + " is no user of this account")
		}
	}
	p.UpdatedAt = now()
	return p, nil
}

// createPosting makes a draft unless the body names another state.
func (a *api) createPosting(r *request) (reply, error) {
	user, err := a.performAs(r, true, false)
	if err != nil {
		return reply{}, err
	}
	p, err := a.readPosting(r, Posting{ID: newID(), State: "draft", Confidentiality: nonConfidential, User: user, Owner: user})
	if err != nil {
		return reply{}, err
	}
	p.CreatedAt = p.UpdatedAt
	a.state.postings = append(a.state.postings, p)
	return created(p.json(a.state, nil)), nil
}

func (a *api) updatePosting(r *request) (reply, error) {
	if _, err := a.performAs(r, true, false); err != nil {
		return reply{}, err
	}
	before, err := a.posting(r)
	if err != nil {
		return reply{}, err
	}
	p, err := a.readPosting(r, before)
	if err != nil {
		return reply{}, err
	}
	a.state.postings[slices.IndexFunc(a.state.postings, func(q Posting) bool { return q.ID == p.ID })] = p
	return data(p.json(a.state, nil)), nil
}

type postingRoleJSON struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	IsReadOnly bool            `json:"isReadOnly"`
	Conditions *map[string]any `json:"conditions,omitzero"`
}

// listPostingUsers answers without the usual data around it, as recorded. Nobody has been given a
// role of his own on a posting of the fake.
func (a *api) listPostingUsers(r *request) (reply, error) {
	p, err := a.posting(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: 200, body: map[string]any{
		"posting": map[string]string{"id": p.ID, "text": p.Text},
		"users":   []any{},
		"roles": []postingRoleJSON{
			{ID: "admin", Name: "Admin", IsReadOnly: true},
			{ID: "limited", Name: "Limited Team Member", IsReadOnly: true, Conditions: &map[string]any{}},
			{ID: "owner", Name: "Super Admin", IsReadOnly: true},
			{ID: "team", Name: "Team Member", IsReadOnly: true},
		},
	}}, nil
}
