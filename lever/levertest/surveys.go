package levertest

import "cmp"

// getDiversitySurvey answers a survey of the fake's own making: Lever's are not readable in its
// documentation, and none is recorded. Its types of fields are spelled with a space.
func (a *api) getDiversitySurvey(r *request) (reply, error) {
	p, err := a.posting(r)
	if err != nil {
		return reply{}, err
	}
	return data(map[string]any{
		"id": "survey-" + p.ID, "text": "Diversity survey", "instructions": "Answering is voluntary.",
		"countryCode": cmp.Or(r.query.Get("country_code"), p.Country, "DE"), "location": cmp.Or(r.query.Get("location"), p.Location),
		"fields": []map[string]any{{
			"id": "age", "type": "multiple choice", "text": "What is your age group?", "description": "", "required": false,
			"options": []FieldOption{{Text: "Under 40"}, {Text: "40 or over"}, {Text: "I prefer not to say"}},
		}},
	}), nil
}
