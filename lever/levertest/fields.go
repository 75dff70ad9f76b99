package levertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Field is a question of a template or, with a value, an answered one of a form.
type Field struct {
	ID          string        `json:"id"` // made up if empty
	Type        string        `json:"type"`
	Text        string        `json:"text"`
	Description string        `json:"description"`
	Required    bool          `json:"required"`
	Prompt      string        `json:"prompt,omitzero"`
	Options     []FieldOption `json:"options,omitzero"`  // of dropdown, multiple-choice, multiple-select, score-system
	Scores      []FieldScore  `json:"scores,omitzero"`   // of scorecard
	Language    string        `json:"language,omitzero"` // of code
	Currency    string        `json:"currency,omitzero"` // of currency
	// Value is nil in a template and JSON's null in a form where nothing was answered.
	Value json.RawMessage `json:"value,omitzero"`
}

// FieldOption is one answer to choose.
type FieldOption struct {
	Text     string `json:"text"`
	OptionID string `json:"optionId,omitzero"`
}

// FieldScore is one line of a scorecard.
type FieldScore struct {
	Text        string `json:"text"`
	Description string `json:"description"`
}

// fieldTypes are the types of fields a template may have.
var fieldTypes = []string{
	"code", "currency", "date", "dropdown", "file-upload", "multiple-choice", "multiple-select", "note", "score",
	"score-system", "scorecard", "text", "textarea", "university", "yes-no",
}

// ratings are the options of a score system that names none, as recorded.
var ratings = []FieldOption{{Text: "4 - Strong Hire"}, {Text: "3 - Hire"}, {Text: "2 - No Hire"}, {Text: "1 - Strong No Hire"}}

// questions returns the fields of a new template: with ids of their own and without values.
func questions(fields []Field, keepIDs bool) ([]Field, error) {
	asked := make([]Field, len(fields))
	for i, field := range fields {
		if !slices.Contains(fieldTypes, field.Type) {
			return nil, badRequest(fmt.Sprintf("fields[%d].type %q is no type of field", i, field.Type))
		}
		if field.Text == "" {
			return nil, badRequest(fmt.Sprintf("fields[%d].text is required", i))
		}
		if field.ID == "" || !keepIDs {
			field.ID = newID()
		}
		if field.Type == "score-system" {
			field.Prompt = cmp.Or(field.Prompt, "Select one")
			if len(field.Options) == 0 {
				field.Options = ratings
			}
		}
		field.Value = nil
		asked[i] = field
	}
	return asked, nil
}

// fieldValue is the answer to one field, as written.
type fieldValue struct {
	ID       string          `json:"id"`
	Value    json.RawMessage `json:"value"`
	Currency string          `json:"currency"`
}

// unanswered returns the fields with the value null where there is none.
func unanswered(fields []Field) []Field {
	fields = slices.Clone(fields)
	for i := range fields {
		if fields[i].Value == nil {
			fields[i].Value = json.RawMessage("null")
		}
	}
	return fields
}

// answered returns the fields with the values; those without a value keep theirs.
func answered(fields []Field, values []fieldValue) ([]Field, error) {
	fields = unanswered(fields)
	for _, value := range values {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.ID == value.ID })
		if i < 0 {
			return nil, badRequest("there is no field " + value.ID)
		}
		if value.Value == nil {
			return nil, badRequest("the value of field " + value.ID + " is missing")
		}
		if !fields[i].takes(value.Value) {
			return nil, badRequest(fmt.Sprintf("the value of field %s does not fit the type %s", value.ID, fields[i].Type))
		}
		fields[i].Value, fields[i].Currency = value.Value, cmp.Or(value.Currency, fields[i].Currency)
	}
	return fields, nil
}

// complete tells whether all required fields have a value.
func complete(fields []Field) error {
	for _, field := range fields {
		if field.Required && isNull(field.Value) {
			return badRequest("field " + field.ID + " is required")
		}
	}
	return nil
}

func isNull(value json.RawMessage) bool { return value == nil || string(value) == "null" }

// takes tells whether the value is of the field's type; null always is.
func (f Field) takes(value json.RawMessage) bool {
	if isNull(value) {
		return true
	}
	switch f.Type {
	case "date", "currency", "score":
		_, ok := as[float64](value)
		return ok
	case "yes-no":
		text, ok := as[string](value)
		return ok && (text == "yes" || text == "no")
	case "dropdown", "multiple-choice", "score-system":
		text, ok := as[string](value)
		return ok && f.offers(text)
	case "multiple-select":
		texts, ok := as[[]string](value)
		return ok && !slices.ContainsFunc(texts, func(text string) bool { return !f.offers(text) })
	case "scorecard":
		scores, ok := as[[]map[string]any](value)
		return ok && len(scores) <= len(f.Scores)
	case "file-upload":
		return value[0] == '{' || value[0] == '"'
	}
	_, ok := as[string](value)
	return ok
}

// offers tells whether the text is one of the field's options, which may be left open.
func (f Field) offers(text string) bool {
	return len(f.Options) == 0 || slices.ContainsFunc(f.Options, func(o FieldOption) bool {
		return o.Text == text || o.OptionID == text && text != ""
	})
}

func as[T any](value json.RawMessage) (T, bool) {
	var to T
	err := json.Unmarshal(value, &to)
	return to, err == nil
}
