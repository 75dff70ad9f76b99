package levertest

import "time"

// Form is a filled-in profile form on an opportunity.
type Form struct {
	ID           string    `json:"id"`
	Template     string    `json:"template"` // id
	Text         string    `json:"text"`
	Instructions string    `json:"instructions"`
	Fields       []Field   `json:"fields"`
	Secret       bool      `json:"secret"`
	User         string    `json:"user,omitzero"`
	Stage        string    `json:"stage"`
	CreatedAt    time.Time `json:"createdAt"`
}

type formJSON struct {
	ID             string  `json:"id"`
	Type           string  `json:"type"`
	Text           string  `json:"text"`
	Instructions   string  `json:"instructions"`
	BaseTemplateID string  `json:"baseTemplateId"`
	Fields         []Field `json:"fields"`
	User           *string `json:"user"`
	Stage          string  `json:"stage"`
	CompletedAt    int64   `json:"completedAt"`
	CreatedAt      int64   `json:"createdAt"`
	DeletedAt      *int64  `json:"deletedAt"`
}

func (f Form) json() formJSON {
	at := f.CreatedAt.UnixMilli()
	return formJSON{
		ID: f.ID, Type: "form", Text: f.Text, Instructions: f.Instructions, BaseTemplateID: f.Template, Fields: f.Fields,
		User: orNull(f.User), Stage: f.Stage, CompletedAt: at, CreatedAt: at,
	}
}

func (a *api) listForms(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	return paged(r, o.Forms, func(f Form) cursor { return cursor{at: f.CreatedAt.UnixMilli(), id: f.ID} },
		func(f Form) any { return f.json() })
}

func (a *api) getForm(r *request) (reply, error) {
	o, err := a.opportunity(r)
	if err != nil {
		return reply{}, err
	}
	id := r.PathValue("form")
	form, ok := find(o.Forms, func(f Form) bool { return f.ID == id })
	if !ok {
		return reply{}, notFound("forms", id)
	}
	return data(r.pick(form.json())), nil
}

// createForm wants every field of the template named, with null for an optional one left out.
func (a *api) createForm(r *request) (reply, error) {
	o, user, err := a.write(r)
	if err != nil {
		return reply{}, err
	}
	var body struct {
		BaseTemplateID string       `json:"baseTemplateId"`
		Fields         []fieldValue `json:"fields"`
		Secret         *bool        `json:"secret"` // the template's default if absent
	}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	template, ok := find(a.state.formTemplates, func(t Template) bool { return t.ID == body.BaseTemplateID })
	if !ok {
		return reply{}, badRequest("baseTemplateId is no form template of this account")
	}
	for _, field := range template.Fields {
		if _, named := find(body.Fields, func(v fieldValue) bool { return v.ID == field.ID }); !named {
			return reply{}, badRequest("fields has no field " + field.ID + "; all of the template's are required")
		}
	}
	fields, err := answered(template.Fields, body.Fields)
	if err == nil {
		err = complete(fields)
	}
	if err != nil {
		return reply{}, err
	}
	form := Form{
		ID: newID(), Template: template.ID, Text: template.Text, Instructions: template.Instructions, Fields: fields,
		Secret: template.SecretByDefault, User: user, Stage: o.Stage, CreatedAt: now(),
	}
	if body.Secret != nil {
		form.Secret = *body.Secret
	}
	o.Forms = append(o.Forms, form)
	return created(form.json()), nil
}
