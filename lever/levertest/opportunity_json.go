package levertest

type opportunityJSON struct {
	ID                  string            `json:"id"`
	Name                string            `json:"name"`
	Contact             any               `json:"contact"`
	Headline            string            `json:"headline"`
	Stage               any               `json:"stage"`
	Confidentiality     string            `json:"confidentiality"`
	Location            string            `json:"location"`
	Phones              []Phone           `json:"phones"`
	Emails              []string          `json:"emails"`
	Links               []string          `json:"links"`
	Archived            *archivedJSON     `json:"archived"`
	Tags                []string          `json:"tags"`
	Sources             []string          `json:"sources"`
	StageChanges        []stageChangeJSON `json:"stageChanges"`
	Origin              string            `json:"origin"`
	SourcedBy           any               `json:"sourcedBy"`
	Owner               any               `json:"owner"`
	Followers           []any             `json:"followers"`
	Applications        []any             `json:"applications"`
	CreatedAt           int64             `json:"createdAt"`
	UpdatedAt           *int64            `json:"updatedAt"`
	LastInteractionAt   int64             `json:"lastInteractionAt"`
	LastAdvancedAt      int64             `json:"lastAdvancedAt"`
	SnoozedUntil        *int64            `json:"snoozedUntil"`
	URLs                map[string]string `json:"urls"`
	IsAnonymized        bool              `json:"isAnonymized"`
	DataProtection      any               `json:"dataProtection"`
	OpportunityLocation string            `json:"opportunityLocation,omitzero"`
}

type archivedJSON struct {
	Reason     string `json:"reason"`
	ArchivedAt int64  `json:"archivedAt"`
}

type stageChangeJSON struct {
	ToStageID    string  `json:"toStageId"`
	ToStageIndex int     `json:"toStageIndex"`
	UpdatedAt    int64   `json:"updatedAt"`
	UserID       *string `json:"userId"`
}

type applicationJSON struct {
	ID                   string        `json:"id"`
	Type                 string        `json:"type"`
	CandidateID          string        `json:"candidateId"`
	OpportunityID        string        `json:"opportunityId"`
	Posting              string        `json:"posting"`
	PostingHiringManager *string       `json:"postingHiringManager"`
	PostingOwner         *string       `json:"postingOwner"`
	Name                 *string       `json:"name"`
	Company              *string       `json:"company"`
	Phone                *Phone        `json:"phone"`
	Email                *string       `json:"email"`
	Links                []string      `json:"links"`
	Comments             *string       `json:"comments"`
	User                 *string       `json:"user"`
	CustomQuestions      []any         `json:"customQuestions"`
	CreatedAt            int64         `json:"createdAt"`
	Archived             *archivedJSON `json:"archived"`
	RequisitionForHire   any           `json:"requisitionForHire"`
}

func (a Archived) json() *archivedJSON {
	if a.Reason == "" {
		return nil
	}
	return &archivedJSON{Reason: a.Reason, ArchivedAt: a.At.UnixMilli()}
}

// json writes the opportunity. It wants the lock held.
func (o *opportunity) json(s *state, expand expansion) opportunityJSON {
	contact := s.contacts[o.contact]
	wire := opportunityJSON{
		ID: o.ID, Name: contact.Name, Contact: o.contact, Headline: contact.Headline, Stage: o.Stage,
		Confidentiality: o.Confidentiality, Location: contact.Location, Phones: list(contact.Phones),
		Emails: list(contact.Emails), Links: list(contact.Links), Archived: o.Archived.json(), Tags: list(o.Tags),
		Sources: list(o.Sources), Origin: o.Origin, SourcedBy: s.userOrID(o.SourcedBy, expand["sourcedBy"]),
		Owner: s.userOrID(o.Owner, expand["owner"]), Followers: []any{}, Applications: []any{},
		CreatedAt: o.CreatedAt.UnixMilli(), UpdatedAt: millis(o.UpdatedAt), LastInteractionAt: o.CreatedAt.UnixMilli(),
		LastAdvancedAt: o.lastAdvanced(), IsAnonymized: contact.Anonymized, SnoozedUntil: millis(o.SnoozedUntil),
		OpportunityLocation: o.Location,
		URLs: map[string]string{
			"list": "https://hire.lever.example/candidates",
			"show": "https://hire.lever.example/candidates/" + o.ID,
		},
	}
	if !o.UpdatedAt.IsZero() {
		wire.LastInteractionAt = o.UpdatedAt.UnixMilli()
	}
	if stage, ok := s.stage(o.Stage); ok && expand["stage"] {
		wire.Stage = stage
	}
	if expand["contact"] {
		wire.Contact = contact.json()
	}
	for _, follower := range o.Followers {
		wire.Followers = append(wire.Followers, s.userOrID(follower, expand["followers"]))
	}
	for _, change := range o.StageChanges {
		wire.StageChanges = append(wire.StageChanges, stageChangeJSON{change.Stage, change.Index, change.At.UnixMilli(), orNull(change.User)})
	}
	for _, application := range o.Applications {
		if posting, ok := s.posting(application.Posting); ok && wire.OpportunityLocation == "" {
			wire.OpportunityLocation = posting.Location
		}
		if expand["applications"] {
			wire.Applications = append(wire.Applications, o.applicationJSON(s, application))
		} else {
			wire.Applications = append(wire.Applications, application.ID)
		}
	}
	return wire
}

// written is the answer to a write: the location of the opportunity is recorded to be missing there.
func (o opportunityJSON) written() opportunityJSON {
	o.OpportunityLocation = ""
	return o
}

// blank empties what replies of stage, archive, tag and source writes were recorded to leave out.
func (o opportunityJSON) blank() opportunityJSON {
	o.Name, o.Headline, o.Location = "", "", ""
	o.Phones, o.Emails, o.Links = []Phone{}, []string{}, []string{}
	return o.written()
}

func (o *opportunity) applicationJSON(s *state, application Application) applicationJSON {
	posting, _ := s.posting(application.Posting)
	wire := applicationJSON{
		ID: application.ID, Type: application.Type, CandidateID: o.ID, OpportunityID: o.ID, Posting: application.Posting,
		PostingHiringManager: orNull(posting.HiringManager), PostingOwner: orNull(posting.Owner), Name: orNull(application.Name),
		Email: orNull(application.Email), Company: orNull(application.Company), Comments: orNull(application.Comments),
		Links: list(application.Links), CustomQuestions: []any{}, User: orNull(application.User),
		CreatedAt: application.CreatedAt.UnixMilli(), Archived: application.Archived.json(),
	}
	if application.Phone != "" {
		wire.Phone = &Phone{Value: application.Phone}
	}
	for _, form := range application.Questions {
		wire.CustomQuestions = append(wire.CustomQuestions, form)
	}
	if requisition, ok := s.requisition(application.Requisition); ok {
		wire.RequisitionForHire = requisitionForHireJSON{requisition.ID, requisition.Code, orNull(requisition.HiringManager)}
	}
	return wire
}

func (o *opportunity) lastAdvanced() int64 {
	return o.StageChanges[len(o.StageChanges)-1].At.UnixMilli()
}
