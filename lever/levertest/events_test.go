package levertest_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// TestAllEvents lets each of Lever's ten events happen once and looks at its data.
func TestAllEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t, levertest.WithoutLimit())
		c.fake.DeliverTo(new(receiver))
		ada, bruno := company.Ada, company.Bruno
		as := "?perform_as=" + company.Admin.ID
		who := `"date":1783260000000,"duration":15,"interviewers":[{"id":"` + company.Admin.ID + `"}]`
		panel, err := c.fake.AddPanel(ada.ID, levertest.Panel{ExternallyManaged: true, Timezone: "UTC"})
		if err != nil {
			t.Fatal(err)
		}
		interviews := "/opportunities/" + ada.ID + "/interviews"
		var interview string
		for _, step := range []struct {
			event string
			do    func()
			want  []string // keys of the data
		}{
			{"candidateStageChange", func() { c.do("PUT", "/opportunities/"+ada.ID+"/stage", `{"stage":"offer"}`, 200) }, []string{"opportunityId", "contactId", "fromStageId", "toStageId"}},
			{"applicationCreated", func() { _ = c.fake.Apply(ada.ID, company.Designer.ID) }, []string{"opportunityId", "applicationId"}},
			{"contactCreated", func() { c.do("POST", "/opportunities"+as, `{"name":"New"}`, 201) }, []string{"contactId"}},
			{"contactUpdated", func() { c.do("PUT", "/contacts/"+ada.Contact.ID, `{"headline":"Lead"}`, 200) }, []string{"contactId"}},
			{"interviewCreated", func() {
				interview = c.one("POST", interviews+as, `{"panel":"`+panel.ID+`",`+who+`}`, 201)["id"].(string)
			}, []string{"opportunityId", "interviewId", "panelId"}},
			{"interviewUpdated", func() { c.do("PUT", interviews+"/"+interview+as, `{`+who+`}`, 200) }, []string{"opportunityId", "interviewId"}},
			{"interviewDeleted", func() { c.do("DELETE", interviews+"/"+interview+as, "", 204) }, []string{"opportunityId", "interviewId"}},
			{"candidateArchiveChange", func() { c.do("PUT", "/opportunities/"+bruno.ID+"/archived", `{"reason":"hired"}`, 200) }, []string{"opportunityId", "toArchived", "fromArchived"}},
			{"candidateHired", func() { _ = c.fake.Archive(ada.ID, "Hired") }, []string{"opportunityId"}},
			{"candidateDeleted", func() { _ = c.fake.Delete(bruno.ID) }, []string{"opportunityId"}},
		} {
			before := len(c.fake.Deliveries())
			hook, token := c.listen("https://app.example/", step.event, "")
			step.do()
			synctest.Wait()
			sent := c.fake.Deliveries()[before:]
			if len(sent) != 1 || !sent[0].Delivered() || sent[0].Webhook != hook {
				t.Fatalf("%s: %+v", step.event, sent)
			}
			e := c.event(sent[0].Body, token)
			for _, name := range step.want {
				if _, there := e.Data[name]; !there || e.Event != step.event {
					t.Errorf("%s has no %s: %s", step.event, name, sent[0].Body)
				}
			}
			c.do("DELETE", "/webhooks/"+hook, "", 204)
		}
	})
}

// TestStaleReadsOfEverything freezes the reads, changes one row of each kind and compares.
func TestStaleReadsOfEverything(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, company := newCaller(t, levertest.WithoutLimit())
		rating := []levertest.Field{{ID: "rating", Type: "score-system", Text: "Rating"}}
		template := c.fake.AddFeedbackTemplate(levertest.Template{Text: "Call", Fields: rating}).ID
		at := "/opportunities/" + company.Ada.ID
		as := "?perform_as=" + company.Admin.ID
		feedback := c.one("POST", at+"/feedback"+as, `{"baseTemplateId":"`+template+`"}`, 201)["id"].(string)
		requisition := c.fake.AddRequisition(levertest.Requisition{Name: "One", Code: "R-1", Headcount: 1}).ID
		panel, _ := c.fake.AddPanel(company.Ada.ID, levertest.Panel{ExternallyManaged: true, Interviews: []levertest.Interview{{ID: "talk"}}})
		paths := []string{
			at + "/feedback", at + "/panels", at + "/interviews", "/requisitions", "/users", "/feedback_templates", "/webhooks", "/audit_events",
			"/opportunities/deleted", "/contacts/" + company.Ada.Contact.ID, "/requisition_fields", at + "/file_actions",
		}
		read := func() (texts []string) {
			for _, path := range paths {
				texts = append(texts, fmt.Sprint(c.do("GET", path, "", 200)))
			}
			return texts
		}
		before := read()
		c.fake.Faults().Add(levertest.Fault{Kind: levertest.Stale, Method: "POST", Path: "/v1/users", Delay: time.Minute})
		c.do("POST", "/users", `{"name":"x","email":"x@example.com"}`, 201)
		c.do("PUT", at+"/feedback/"+feedback+as, `{"fieldValues":[{"id":"rating","value":"3 - Hire"}]}`, 200)
		c.do("DELETE", at+"/panels/"+panel.ID+as, "", 204)
		c.do("PUT", "/requisitions/"+requisition, `{"name":"Two","requisitionCode":"R-1","headcountTotal":2}`, 200)
		c.do("DELETE", "/feedback_templates/"+template, "", 403)
		c.do("PUT", "/feedback_templates/"+template, `{"text":"Visit","fields":[{"type":"score-system","text":"Rating"}]}`, 200)
		c.listen("https://app.example/", "candidateHired", "")
		c.do("PUT", "/contacts/"+company.Ada.Contact.ID, `{"name":"Other"}`, 200)
		c.do("POST", "/requisition_fields", `{"text":"Start","type":"date"}`, 201)
		c.upload(at+"/files"+as, "file", "a.pdf", []byte("x"), 201)
		_ = c.fake.Delete(company.Dario.ID)
		for i, text := range read() {
			if text != before[i] {
				t.Errorf("%s was seen too early: %s", paths[i], text)
			}
		}
		timer := time.NewTimer(time.Minute)
		<-timer.C
		for i, text := range read() {
			if text == before[i] {
				t.Errorf("%s was never seen", paths[i])
			}
		}
	})
}
