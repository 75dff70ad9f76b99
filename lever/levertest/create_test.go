package levertest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestCreateOpportunity(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	as := "/opportunities?perform_as=" + company.Admin.ID
	answer := c.do("POST", as, `{"name":"Edda Lindholm","headline":"Cook","emails":["Edda@example.com"],"phones":[{"type":"mobile","value":"1"}],
		"postings":["`+company.Backend.ID+`"],"tags":["Test"],"sources":["Fair"],"origin":"university","links":["https://e.example"]}`, 201)
	got := answer["data"].(object)
	if answer["deduped"] != false || got["name"] != "Edda Lindholm" || got["stage"] != "lead-new" || got["owner"] != company.Admin.ID ||
		got["sourcedBy"] != company.Admin.ID || fmt.Sprint(got["followers"]) != "["+company.Recruiter.ID+"]" || got["updatedAt"] == nil ||
		fmt.Sprint(got["tags"]) != "[Test Backend Engineer Product Platform Berlin Full-time]" || got["origin"] != "university" {
		t.Errorf("reply %v", answer)
	}
	if _, there := got["opportunityLocation"]; there {
		t.Error("the reply has a location")
	}
	again := c.do("POST", as, `{"name":"Somebody else","emails":["edda@EXAMPLE.com"],"opportunityLocation":"Porto"}`, 201)
	if twin := again["data"].(object); again["deduped"] != true || twin["name"] != "Edda Lindholm" || twin["contact"] != got["contact"] || twin["id"] == got["id"] {
		t.Errorf("deduped %v", again)
	}
	if full := c.get("/opportunities/" + again["data"].(object)["id"].(string)); full["opportunityLocation"] != "Porto" {
		t.Errorf("read again: %v", full)
	}
	if given := c.do("POST", as, `{"contact":"`+company.Ada.Contact.ID+`"}`, 201); given["deduped"] != false || given["data"].(object)["name"] != "Ada Winter" {
		t.Errorf("existing contact: %v", given)
	}
	long := time.Now().Add(-48 * time.Hour).UnixMilli()
	old := c.one("POST", as, fmt.Sprintf(`{"name":"Old","createdAt":%d,"stage":"offer","archived":{"reason":"hired","archivedAt":%d}}`, long, long+1), 201)
	if old["createdAt"] != float64(long) || old["archived"].(object)["archivedAt"] != float64(long+1) || old["stage"] != "offer" {
		t.Errorf("old: %v", old)
	}
	c.refused("POST", "/opportunities", 400, `{"name":"x"}`)
	c.refused("POST", "/opportunities?perform_as="+company.Interviewer.ID, 403, `{"name":"x"}`)
	c.refused("POST", as, 400, `[]`, `{"postings":["`+company.Backend.ID+`","`+company.Designer.ID+`"]}`, `{"postings":["none"]}`, `{"stage":"Offer"}`,
		`{"origin":"heaven"}`, `{"owner":"nobody"}`, `{"contact":"nobody"}`, `{"createdAt":99999999999999}`, `{"archived":{"archivedAt":1}}`,
		`{"archived":{"reason":"why"}}`, `{"archived":{"reason":"hired","archivedAt":1}}`)
	mine := c.one("POST", "/opportunities?perform_as_posting_owner=true", `{"postings":["`+company.Designer.ID+`"]}`, 201)
	if mine["owner"] != company.Recruiter.ID {
		t.Errorf("in the owner's name: %v", mine)
	}
	c.refused("POST", "/opportunities?perform_as_posting_owner=true", 400, `{"name":"x"}`, `{"postings":["none"]}`)
}

func TestCreateOpportunityWithFiles(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	as := "/opportunities?parse=true&perform_as=" + company.Admin.ID
	send := func(want int, fields [][2]string, files ...string) object {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for _, field := range fields {
			_ = form.WriteField(field[0], field[1])
		}
		for _, name := range files {
			part, _ := form.CreateFormFile(name, name+".pdf")
			_, _ = part.Write([]byte("%PDF " + name))
		}
		_ = form.Close()
		return c.send("POST", as, form.FormDataContentType(), &body, want)
	}
	created := time.Now().Add(-time.Hour).UnixMilli()
	got := send(201, [][2]string{
		{"name", "Edda"}, {"emails[]", "e1@example.com"}, {"emails[]", "e2@example.com"}, {"phones[]", `{"type":"home","value":"7"}`},
		{"tags[]", "Form"}, {"createdAt", fmt.Sprint(created)}, {"archived[reason]", "hired"}, {"archived[archivedAt]", fmt.Sprint(created + 5)},
	}, "resumeFile", "files[]", "files")["data"].(object)
	at := "/opportunities/" + got["id"].(string)
	if len(got["emails"].([]any)) != 2 || got["phones"].([]any)[0].(object)["value"] != "7" || got["archived"].(object)["reason"] != "hired" {
		t.Errorf("reply %v", got)
	}
	if files, resumes := c.rows(at+"/files"), c.rows(at+"/resumes"); len(files) != 2 || len(resumes) != 1 ||
		resumes[0]["file"].(object)["name"] != "resumeFile.pdf" {
		t.Errorf("files %v, resumes %v", files, resumes)
	}
	if actions := c.rows(at + "/file_actions"); len(actions) != 3 || actions[0]["user"].(object)["id"] != company.Admin.ID {
		t.Errorf("actions %v", actions)
	}
	for _, bad := range [][2]string{{"surname", "x"}, {"phones[]", "7"}, {"createdAt", "today"}, {"archived[archivedAt]", "x"}} {
		send(400, [][2]string{bad})
	}
	send(400, nil, "photo")
	c.send("POST", as, "multipart/form-data", strings.NewReader("x"), 400)
	c.send("POST", as, "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nhalf"), 400)
	if all := c.fake.Opportunities(); len(all) != 5 {
		t.Errorf("%d opportunities", len(all))
	}
}

func TestContacts(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	at := "/contacts/" + company.Ada.Contact.ID
	if got := c.get(at); got["name"] != "Ada Winter" || got["location"].(object)["name"] != "Berlin" || got["isAnonymized"] != false {
		t.Errorf("contact %v", got)
	}
	got := c.one("PUT", at, `{"name":"Ada Summer","location":"Graz","phones":[]}`, 200)
	if got["name"] != "Ada Summer" || got["location"].(object)["name"] != "Graz" || got["headline"] != "Backend engineer" || len(got["phones"].([]any)) != 0 {
		t.Errorf("changed %v", got)
	}
	if o := c.get("/opportunities/" + company.Ada.ID); o["name"] != "Ada Summer" || o["location"] != "Graz" || o["headline"] != "Backend engineer" {
		t.Errorf("opportunity %v", o)
	}
	c.refused("PUT", at, 400, `{"location":{"name":"Graz"}}`)
	c.do("GET", "/contacts/nobody", "", 404)
	c.do("PUT", "/contacts/nobody", "{}", 404)
	secret := c.fake.AddOpportunity(levertest.OpportunitySpec{Name: "Quiet", Confidentiality: "confidential"}).Contact.ID
	c.do("GET", "/contacts/"+secret, "", 200)
	c.auth = key(c.fake.IssueKey("contact:write:admin"))
	c.do("GET", "/contacts/"+secret, "", 403)
	c.do("PUT", "/contacts/"+secret, "{}", 403)
}

func TestSourcesAndTags(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	at := "/opportunities/" + company.Ada.ID
	got := c.one("POST", at+"/addSources", `{"sources":["Fair","Referral"]}`, 200)
	if fmt.Sprint(got["sources"]) != "[Fair Referral]" || got["name"] != "" || len(got["emails"].([]any)) != 0 {
		t.Errorf("addSources %v", got)
	}
	c.one("POST", "/opportunities/"+company.Bruno.ID+"/addSources", `{"sources":["Fair"]}`, 200)
	if got = c.one("POST", at+"/removeSources", `{"sources":["Referral"]}`, 200); fmt.Sprint(got["sources"]) != "[Fair]" {
		t.Errorf("removeSources %v", got)
	}
	c.refused("POST", at+"/addSources", 400, `{"tags":["x"]}`)
	if rows := c.rows("/sources"); fmt.Sprint(rows) != "[map[count:2 text:Fair]]" {
		t.Errorf("sources %v", rows)
	}
	var tags []string
	for path := "/tags?limit=5"; path != ""; {
		answer := c.do("GET", path, "", 200)
		for _, row := range answer["data"].([]any) {
			tags = append(tags, fmt.Sprintf("%v:%v", row.(object)["text"], row.(object)["count"]))
		}
		if path = ""; answer["hasNext"] == true {
			path = "/tags?limit=5&offset=" + strings.ReplaceAll(answer["next"].(string), "%", "%25")
		}
	}
	if got := strings.Join(tags, " "); got != "Backend Engineer:2 Berlin:2 Design:1 Full-time:3 Lisbon:1 Platform:2 Product:3 Product Designer:1" {
		t.Errorf("tags %s", got)
	}
	ada := c.one("POST", at+"/addLinks", `{"links":["https://a.example"]}`, 200)
	if _, there := ada["opportunityLocation"]; there || ada["name"] != "Ada Winter" {
		t.Errorf("addLinks %v", ada)
	}
}

func TestDeletedAndSnoozed(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	application := company.Ada.Applications[0].ID
	before := time.Now().UnixMilli()
	if err := c.fake.Delete(company.Ada.ID); err != nil {
		t.Fatal(err)
	}
	if err := c.fake.DeletePosting(company.Designer.ID); err != nil || c.fake.DeletePosting(company.Designer.ID) == nil {
		t.Fatalf("first %v, then none", err)
	}
	rows := c.rows(fmt.Sprintf("/opportunities/deleted?deleted_at_start=%d", before))
	if len(rows) != 1 || rows[0]["id"] != company.Ada.ID || rows[0]["deletedBy"] != company.Recruiter.ID || rows[0]["deletedAt"].(float64) < float64(before) {
		t.Errorf("opportunities %v", rows)
	}
	rows = c.rows("/applications/deleted")
	if len(rows) != 1 || rows[0]["id"] != application || rows[0]["opportunityId"] != company.Ada.ID || rows[0]["postingId"] != company.Backend.ID {
		t.Errorf("applications %v", rows)
	}
	if rows = c.rows("/postings/deleted"); len(rows) != 1 || rows[0]["text"] != "Product Designer" || rows[0]["deletedAt"] == nil {
		t.Errorf("postings %v", rows)
	}
	for _, list := range []string{"/opportunities/deleted", "/applications/deleted", "/postings/deleted"} {
		if rows := c.rows(list + "?deleted_at_end=1"); len(rows) != 0 {
			t.Errorf("%s long ago: %v", list, rows)
		}
		c.do("GET", list+"?deleted_at_end=x", "", 400)
	}
	c.do("GET", "/postings/"+company.Designer.ID, "", 404)
	if err := c.fake.Snooze(company.Bruno.ID, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if ids := c.ids("/opportunities?snoozed=true"); fmt.Sprint(ids) != "["+company.Bruno.ID+"]" {
		t.Errorf("snoozed %v", ids)
	}
	if err := c.fake.Snooze(company.Bruno.ID, time.Time{}); err != nil || len(c.ids("/opportunities?snoozed=true")) != 0 {
		t.Errorf("awake: %v", err)
	}
}
