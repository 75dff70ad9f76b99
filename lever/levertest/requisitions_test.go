package levertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestRequisitions(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	made := c.one("POST", "/requisitions", `{"name":"Two cooks","requisitionCode":"R-1","headcountTotal":2,"team":"Kitchen","owner":"`+company.Recruiter.ID+`",
		"postingIds":["`+company.Backend.ID+`"],"customFields":{"cost_center":"42"},"compensationBand":{"min":1,"max":2,"currency":"EUR","interval":"per-year-salary"}}`, 201)
	id := made["id"].(string)
	at := "/requisitions/" + id
	state := made["stateHistory"].([]any)[0].(object)
	if made["ownerUserId"] != company.Recruiter.ID || made["creatorUserId"] != nil || made["team"] != "Kitchen" || state["status"] != "open" ||
		state["attribution"].(object)["service"] != "data-api" || made["headcountTotal"] != 2.0 || made["search"] == nil || made["owner"] != nil {
		t.Errorf("raw shape: %v", made)
	}
	if _, there := made["location"]; there {
		t.Error("the raw shape has an empty field")
	}
	got := c.get(at)
	if got["owner"] != company.Recruiter.ID || got["team"] != "Kitchen" || got["location"] != nil || got["customFields"].(object)["cost_center"] != "42" ||
		fmt.Sprint(got["postings"]) != "["+company.Backend.ID+"]" || got["compensationBand"].(object)["max"] != 2.0 || got["closedAt"] != nil {
		t.Errorf("read %v", got)
	}
	raw := c.one("PUT", at, `{"name":"Cooks","requisitionCode":"R-1","headcountTotal":"unlimited","status":"closed"}`, 200)
	got = c.get(at)
	if raw["headcountInfinite"] != true || len(raw["stateHistory"].([]any)) != 2 || got["headcountTotal"] != "unlimited" || got["team"] != nil || got["owner"] != nil ||
		len(got["customFields"].(object)) != 0 || got["closedAt"] == nil || got["createdAt"] != made["createdAt"] {
		t.Errorf("overwritten: %v, read %v", raw, got)
	}
	c.refused("POST", "/requisitions", 400, `{}`, `{"name":"x","requisitionCode":"y","headcountTotal":0}`, `{"name":"x","requisitionCode":"y","headcountTotal":"many"}`,
		`{"name":"x","requisitionCode":"R-1","headcountTotal":1}`, `{"name":"x","requisitionCode":"y","headcountTotal":1,"status":"odd"}`,
		`{"name":"x","requisitionCode":"y","headcountTotal":1,"owner":"nobody"}`, `{"name":"x","requisitionCode":"y","headcountTotal":1,"postingIds":["none"]}`,
		`{"name":"x","requisitionCode":"y","headcountTotal":1,"createdAt":99999999999999}`)
	quiet := c.fake.AddPosting(levertest.Posting{Text: "Quiet", Confidentiality: "confidential"}).ID
	secret := c.fake.AddRequisition(levertest.Requisition{Name: "Chief", Code: "R-2", Headcount: 1, Postings: []string{quiet}, Creator: company.Admin.ID})
	for query, want := range map[string]int{
		"": 1, "confidentiality=all": 2, "confidentiality=confidential": 1, "requisition_code=R-1": 1, "status=open": 0, "status=closed&status=open": 1, "created_at_end=1": 0,
	} {
		if ids := c.ids("/requisitions?" + query); len(ids) != want {
			t.Errorf("%s: %v, want %d", query, ids, want)
		}
	}
	c.auth = key(c.fake.IssueKey("requisitions:write:admin"))
	c.do("GET", "/requisitions/"+secret.ID, "", 403)
	c.do("DELETE", at, "", 204)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		c.do(method, at, "{}", 404)
	}
}

func TestHireForRequisition(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	requisition := c.fake.AddRequisition(levertest.Requisition{Name: "One", Code: "R-1", Headcount: 1, HiringManager: company.Admin.ID}).ID
	hire := `{"reason":"hired","requisitionId":"` + requisition + `"}`
	at := "/opportunities/" + company.Ada.ID
	c.refused("PUT", at+"/archived", 400, strings.Replace(hire, requisition, "none", 1), strings.Replace(hire, "hired", "b1f7d0c2-3f0e-4d2c-9a55-0c1d5d7d2a01", 1))
	c.do("PUT", at+"/archived", hire, 200)
	application := c.get(at + "/applications/" + company.Ada.Applications[0].ID)
	if application["requisitionForHire"].(object)["requisitionCode"] != "R-1" || application["archived"].(object)["reason"] != "hired" || len(c.rows(at+"/applications")) != 1 {
		t.Errorf("application %v", application)
	}
	if got := c.get("/requisitions/" + requisition); got["headcountHired"] != 1.0 {
		t.Errorf("requisition %v", got)
	}
	c.refused("PUT", "/opportunities/"+company.Bruno.ID+"/archived", 400, hire) // filled
	c.do("GET", at+"/applications/none", "", 404)
}

func TestRequisitionWritesSwitchedOff(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t, levertest.WithoutRequisitionWrites())
	id := c.fake.AddRequisition(levertest.Requisition{Name: "One", Code: "R-1", Headcount: 1}).ID
	c.refused("POST", "/requisitions", 403, `{}`)
	c.refused("PUT", "/requisitions/"+id, 403, `{}`)
	c.refused("DELETE", "/requisitions/"+id, 403, ``)
	c.do("GET", "/requisitions/"+id, "", 200)
}

func TestRequisitionFields(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t, levertest.WithoutLimit())
	made := c.one("POST", "/requisition_fields", `{"text":"Job Level","type":"dropdown","isRequired":true,"options":[{"text":"junior"}]}`, 201)
	if made["id"] != "job_level" || made["options"].([]any)[0].(object)["id"] == "" || made["isRequired"] != true {
		t.Errorf("made %v", made)
	}
	c.fake.AddRequisitionField(levertest.RequisitionField{Text: "Start", Type: "date"})
	c.one("POST", "/requisition_fields", `{"id":"site","text":"Site","type":"object","isRequired":false,"subfields":[{"id":"city","text":"City","type":"text"}]}`, 201)
	if answer := c.do("GET", "/requisition_fields", "", 200); len(answer) != 1 || len(answer["data"].([]any)) != 3 {
		t.Errorf("list %v", answer)
	}
	if ids := c.ids("/requisition_fields?isRequired=true&type=dropdown"); fmt.Sprint(ids) != "[job_level]" {
		t.Errorf("filtered %v", ids)
	}
	options := "/requisition_fields/job_level/options"
	added := c.do("POST", options, `{"values":[{"text":"senior"},{"text":"lead"}]}`, 201)["data"].([]any)
	senior := added[1].(object)["id"].(string)
	if len(added) != 3 || added[1].(object)["text"] != "senior" {
		t.Errorf("added %v", added)
	}
	changed := c.do("PUT", options, `{"values":[{"id":"`+senior+`","text":"expert"}]}`, 200)["data"].([]any)
	if changed[1].(object)["text"] != "expert" || changed[1].(object)["id"] != senior {
		t.Errorf("changed %v", changed)
	}
	c.do("DELETE", options, `{"values":[{"id":"`+senior+`"}]}`, 204)
	if got := c.get("/requisition_fields/job_level"); len(got["options"].([]any)) != 2 {
		t.Errorf("read %v", got)
	}
	many := `{"values":[` + strings.TrimSuffix(strings.Repeat(`{"text":"x"},`, 4001), ",") + `]}`
	c.refused("POST", options, 400, `{}`, `{"values":[{"id":"x"}]}`, `[]`, many)
	c.refused("PUT", options, 400, `{"values":[{"id":"none","text":"x"}]}`)
	c.refused("DELETE", options, 400, `{"values":[{"id":"none"}]}`)
	c.refused("POST", "/requisition_fields/start/options", 400, `{"values":[{"text":"x"}]}`)
	replaced := c.one("PUT", "/requisition_fields/job_level", `{"text":"Level","type":"text","isRequired":false}`, 200)
	if replaced["id"] != "job_level" || replaced["text"] != "Level" || replaced["options"] != nil {
		t.Errorf("replaced %v", replaced)
	}
	c.refused("POST", "/requisition_fields", 400, `{}`, `{"text":"x","type":"riddle"}`, `{"text":"x","type":"text","options":[{"text":"y"}]}`,
		`{"text":"x","type":"object"}`, `{"id":"site","text":"x","type":"text"}`)
	c.do("DELETE", "/requisition_fields/job_level", "", 204)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		if err := c.do(method, "/requisition_fields/job_level", "{}", 404); err["code"] != "NotFoundError" {
			t.Errorf("%s: %v", method, err)
		}
	}
	for i := range 98 {
		c.fake.AddRequisitionField(levertest.RequisitionField{Text: fmt.Sprint("Field ", i), Type: "text"})
	}
	c.refused("POST", "/requisition_fields", 400, `{"text":"one too many","type":"text"}`)
}
