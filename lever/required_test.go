package lever

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// optional has a reason for each field that is present in all recorded answers and not required nevertheless.
var optional = map[string]string{
	"Application.ipAddress":                "answers of older accounts lack it",
	"Application.referer":                  "answers of older accounts lack it",
	"Application.userAgent":                "answers of older accounts lack it",
	"Application.acceptLanguage":           "answers of older accounts lack it",
	"Application.timezone":                 "answers of older accounts lack it",
	"DataProtection.interviewIntelligence": "the documentation has the other two instead",
	"FormField.options":                    "fields without choices lack it",
	"FormField.prompt":                     "fields without choices lack it",
	"Interviewer.feedbackTemplate":         "interviews made in Lever lack it",
	"Note.noteId":                          "answered by a create alone",
	"Phone.type":                           "shared with requests, where absent leaves it open",
	"PostingCategories.allLocations":       "shared with requests, where absent leaves it as it is",
	"PostingCategories.commitment":         "shared with requests, where absent leaves it as it is",
	"PostingCategories.department":         "shared with requests, where absent leaves it as it is",
	"PostingCategories.level":              "shared with requests, where absent leaves it as it is",
	"PostingCategories.location":           "shared with requests, where absent leaves it as it is",
	"PostingCategories.team":               "shared with requests, where absent leaves it as it is",
	"PostingContent.closing":               "shared with requests, where absent leaves it as it is",
	"PostingContent.closingHtml":           "shared with requests, where absent leaves it as it is",
	"PostingContent.description":           "shared with requests, where absent leaves it as it is",
	"PostingContent.descriptionHtml":       "shared with requests, where absent leaves it as it is",
	"PostingContent.lists":                 "shared with requests, where absent leaves it as it is",
	"StoredRequisition.employmentStatus":   "answered where the request had it",
	"StoredRequisition.location":           "answered where the request had it",
	"StoredRequisition.team":               "answered where the request had it",
	"WebhookConditions.origins":            "shared with requests, where absent leaves it as it is",
	"WebhookConfiguration.conditions":      "shared with requests, where absent leaves it as it is",
}

// presence counts, for each schema, how often it is recorded and how often each of its fields is.
type presence struct {
	schemas map[string]any
	seen    map[string]int
	fields  map[string]int // by Schema.field
}

// walk follows a recorded value along its schema.
func (p *presence) walk(value any, schema object) {
	if ref := reference(schema); ref != "" {
		fields, isObject := value.(object)
		if !isObject {
			return
		}
		p.seen[ref]++
		properties, _ := p.schemas[ref].(object)["properties"].(object)
		for name, inner := range fields {
			p.fields[ref+"."+name]++
			if property, known := properties[name].(object); known {
				p.walk(inner, property)
			}
		}
		return
	}
	rows, _ := value.([]any)
	items, _ := schema["items"].(object)
	for _, row := range rows {
		p.walk(row, items)
	}
}

// reference is the schema that a property names, alone or beside null or an id.
func reference(schema object) string {
	if ref, ok := schema["$ref"].(string); ok {
		return strings.TrimPrefix(ref, "#/components/schemas/")
	}
	for _, list := range []any{schema["oneOf"], schema["allOf"]} {
		for _, part := range asList(list) {
			if ref := reference(part.(object)); ref != "" {
				return ref
			}
		}
	}
	return ""
}

// TestRecordedFieldsAreRequired holds each field that all recorded answers have to be required, so that it survives decoding
// and encoding whatever its value.
func TestRecordedFieldsAreRequired(t *testing.T) {
	t.Parallel()
	folder := recordedFolder(t)
	p := presence{spec(t)["components"].(object)["schemas"].(object), map[string]int{}, map[string]int{}}
	for name, tt := range recorded {
		if tt.schema == "" {
			continue
		}
		_, data := recordedAnswer(t, folder, name)
		ref := object{"$ref": tt.schema}
		if _, isList := data.([]any); isList {
			ref = object{"items": ref}
		}
		p.walk(data, ref)
	}
	for _, field := range slices.Sorted(maps.Keys(p.fields)) {
		schema, name, _ := strings.Cut(field, ".")
		required := slices.Contains(asList(p.schemas[schema].(object)["required"]), any(name))
		always := p.fields[field] == p.seen[schema]
		if always && !required && optional[field] == "" {
			t.Errorf("%s is in all %d recorded answers and not required", field, p.seen[schema])
		}
		if !always && required {
			t.Errorf("%s is required and in %d of %d recorded answers", field, p.fields[field], p.seen[schema])
		}
		if optional[field] != "" && (required || !always) {
			t.Errorf("%s has a reason to be optional and needs none", field)
		}
	}
	if len(p.seen) < 20 {
		t.Errorf("only %d schemas are recorded", len(p.seen))
	}
}
