package levertest

import (
	"encoding/json"
	"slices"
	"strings"
)

// QuestionForm is a group of a posting's own questions.
type QuestionForm struct {
	ID     string  `json:"id"` // made up if empty
	Text   string  `json:"text"`
	Fields []Field `json:"fields"`
}

// applyField is a question that every application form has.
type applyField struct {
	Text     string  `json:"text"`
	Name     string  `json:"name"`
	Type     string  `json:"type"`
	Required bool    `json:"required"`
	Value    *string `json:"value"`
}

// The questions every form has, in their order, as recorded.
var (
	personalFields = []applyField{
		{Text: "Full name", Name: "fullName", Type: "text", Required: true},
		{Text: "Email", Name: "email", Type: "text", Required: true},
		{Text: "Current company", Name: "currentCompany", Type: "text"},
		{Text: "Current location", Name: "currentLocation", Type: "text"},
		{Text: "Phone", Name: "phone", Type: "text"},
		{Text: "Resume", Name: "resume", Type: "file-upload"},
		{Text: "Additional information", Name: "additionalInformation", Type: "textarea"},
	}
	urlFields = []applyField{{Text: "LinkedIn", Name: "LinkedIn", Type: "text"}, {Text: "Other", Name: "Other", Type: "text"}}
)

func (a *api) getApplyForm(r *request) (reply, error) {
	p, err := a.openPosting(r)
	if err != nil {
		return reply{}, err
	}
	forms := []QuestionForm{}
	for _, form := range p.Questions {
		forms = append(forms, QuestionForm{form.ID, form.Text, unanswered(form.Fields)})
	}
	wire := map[string]any{
		"id": p.ID, "text": p.Text, "customQuestions": forms, "personalInformation": personalFields, "urls": urlFields, "consentDisclosures": nil,
	}
	if p.EEO {
		wire["eeoQuestions"] = eeoQuestions()
	}
	return data(wire), nil
}

// openPosting returns the path's posting if it takes applications.
func (a *api) openPosting(r *request) (Posting, error) {
	p, err := a.posting(r)
	if err == nil && p.State != "published" && p.State != "internal" {
		err = badRequest("the posting is neither published nor internal")
	}
	return p, err
}

// namedValue is the answer to a question that every form has.
type namedValue struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

type applyBody struct {
	CustomQuestions []struct {
		ID     string       `json:"id"`
		Fields []fieldValue `json:"fields"`
	} `json:"customQuestions"`
	PersonalInformation []namedValue      `json:"personalInformation"`
	URLs                []namedValue      `json:"urls"`
	EEOResponses        map[string]string `json:"eeoResponses"`
	IPAddress           string            `json:"ipAddress"`
	Source              string            `json:"source"`
	Origin              string            `json:"origin"`
}

// inOrder reads answers by name. They must come in the order of the form, where optional ones may
// be left out.
func inOrder(what string, fields []applyField, values []namedValue) (map[string]string, error) {
	answers := make(map[string]string)
	at := 0
	for _, value := range values {
		i := slices.IndexFunc(fields[at:], func(f applyField) bool { return f.Name == value.Name })
		if i < 0 {
			return nil, badRequest(what + ": " + value.Name + " is not on the form, or not at this place")
		}
		at += i + 1
		if isNull(value.Value) {
			continue
		}
		text, ok := as[string](value.Value)
		if !ok {
			return nil, badRequest(what + ": " + value.Name + " must be a text")
		}
		answers[value.Name] = text
	}
	for _, field := range fields {
		if field.Required && strings.TrimSpace(answers[field.Name]) == "" {
			return nil, badRequest(what + ": " + field.Name + " is required")
		}
	}
	return answers, nil
}

// answerForms fills in the posting's own questions: all forms and all their fields, in order.
func (b applyBody) answerForms(forms []QuestionForm) ([]QuestionForm, error) {
	if len(b.CustomQuestions) != len(forms) {
		return nil, badRequest("customQuestions must have the forms of the posting, in order")
	}
	var filled []QuestionForm
	for i, form := range forms {
		given := b.CustomQuestions[i]
		if given.ID != form.ID || len(given.Fields) != len(form.Fields) {
			return nil, badRequest("customQuestions must have the forms of the posting with all their fields, in order")
		}
		values := slices.Clone(given.Fields)
		for at := range values {
			if values[at].ID != "" && values[at].ID != form.Fields[at].ID {
				return nil, badRequest("customQuestions: the fields are not in the order of the form")
			}
			values[at].ID = form.Fields[at].ID
		}
		fields, err := answered(form.Fields, values)
		if err == nil {
			err = complete(fields)
		}
		if err != nil {
			return nil, err
		}
		filled = append(filled, QuestionForm{form.ID, form.Text, fields})
	}
	return filled, nil
}

// applyToPosting makes an opportunity for each application, and a contact for each new mail address.
func (a *api) applyToPosting(r *request) (reply, error) {
	p, err := a.openPosting(r)
	if err != nil {
		return reply{}, err
	}
	body := applyBody{Origin: "applied", Source: "Job site"}
	if err := r.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Origin != "applied" && body.Origin != "internal" {
		return reply{}, badRequest("origin must be applied or internal")
	}
	person, err := inOrder("personalInformation", personalFields, body.PersonalInformation)
	if err != nil {
		return reply{}, err
	}
	links, err := inOrder("urls", urlFields, body.URLs)
	if err != nil {
		return reply{}, err
	}
	forms, err := body.answerForms(p.Questions)
	if err != nil {
		return reply{}, err
	}
	for name := range body.EEOResponses {
		if _, asked := eeoQuestions()[name]; !asked || !p.EEO {
			return reply{}, badRequest("eeoResponses: " + name + " is not on the form")
		}
	}
	var resume []File
	if uri := person["resume"]; uri != "" {
		upload, ok := a.state.upload(uri)
		if !ok {
			return reply{}, badRequest("resume is no upload, or has expired")
		}
		resume = []File{upload.File}
	}
	spec := OpportunitySpec{
		Name: person["fullName"], Emails: []string{person["email"]}, Headline: person["currentCompany"], Location: person["currentLocation"],
		Stage: "applicant-new", Postings: []string{p.ID}, Origin: body.Origin, Sources: []string{body.Source}, Confidentiality: p.Confidentiality,
	}
	if person["phone"] != "" {
		spec.Phones = []Phone{{Value: person["phone"]}}
	}
	for _, field := range urlFields {
		if links[field.Name] != "" {
			spec.Links = append(spec.Links, links[field.Name])
		}
	}
	o, err := a.state.add(spec, now())
	if err != nil {
		return reply{}, err
	}
	if o.Resumes = resume; resume != nil {
		o.act("resume-imported", resume[0], "")
	}
	application := &o.Applications[0]
	*application = Application{
		ID: application.ID, Type: "posting", Posting: p.ID, CreatedAt: application.CreatedAt, Name: spec.Name, Email: person["email"],
		Phone: person["phone"], Company: person["currentCompany"], Comments: person["additionalInformation"], Links: spec.Links,
		Questions: forms, IPAddress: body.IPAddress,
	}
	if p.EEO {
		a.state.eeo = append(a.state.eeo, eeoResponse{o.ID, application.ID, body.EEOResponses, application.CreatedAt})
	}
	a.fake.emitAddition(o)
	return created(map[string]string{"applicationId": application.ID}), nil
}
