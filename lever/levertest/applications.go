package levertest

import "time"

// Application ties an opportunity to a posting. What the applicant filled in is there only if the
// type is posting.
type Application struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"` // user, or posting for one made on the application form
	Posting   string    `json:"posting"`
	User      string    `json:"user,omitzero"`
	CreatedAt time.Time `json:"createdAt"`
	Archived  Archived  `json:"archived,omitzero"`
	// Requisition is the one the candidate was hired for, by its id.
	Requisition string         `json:"requisition,omitzero"`
	Name        string         `json:"name,omitzero"`
	Email       string         `json:"email,omitzero"`
	Phone       string         `json:"phone,omitzero"`
	Company     string         `json:"company,omitzero"`
	Comments    string         `json:"comments,omitzero"`
	Links       []string       `json:"links,omitzero"`
	Questions   []QuestionForm `json:"customQuestions,omitzero"` // with values
	IPAddress   string         `json:"ipAddress,omitzero"`
}

func (a *api) listApplications(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Applications, func(p Application) cursor { return cursor{at: p.CreatedAt.UnixMilli(), id: p.ID} },
		func(p Application) any { return o.fullApplicationJSON(a.state, p) })
}

func (a *api) getApplication(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("application")
	application, ok := find(o.Applications, func(p Application) bool { return p.ID == id })
	if !ok {
		return reply{}, notFound("applications", id)
	}
	return data(r.pick(o.fullApplicationJSON(a.state, application))), nil
}

// fullApplicationJSON is an application by its own endpoint, with what is known of the browser.
type fullApplicationJSON struct {
	applicationJSON
	IPAddress      *string `json:"ipAddress"`
	Referer        *string `json:"referer"`
	UserAgent      *string `json:"userAgent"`
	AcceptLanguage *string `json:"acceptLanguage"`
	Timezone       *string `json:"timezone"`
}

func (o *opportunity) fullApplicationJSON(s *state, application Application) fullApplicationJSON {
	return fullApplicationJSON{applicationJSON: o.applicationJSON(s, application), IPAddress: orNull(application.IPAddress)}
}
