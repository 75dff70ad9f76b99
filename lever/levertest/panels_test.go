package levertest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestPanels(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	at := "/opportunities/" + company.Ada.ID + "/panels"
	as := "?perform_as=" + company.Recruiter.ID
	who := `"interviewers":[{"id":"` + company.Interviewer.ID + `"}]`
	body := `{"timezone":"Europe/Berlin","note":"Bring coffee","applications":["` + company.Ada.Applications[0].ID + `"],"interviews":[
		{"subject":"Talk","date":1783260000000,"duration":60,` + who + `},{"subject":"Code","date":1783250000000,"duration":30,"location":"Room 1",` + who + `}]}`
	made := c.one("POST", at+as, body, 201)
	id := made["id"].(string)
	first := made["interviews"].([]any)[0].(object)
	guest := first["interviewers"].([]any)[0].(object)
	if made["start"] != 1783250000000.0 || made["end"] != 1783263600000.0 || made["externallyManaged"] != true || made["feedbackReminder"] != "daily" ||
		made["user"] != company.Recruiter.ID || made["stage"] != company.Interview.ID || made["canceledAt"] != nil ||
		first["feedbackTemplate"] != "no-feedback" || guest["name"] != "Tom Vesely" || guest["responseStatus"] != "needsAction" {
		t.Errorf("made %v", made)
	}
	keep := first["id"].(string)
	changed := c.one("PUT", at+"/"+id+as, `{"timezone":"UTC","feedbackReminder":"none","interviews":[
		{"id":"`+keep+`","subject":"Longer talk","date":1783260000000,"duration":90,`+who+`},{"subject":"Lunch","date":1783270000000,"duration":30,`+who+`}]}`, 200)
	interviews := changed["interviews"].([]any)
	if changed["id"] != id || changed["note"] != nil || len(changed["applications"].([]any)) != 0 || changed["createdAt"] != made["createdAt"] ||
		interviews[0].(object)["id"] != keep || interviews[0].(object)["duration"] != 90.0 || interviews[1].(object)["subject"] != "Lunch" || len(interviews) != 2 {
		t.Errorf("replaced %v", changed)
	}
	c.refused("POST", at, 400, body)
	c.refused("POST", "/opportunities/"+company.Ada.ID+"/panels?perform_as="+company.Interviewer.ID, 403, body)
	for _, bad := range []string{
		`{}`, `{"timezone":"UTC","interviews":[]}`, strings.Replace(body, `"duration":60`, `"duration":0`, 1),
		strings.Replace(body, company.Interviewer.ID, "nobody", 1), strings.Replace(body, company.Ada.Applications[0].ID, "none", 1),
		`{"timezone":"UTC","applications":[],"interviews":[{"date":1,"duration":1,` + who + `}]}`,
		`{"timezone":"UTC","feedbackReminder":"hourly","interviews":[{"date":1,"duration":1,` + who + `}]}`,
		`{"timezone":"UTC","interviews":[{"date":1,"duration":1,"feedbackReminder":"hourly",` + who + `}]}`,
		`{"timezone":"UTC","interviews":[{"id":"none","date":1,"duration":1,` + who + `}]}`,
	} {
		c.refused("POST", at+as, 400, bad)
	}
	byHand, err := c.fake.AddPanel(company.Ada.ID, levertest.Panel{Interviews: []levertest.Interview{{Subject: "Tea"}}})
	if err != nil {
		t.Fatal(err)
	}
	c.do("PUT", at+"/"+byHand.ID+as, body, 403)
	c.do("DELETE", at+"/"+byHand.ID+as, "", 403)
	c.do("PUT", "/opportunities/"+company.Ada.ID+"/interviews/"+byHand.Interviews[0].ID+as, "{}", 403)
	if ids := c.ids(at); len(ids) != 2 {
		t.Errorf("list %v", ids)
	}
	c.do("DELETE", at+"/"+id, "", 400)
	c.do("DELETE", at+"/"+id+as, "", 204)
	c.do("DELETE", at+"/"+id+as, "", 404)
	gone := c.get(at + "/" + id)
	if gone["canceledAt"] == nil || len(c.ids(at)) != 2 {
		t.Errorf("canceled %v", gone)
	}
	c.do("GET", at+"/none", "", 404)
	if _, err := c.fake.AddPanel("nobody", levertest.Panel{}); err == nil {
		t.Error("a panel for nobody")
	}
}

func TestInterviews(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	r := new(receiver)
	c.fake.DeliverTo(r)
	for _, event := range []string{"interviewCreated", "interviewUpdated", "interviewDeleted"} {
		c.listen("https://app.example/", event, "")
	}
	application := company.Ada.Applications[0].ID
	panel, err := c.fake.AddPanel(company.Ada.ID, levertest.Panel{
		ID: "panel", ExternallyManaged: true, Timezone: "UTC", User: company.Admin.ID, Applications: []string{application},
		Interviews: []levertest.Interview{{ID: "first", Date: time.Now().Add(time.Hour), Duration: 30}},
	})
	if err != nil || panel.FeedbackReminder != "daily" {
		t.Fatalf("%+v, %v", panel, err)
	}
	at := "/opportunities/" + company.Ada.ID + "/interviews"
	as := "?perform_as=" + company.Recruiter.ID
	body := `{"panel":"panel","subject":"Second","date":1783260000000,"duration":15,"feedbackTemplate":"sheet","interviewers":[{"id":"` + company.Admin.ID + `"}]}`
	made := c.one("POST", at+as, body, 201)
	id := made["id"].(string)
	if made["panel"] != "panel" || made["feedbackTemplate"] != "sheet" || made["timezone"] != "UTC" || made["user"] != company.Admin.ID ||
		fmt.Sprint(made["postings"]) != "["+company.Backend.ID+"]" || made["opportunityId"] != company.Ada.ID || made["gcalEventUrl"] != nil {
		t.Errorf("made %v", made)
	}
	if _, there := made["interviewers"].([]any)[0].(object)["responseStatus"]; there {
		t.Error("a response status outside the panel")
	}
	changed := c.one("PUT", at+"/"+id+as, strings.NewReplacer("Second", "Third", `"feedbackTemplate":"sheet",`, "").Replace(body), 200)
	if changed["subject"] != "Third" || changed["feedbackTemplate"] != nil || changed["createdAt"] != made["createdAt"] || changed["id"] != id {
		t.Errorf("replaced %v", changed)
	}
	c.refused("POST", at, 400, body)
	c.refused("POST", at+as, 400, `{}`, `{"panel":"panel"}`)
	c.refused("POST", at+as, 404, `{"panel":"none"}`)
	c.do("PUT", at+"/none"+as, body, 404)
	c.do("PUT", at+"/"+id, body, 400)
	c.do("DELETE", at+"/"+id, "", 400)
	if ids := c.ids(at); len(ids) != 2 {
		t.Errorf("list %v", ids)
	}
	c.do("DELETE", at+"/"+id+as, "", 204)
	c.do("GET", at+"/"+id, "", 404)
	c.do("DELETE", at+"/first"+as, "", 204) // the last one cancels the panel
	if last, whole := c.get(at+"/first"), c.get("/opportunities/"+company.Ada.ID+"/panels/panel"); last["canceledAt"] == nil || whole["canceledAt"] == nil {
		t.Errorf("canceled %v, %v", last, whole)
	}
	c.do("PUT", at+"/first"+as, body, 404)
	if err := c.fake.WaitDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"interviewCreated first": 1, "interviewCreated " + id: 1, "interviewUpdated " + id: 1, "interviewDeleted " + id: 1, "interviewDeleted first": 1}
	got := make(map[string]int)
	for _, d := range c.fake.Deliveries() {
		e := c.event(d.Body, c.tokenOf(d.Webhook))
		got[fmt.Sprint(e.Event, " ", e.Data["interviewId"])]++
		if e.Data["panelId"] != "panel" || e.Data["opportunityId"] != company.Ada.ID || e.Data["contactId"] != company.Ada.Contact.ID {
			t.Errorf("event %s", d.Body)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

func TestArchivingCleansInterviews(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	for id, date := range map[string]time.Time{"past": time.Now().Add(-time.Hour), "coming": time.Now().Add(time.Hour)} {
		if _, err := c.fake.AddPanel(company.Ada.ID, levertest.Panel{ID: id, Interviews: []levertest.Interview{{Date: date, Duration: 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	c.do("PUT", "/opportunities/"+company.Ada.ID+"/archived", `{"reason":"hired","cleanInterviews":true}`, 200)
	for id, canceled := range map[string]bool{"past": false, "coming": true} {
		if got := c.get("/opportunities/" + company.Ada.ID + "/panels/" + id); (got["canceledAt"] != nil) != canceled {
			t.Errorf("%s: %v", id, got)
		}
	}
}

// tokenOf returns the signature token of a webhook.
func (c *caller) tokenOf(webhook string) string {
	for _, h := range c.fake.Webhooks() {
		if h.ID == webhook {
			return h.SignatureToken
		}
	}
	return ""
}
