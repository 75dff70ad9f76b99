package levertest_test

import (
	"fmt"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// field is the body of a field.
func field(kind, text, more string) string {
	return fmt.Sprintf(`{"type":%q,"text":%q%s}`, kind, text, more)
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t, levertest.WithoutLimit())
	for _, kind := range []string{"/feedback_templates", "/form_templates"} {
		body := `{"text":"Call","instructions":"Be brief","group":"g1","secretByDefault":true,"fields":[` +
			field("score-system", "Rating", `,"required":true`) + `,` + field("multiple-select", "Languages", `,"options":[{"text":"go"},{"text":"c"}]`) + `]}`
		made := c.one("POST", kind, body, 201)
		id := made["id"].(string)
		rating := made["fields"].([]any)[0].(object)
		if made["group"].(object)["id"] != "g1" || rating["prompt"] != "Select one" || len(rating["options"].([]any)) != 4 || rating["required"] != true {
			t.Errorf("%s: made %v", kind, made)
		}
		if _, there := rating["value"]; there {
			t.Errorf("%s: a template has values: %v", kind, rating)
		}
		if got := c.get(kind + "/" + id + "?include=text"); len(got) != 1 || got["text"] != "Call" {
			t.Errorf("%s: included %v", kind, got)
		}
		changed := c.one("PUT", kind+"/"+id, `{"text":"Visit","fields":[`+field("score-system", "Rating", "")+`]}`, 200)
		if changed["text"] != "Visit" || changed["instructions"] != "" || changed["group"] != nil || changed["createdAt"] != made["createdAt"] ||
			changed["fields"].([]any)[0].(object)["id"] == rating["id"] {
			t.Errorf("%s: changed %v", kind, changed)
		}
		c.refused("POST", kind, 400, `{}`, `{"text":"x"}`, `{"text":"x","fields":[{"type":"riddle","text":"y"}]}`, `{"text":"x","fields":[{"type":"text"}]}`, `[]`)
		c.refused("PUT", kind+"/none", 404, body)
		if ids := c.ids(kind); len(ids) != 1 {
			t.Errorf("%s: list %v", kind, ids)
		}
		c.do("DELETE", kind+"/"+id, "", 204)
		c.do("DELETE", kind+"/"+id, "", 404)
	}
	c.refused("POST", "/feedback_templates", 400, `{"text":"x","fields":[`+field("text", "y", "")+`]}`,
		`{"text":"x","fields":[`+field("score-system", "y", "")+`,`+field("score-system", "z", "")+`]}`)
	rating := []levertest.Field{{Type: "score-system", Text: "Rating", ID: "own"}}
	byHand := c.fake.AddFeedbackTemplate(levertest.Template{ID: "by-hand", Text: "On-site", Fields: rating})
	if byHand.Fields[0].ID != "own" || byHand.ByAPI || rating[0].Prompt != "" {
		t.Errorf("made by hand: %+v", byHand)
	}
	c.do("DELETE", "/feedback_templates/by-hand", "", 403)
	c.fake.AddFormTemplate(levertest.Template{ID: "sheet", Text: "Sheet", Fields: []levertest.Field{{Type: "text", Text: "Name"}}})
	c.do("DELETE", "/form_templates/sheet", "", 403)
	for name, add := range map[string]func(){
		"feedback without a rating": func() { c.fake.AddFeedbackTemplate(levertest.Template{Text: "x"}) },
		"a form of riddles":         func() { c.fake.AddFormTemplate(levertest.Template{Fields: []levertest.Field{{Type: "riddle"}}}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was added", name)
				}
			}()
			add()
		}()
	}
}

func TestFeedback(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	template := c.fake.AddFeedbackTemplate(levertest.Template{Text: "On-site", Fields: []levertest.Field{
		{ID: "rating", Type: "score-system", Text: "Rating"}, {ID: "words", Type: "textarea", Text: "Words", Required: true},
	}})
	panel, err := c.fake.AddPanel(company.Ada.ID, levertest.Panel{ExternallyManaged: true, Interviews: []levertest.Interview{{ID: "talk"}}})
	if err != nil {
		t.Fatal(err)
	}
	at := "/opportunities/" + company.Ada.ID + "/feedback"
	as := "?perform_as=" + company.Interviewer.ID
	made := c.one("POST", at+as, `{"baseTemplateId":"`+template.ID+`","panel":"`+panel.ID+`","interview":"talk","fieldValues":[{"id":"rating","value":"3 - Hire"}]}`, 201)
	id := made["id"].(string)
	fields := made["fields"].([]any)
	if made["type"] != "interview" || made["user"] != company.Interviewer.ID || made["interview"] != "talk" || made["updatedAt"] != nil ||
		made["completedAt"] != made["createdAt"] || fields[0].(object)["value"] != "3 - Hire" || fields[1].(object)["value"] != nil {
		t.Errorf("made %v", made)
	}
	raw := c.one("PUT", at+"/"+id+as, `{"fieldValues":[{"id":"words","value":"Calm"}],"completedAt":1000}`, 200)
	score := raw["fields"].([]any)[0].(object)
	if raw["profileId"] != company.Ada.ID || raw["userId"] != company.Interviewer.ID || raw["panelId"] != panel.ID || raw["interviewId"] != "talk" ||
		raw["accountId"] == nil || raw["completedAt"] != 1000.0 || score["type"] != "score" || score["isSummary"] != true || score["value"] != "3 - Hire" {
		t.Errorf("raw shape: %v", raw)
	}
	got := c.get(at + "/" + id)
	if got["updatedAt"] == nil || got["fields"].([]any)[1].(object)["value"] != "Calm" || got["fields"].([]any)[0].(object)["type"] != "score-system" {
		t.Errorf("read %v", got)
	}
	if talk := c.get("/opportunities/" + company.Ada.ID + "/interviews/talk"); fmt.Sprint(talk["feedbackForms"]) != "["+id+"]" {
		t.Errorf("interview %v", talk)
	}
	old := c.one("POST", at+as, `{"baseTemplateId":"`+template.ID+`","createdAt":5}`, 201)["id"]
	if rows := c.rows(at); len(rows) != 2 || rows[0]["id"] != id || rows[1]["id"] != old {
		t.Errorf("not the newest first: %v", rows)
	}
	for _, method := range []string{"PUT", "DELETE"} {
		c.do(method, at+"/"+id, "{}", 400) // perform_as is required
		c.do(method, at+"/none"+as, "{}", 404)
	}
	c.refused("POST", at, 400, `{"baseTemplateId":"`+template.ID+`"}`)
	for _, bad := range []string{
		`{"baseTemplateId":"none"}`, `{"baseTemplateId":"` + template.ID + `","panel":"` + panel.ID + `"}`,
		`{"baseTemplateId":"` + template.ID + `","panel":"` + panel.ID + `","interview":"none"}`,
		`{"baseTemplateId":"` + template.ID + `","fieldValues":[{"id":"none","value":"x"}]}`,
		`{"baseTemplateId":"` + template.ID + `","fieldValues":[{"id":"words"}]}`,
		`{"baseTemplateId":"` + template.ID + `","fieldValues":[{"id":"rating","value":"5 - Wow"}]}`,
		`{"baseTemplateId":"` + template.ID + `","createdAt":99999999999999}`,
	} {
		c.refused("POST", at+as, 400, bad)
	}
	c.do("DELETE", at+"/"+id+as, "", 204)
	c.do("DELETE", at+"/"+id+as, "", 404)
	if gone := c.get(at + "/" + id); gone["deletedAt"] == nil || len(c.rows(at)) != 2 {
		t.Errorf("deleted feedback is not readable any more: %v", gone)
	}
	if now, _ := c.fake.Opportunity(company.Ada.ID); len(now.Feedback) != 2 || now.Feedback[0].DeletedAt.IsZero() {
		t.Errorf("state %+v", now.Feedback)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	template := c.fake.AddFormTemplate(levertest.Template{Text: "Check", SecretByDefault: true, Fields: []levertest.Field{
		{ID: "name", Type: "text", Text: "Name", Required: true}, {ID: "pay", Type: "currency", Text: "Pay"},
	}})
	at := "/opportunities/" + company.Ada.ID + "/forms"
	body := func(fields string) string {
		return `{"baseTemplateId":"` + template.ID + `","fields":[` + fields + `]}`
	}
	made := c.one("POST", at+"?perform_as="+company.Recruiter.ID, body(`{"id":"name","value":"Ada"},{"id":"pay","value":50000,"currency":"EUR"}`), 201)
	pay := made["fields"].([]any)[1].(object)
	if made["type"] != "form" || made["user"] != company.Recruiter.ID || made["stage"] != company.Interview.ID || pay["value"] != 50000.0 || pay["currency"] != "EUR" {
		t.Errorf("made %v", made)
	}
	if other := c.one("POST", at, body(`{"id":"pay","value":null},{"id":"name","value":"A"}`), 201); other["user"] != nil {
		t.Errorf("in nobody's name: %v", other)
	}
	c.refused("POST", at, 400, body(`{"id":"name","value":"Ada"}`), body(`{"id":"name","value":null},{"id":"pay","value":1}`),
		body(`{"id":"name","value":5},{"id":"pay","value":1}`), body(`{"id":"name","value":"Ada"},{"id":"pay","value":"much"}`),
		`{"baseTemplateId":"none","fields":[]}`)
	if one := c.get(at + "/" + made["id"].(string)); one["text"] != "Check" || len(c.ids(at)) != 2 {
		t.Errorf("read %v", one)
	}
	c.do("GET", at+"/none", "", 404)
	if now, _ := c.fake.Opportunity(company.Ada.ID); len(now.Forms) != 2 || !now.Forms[0].Secret {
		t.Errorf("state %+v", now.Forms)
	}
}

// TestFieldTypes sends one value that fits and one that does not to each type of field.
func TestFieldTypes(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	options := []levertest.FieldOption{{Text: "red"}, {Text: "blue", OptionID: "b"}}
	at := "/opportunities/" + company.Ada.ID + "/forms"
	for kind, values := range map[string][2]string{
		"text": {`"x"`, `5`}, "textarea": {`"x"`, `[]`}, "note": {`"x"`, `{}`}, "code": {`"x"`, `5`}, "university": {`"x"`, `5`},
		"date": {`1418716800000`, `"today"`}, "currency": {`5.5`, `"5"`}, "score": {`4`, `"4"`}, "yes-no": {`"yes"`, `true`},
		"dropdown": {`"b"`, `"green"`}, "multiple-choice": {`"red"`, `["red"]`}, "multiple-select": {`["red","blue"]`, `["red","green"]`},
		"score-system": {`"red"`, `"green"`}, "scorecard": {`[{"score":3,"comment":"x"}]`, `[{"score":3},{"score":4}]`},
		"file-upload": {`{"id":"f"}`, `5`},
	} {
		template := c.fake.AddFormTemplate(levertest.Template{Fields: []levertest.Field{
			{ID: "q", Type: kind, Text: "?", Options: options, Scores: []levertest.FieldScore{{Text: "Grit"}}},
		}})
		for i, status := range []int{201, 400} {
			c.do("POST", at, fmt.Sprintf(`{"baseTemplateId":%q,"fields":[{"id":"q","value":%s}]}`, template.ID, values[i]), status)
		}
	}
}
