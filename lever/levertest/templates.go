package levertest

import (
	"slices"
	"time"
)

// Template is a template of feedback or of profile forms.
type Template struct {
	ID              string    `json:"id"` // made up if empty
	Text            string    `json:"text"`
	Instructions    string    `json:"instructions"`
	Group           string    `json:"group,omitzero"`  // id
	SecretByDefault bool      `json:"secretByDefault"` // of form templates only
	Fields          []Field   `json:"fields"`
	CreatedAt       time.Time `json:"createdAt"`
	UpdatedAt       time.Time `json:"updatedAt"`
	// ByAPI says that it was made through the API. Others can't be deleted there.
	ByAPI bool `json:"byApi"`
}

// AddFeedbackTemplate adds a template as a person does in Lever's settings, and returns it as stored.
// It panics if a field is of no known type, or unless exactly one is a score-system.
func (f *Fake) AddFeedbackTemplate(template Template) Template {
	return must(f.addTemplate(&f.state.feedbackTemplates, template, oneScoreSystem))
}

// AddFormTemplate adds a template of profile forms as a person does in Lever's settings, and
// returns it as stored. It panics if a field is of no known type.
func (f *Fake) AddFormTemplate(template Template) Template {
	return must(f.addTemplate(&f.state.formTemplates, template, anyFields))
}

func (f *Fake) addTemplate(to *[]Template, template Template, check func([]Field) error) (Template, error) {
	if template.ID == "" {
		template.ID = newID()
	}
	fields, err := questions(template.Fields, true)
	if err == nil {
		err = check(fields)
	}
	if err != nil {
		return Template{}, err
	}
	template.Fields, template.CreatedAt, template.ByAPI = fields, now(), false
	template.UpdatedAt = template.CreatedAt
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	*to = append(*to, template)
	return template, nil
}

// must is for helpers that panic: a test built on what can't be would prove nothing.
func must[T any](added T, err error) T {
	if err != nil {
		panic(err)
	}
	return added
}

// anyFields is the rule for templates of profile forms: there is none.
func anyFields([]Field) error { return nil }

// oneScoreSystem is the rule for templates of feedback.
func oneScoreSystem(fields []Field) error {
	count := 0
	for _, field := range fields {
		if field.Type == "score-system" {
			count++
		}
	}
	if count != 1 {
		return badRequest("exactly one field must be of the type score-system")
	}
	return nil
}

// templates are the endpoints of one kind of template.
type templates struct {
	kind  string
	rows  *[]Template
	check func([]Field) error
	json  func(Template) any
}

type feedbackTemplateJSON struct {
	ID           string     `json:"id"`
	Text         string     `json:"text"`
	Group        *groupJSON `json:"group"`
	Instructions string     `json:"instructions"`
	Fields       []Field    `json:"fields"`
	CreatedAt    int64      `json:"createdAt"`
	Stage        *Stage     `json:"stage"`
	UpdatedAt    int64      `json:"updatedAt"`
}

type formTemplateJSON struct {
	ID              string     `json:"id"`
	Text            string     `json:"text"`
	Group           *groupJSON `json:"group"`
	Instructions    string     `json:"instructions"`
	SecretByDefault bool       `json:"secretByDefault"`
	Fields          []Field    `json:"fields"`
	CreatedAt       int64      `json:"createdAt"`
	UpdatedAt       int64      `json:"updatedAt"`
}

// groupJSON is a group of templates. The fake knows groups by their ids only.
type groupJSON struct {
	ID   string  `json:"id"`
	Name *string `json:"name"`
}

func (t Template) group() *groupJSON {
	if t.Group == "" {
		return nil
	}
	return &groupJSON{ID: t.Group}
}

func (a *api) feedbackTemplates() templates {
	return templates{"feedback_templates", &a.state.feedbackTemplates, oneScoreSystem, func(t Template) any {
		return feedbackTemplateJSON{
			ID: t.ID, Text: t.Text, Group: t.group(), Instructions: t.Instructions, Fields: list(t.Fields),
			CreatedAt: t.CreatedAt.UnixMilli(), UpdatedAt: t.UpdatedAt.UnixMilli(),
		}
	}}
}

func (a *api) formTemplates() templates {
	return templates{"form_templates", &a.state.formTemplates, anyFields, func(t Template) any {
		return formTemplateJSON{
			ID: t.ID, Text: t.Text, Group: t.group(), Instructions: t.Instructions, SecretByDefault: t.SecretByDefault,
			Fields: list(t.Fields), CreatedAt: t.CreatedAt.UnixMilli(), UpdatedAt: t.UpdatedAt.UnixMilli(),
		}
	}}
}

func (k templates) list(r *request) (reply, error) {
	return paged(r, *k.rows, func(t Template) cursor { return cursor{at: t.CreatedAt.UnixMilli(), id: t.ID} }, k.json)
}

func (k templates) get(r *request) (reply, error) {
	i, err := k.index(r)
	if err != nil {
		return reply{}, err
	}
	return data(r.pick(k.json((*k.rows)[i]))), nil
}

func (k templates) create(r *request) (reply, error) {
	template, err := k.read(r)
	if err != nil {
		return reply{}, err
	}
	template.ID, template.CreatedAt, template.ByAPI = newID(), template.UpdatedAt, true
	*k.rows = append(*k.rows, template)
	return created(k.json(template)), nil
}

// update replaces the whole template. Its fields get new ids, as recorded.
func (k templates) update(r *request) (reply, error) {
	i, err := k.index(r)
	if err != nil {
		return reply{}, err
	}
	template, err := k.read(r)
	if err != nil {
		return reply{}, err
	}
	before := (*k.rows)[i]
	template.ID, template.CreatedAt, template.ByAPI = before.ID, before.CreatedAt, before.ByAPI
	(*k.rows)[i] = template
	return data(k.json(template)), nil
}

func (k templates) delete(r *request) (reply, error) {
	i, err := k.index(r)
	if err != nil {
		return reply{}, err
	}
	if !(*k.rows)[i].ByAPI {
		return reply{}, forbidden("only templates made through the API can be deleted through it")
	}
	*k.rows = slices.Delete(slices.Clone(*k.rows), i, i+1)
	return noContent(), nil
}

func (k templates) index(r *request) (int, error) {
	id := r.PathValue("id")
	i := slices.IndexFunc(*k.rows, func(t Template) bool { return t.ID == id })
	if i < 0 {
		return 0, notFound(k.kind, id)
	}
	return i, nil
}

func (k templates) read(r *request) (Template, error) {
	var body struct {
		Text            string  `json:"text"`
		Instructions    string  `json:"instructions"`
		Group           string  `json:"group"`
		SecretByDefault bool    `json:"secretByDefault"`
		Fields          []Field `json:"fields"`
	}
	if err := r.decode(&body); err != nil {
		return Template{}, err
	}
	if body.Text == "" || len(body.Fields) == 0 {
		return Template{}, badRequest("text and fields are required")
	}
	fields, err := questions(body.Fields, false)
	if err == nil {
		err = k.check(fields)
	}
	return Template{
		Text: body.Text, Instructions: body.Instructions, Group: body.Group, SecretByDefault: body.SecretByDefault,
		Fields: fields, UpdatedAt: now(),
	}, err
}
