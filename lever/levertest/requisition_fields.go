package levertest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limits of Lever on requisition fields.
const (
	maxRequisitionFields = 100
	maxSubfields         = 10
	maxOptionsPerRequest = 4000
	maxOptions           = 8000
)

// RequisitionField is a field the account has added to its requisitions.
type RequisitionField struct {
	ID         string                   `json:"id"` // a word; made of Text if empty
	Text       string                   `json:"text"`
	Type       string                   `json:"type"` // number, text, date, object or dropdown
	IsRequired bool                     `json:"isRequired"`
	Options    []RequisitionFieldOption `json:"options,omitzero"`   // of a dropdown
	Subfields  []RequisitionSubfield    `json:"subfields,omitzero"` // of an object
}

// RequisitionFieldOption is one choice of a dropdown.
type RequisitionFieldOption struct {
	ID   string `json:"id"` // made up if empty
	Text string `json:"text"`
}

// RequisitionSubfield is one part of an object. Type is number, text or date.
type RequisitionSubfield struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Type string `json:"type"`
}

// AddRequisitionField adds a field as a Super Admin does in Lever's settings, and returns it as
// stored. It panics if the field can't be.
func (f *Fake) AddRequisitionField(field RequisitionField) RequisitionField {
	return must(f.addRequisitionField(field))
}

func (f *Fake) addRequisitionField(field RequisitionField) (RequisitionField, error) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	field, err := f.state.newRequisitionField(field)
	if err == nil {
		f.state.requisitionFields = append(f.state.requisitionFields, field)
	}
	return field, err
}

func (s *state) newRequisitionField(field RequisitionField) (RequisitionField, error) {
	field, err := field.checked()
	if err != nil {
		return field, err
	}
	if len(s.requisitionFields) >= maxRequisitionFields {
		return field, badRequest("there are 100 requisition fields already")
	}
	if field.ID == "" {
		field.ID = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(field.Text)), " ", "_")
	}
	if _, taken := find(s.requisitionFields, func(other RequisitionField) bool { return other.ID == field.ID }); taken {
		return field, badRequest("there is a requisition field " + field.ID + " already")
	}
	return field, nil
}

// checked returns the field with ids for its options.
func (q RequisitionField) checked() (RequisitionField, error) {
	if q.Text == "" || !slices.Contains([]string{"number", "text", "date", "object", "dropdown"}, q.Type) {
		return q, badRequest("text and type (number, text, date, object, dropdown) are required")
	}
	if len(q.Options) > 0 && q.Type != "dropdown" || len(q.Options) > maxOptions {
		return q, badRequest("options are for a dropdown, and 8,000 at most")
	}
	if (len(q.Subfields) > 0) != (q.Type == "object") || len(q.Subfields) > maxSubfields {
		return q, badRequest("subfields are for an object, and 1 to 10")
	}
	q.Options = slices.Clone(q.Options)
	for i := range q.Options {
		if q.Options[i].ID == "" {
			q.Options[i].ID = newID()
		}
	}
	return q, nil
}

// listRequisitionFields answers all of them, without hasNext and next.
func (a *api) listRequisitionFields(r *request) (reply, error) {
	rows := []RequisitionField{}
	for _, field := range a.state.requisitionFields {
		if r.wants("isRequired", strconv.FormatBool(field.IsRequired)) && r.wants("type", field.Type) {
			rows = append(rows, field)
		}
	}
	return data(rows), nil
}

func (a *api) getRequisitionField(r *request) (reply, error) {
	i, err := a.requisitionField(r)
	if err != nil {
		return reply{}, err
	}
	return data(a.state.requisitionFields[i]), nil
}

func (a *api) createRequisitionField(r *request) (reply, error) {
	var field RequisitionField
	if err := r.decode(&field); err != nil {
		return reply{}, err
	}
	field, err := a.state.newRequisitionField(field)
	if err != nil {
		return reply{}, err
	}
	a.state.requisitionFields = append(a.state.requisitionFields, field)
	return created(field), nil
}

// updateRequisitionField replaces the field: what the body leaves out is gone.
func (a *api) updateRequisitionField(r *request) (reply, error) {
	i, err := a.requisitionField(r)
	if err != nil {
		return reply{}, err
	}
	var field RequisitionField
	if err := r.decode(&field); err != nil {
		return reply{}, err
	}
	if field, err = field.checked(); err != nil {
		return reply{}, err
	}
	field.ID = a.state.requisitionFields[i].ID
	a.state.requisitionFields[i] = field
	return data(field), nil
}

func (a *api) deleteRequisitionField(r *request) (reply, error) {
	i, err := a.requisitionField(r)
	if err != nil {
		return reply{}, err
	}
	a.state.requisitionFields = slices.Delete(slices.Clone(a.state.requisitionFields), i, i+1)
	return noContent(), nil
}

func (a *api) addRequisitionFieldOptions(r *request) (reply, error) {
	options, err := a.changeOptions(r, func(options []RequisitionFieldOption, value RequisitionFieldOption, _ int) ([]RequisitionFieldOption, error) {
		if value.Text == "" {
			return nil, badRequest("the text of an option is required")
		}
		return append(options, RequisitionFieldOption{newID(), value.Text}), nil
	})
	return created(options), err
}

func (a *api) updateRequisitionFieldOptions(r *request) (reply, error) {
	options, err := a.changeOptions(r, func(options []RequisitionFieldOption, value RequisitionFieldOption, at int) ([]RequisitionFieldOption, error) {
		if at < 0 || value.Text == "" {
			return nil, badRequest("the id of an option and its text are required")
		}
		options[at].Text = value.Text
		return options, nil
	})
	return data(options), err
}

// deleteRequisitionFieldOptions has a body, as no other deletion has.
func (a *api) deleteRequisitionFieldOptions(r *request) (reply, error) {
	_, err := a.changeOptions(r, func(options []RequisitionFieldOption, _ RequisitionFieldOption, at int) ([]RequisitionFieldOption, error) {
		if at < 0 {
			return nil, badRequest("the id of an option is required")
		}
		return slices.Delete(options, at, at+1), nil
	})
	return noContent(), err
}

// changeOptions changes the options of a dropdown by each of the body's values, all or none.
func (a *api) changeOptions(
	r *request, change func(options []RequisitionFieldOption, value RequisitionFieldOption, at int) ([]RequisitionFieldOption, error),
) ([]RequisitionFieldOption, error) {
	i, err := a.requisitionField(r)
	if err != nil {
		return nil, err
	}
	var body struct {
		Values []RequisitionFieldOption `json:"values"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	field := a.state.requisitionFields[i]
	if field.Type != "dropdown" {
		return nil, badRequest("only a dropdown has options")
	}
	if len(body.Values) == 0 || len(body.Values) > maxOptionsPerRequest {
		return nil, badRequest(fmt.Sprintf("values must be 1 to %d", maxOptionsPerRequest))
	}
	options := slices.Clone(field.Options)
	for _, value := range body.Values {
		at := slices.IndexFunc(options, func(o RequisitionFieldOption) bool { return o.ID == value.ID })
		if options, err = change(options, value, at); err != nil {
			return nil, err
		}
	}
	if len(options) > maxOptions {
		return nil, badRequest("a dropdown has 8,000 options at most")
	}
	a.state.requisitionFields[i].Options = options
	return list(options), nil
}

func (a *api) requisitionField(r *request) (int, error) {
	id := r.PathValue("id")
	i := slices.IndexFunc(a.state.requisitionFields, func(field RequisitionField) bool { return field.ID == id })
	if i < 0 {
		return 0, &apiError{404, "NotFoundError", "That requisition field doesn't exist on your account"}
	}
	return i, nil
}
