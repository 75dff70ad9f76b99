package levertest

// write finds the opportunity and the user of perform_as.
func (a *api) write(r *request) (o *opportunity, user string, err error) {
	if o, err = a.opportunity(r); err != nil {
		return nil, "", err
	}
	user, err = a.performAs(r, false, false)
	return o, user, err
}

func (a *api) putStage(r *request) (reply, error) {
	o, user, err := a.write(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Stage string `json:"stage"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	stage, ok := find(a.state.stages, func(s Stage) bool { return s.ID == body.Stage })
	if !ok {
		return reply{}, badRequest("stage is no stage of this account")
	}
	a.fake.move(o, stage, user)
	return data(o.json(a.state, nil).blank()), nil
}

func (a *api) putArchived(r *request) (reply, error) {
	o, _, err := a.write(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		Reason          *string `json:"reason"`
		CleanInterviews bool    `json:"cleanInterviews"`
		RequisitionID   string  `json:"requisitionId"`
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	var reason ArchiveReason
	if body.Reason != nil {
		var ok bool
		if reason, ok = find(a.state.reasons, func(r ArchiveReason) bool { return r.ID == *body.Reason }); !ok {
			return reply{}, badRequest("reason is no archive reason of this account")
		}
	}
	if body.RequisitionID != "" {
		if err := a.hireFor(o, reason, body.RequisitionID); err != nil {
			return reply{}, err
		}
	}
	if body.CleanInterviews && reason.ID != "" {
		a.fake.cleanInterviews(o)
	}
	a.fake.archive(o, reason)
	return data(o.json(a.state, nil).blank()), nil
}

// writeAs is write where the user of perform_as must be named. Interviewers may where forAll.
func (a *api) writeAs(r *request, forAll bool) (o *opportunity, user string, err error) {
	if o, err = a.opportunity(r); err != nil {
		return nil, "", err
	}
	user, err = a.performAs(r, true, forAll)
	return o, user, err
}

func (a *api) addTags(r *request) (reply, error) {
	return a.changeLabels(r, "tags", tagsOf, union)
}

func (a *api) removeTags(r *request) (reply, error) {
	return a.changeLabels(r, "tags", tagsOf, without)
}

func (a *api) addSources(r *request) (reply, error) {
	return a.changeLabels(r, "sources", sourcesOf, union)
}

func (a *api) removeSources(r *request) (reply, error) {
	return a.changeLabels(r, "sources", sourcesOf, without)
}

func tagsOf(o *opportunity) *[]string    { return &o.Tags }
func sourcesOf(o *opportunity) *[]string { return &o.Sources }

func (a *api) changeLabels(r *request, field string, of func(*opportunity) *[]string, change func(have, given []string) []string) (reply, error) {
	o, _, err := a.write(r)
	if err != nil {
		return reply{}, err
	}
	texts, err := r.texts(field)
	if err != nil {
		return reply{}, err
	}
	labels := of(o)
	*labels, o.UpdatedAt = change(*labels, texts), now()
	return data(o.json(a.state, nil).blank()), nil
}

func (a *api) addLinks(r *request) (reply, error)    { return a.changeLinks(r, union) }
func (a *api) removeLinks(r *request) (reply, error) { return a.changeLinks(r, without) }

// changeLinks changes the contact, and so every opportunity of the person.
func (a *api) changeLinks(r *request, change func(have, given []string) []string) (reply, error) {
	o, _, err := a.write(r)
	if err != nil {
		return reply{}, err
	}
	links, err := r.texts("links")
	if err != nil {
		return reply{}, err
	}
	contact := a.state.contacts[o.contact]
	contact.Links, o.UpdatedAt = change(contact.Links, links), now()
	return data(o.json(a.state, nil).written()), nil
}
