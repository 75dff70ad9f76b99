package levertest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestUserWrites(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	made := c.one("POST", "/users", `{"name":"Noor Haddad","email":"noor@company.example","externalDirectoryId":"x7","managerId":"`+company.Admin.ID+`"}`, 201)
	at := "/users/" + made["id"].(string)
	if made["accessRole"] != levertest.Interviewer || made["username"] != "noor" || made["externalDirectoryId"] != "x7" || made["managerId"] != company.Admin.ID {
		t.Errorf("made %v", made)
	}
	if ids := c.ids("/users?external_directory_id=x7"); len(ids) != 1 {
		t.Errorf("by directory id: %v", ids)
	}
	changed := c.one("PUT", at, `{"name":"Noor H.","email":"noor@company.example","accessRole":"admin","jobTitle":"Chief"}`, 200)
	if changed["name"] != "Noor H." || changed["externalDirectoryId"] != nil || changed["managerId"] != nil || changed["jobTitle"] != "Chief" ||
		changed["createdAt"] != made["createdAt"] {
		t.Errorf("replaced %v", changed)
	}
	c.refused("PUT", at, 400, `{"name":"x","email":"x@example.com"}`, `{"name":"x","email":"MARA@company.example","accessRole":"admin"}`,
		`{"name":"x","email":"x@example.com","accessRole":"boss"}`)
	c.one("PUT", at, `{"name":"x","email":"x@example.com","accessRole":"3f2b8d1c-0000-4000-8000-000000000001"}`, 200) // a custom role
	c.refused("POST", "/users", 400, `{}`, `{"name":"x","email":"x"}`, `{"name":"x","email":"y@example.com","managerId":"nobody"}`)
	if gone := c.one("POST", at+"/deactivate", "", 200); gone["deactivatedAt"] == nil || len(c.ids("/users")) != 4 {
		t.Errorf("deactivated %v", gone)
	}
	c.do("PUT", "/opportunities/"+company.Ada.ID+"/stage?perform_as="+made["id"].(string), `{"stage":"offer"}`, 403)
	if back := c.one("POST", at+"/reactivate", "", 200); back["deactivatedAt"] != nil || len(c.ids("/users")) != 5 {
		t.Errorf("reactivated %v", back)
	}
	for _, path := range []string{"/users/none/deactivate", "/users/none/reactivate"} {
		c.do("POST", path, "", 404)
	}
	c.do("PUT", "/users/none", "{}", 404)
	added := c.rows("/audit_events?type=user:added")
	if len(added) != 1 || added[0]["user"] != nil || added[0]["target"].(object)["label"] != "Noor Haddad" {
		t.Errorf("audit %v", added)
	}
}

func TestAuditEvents(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	old := c.fake.AddAuditEvent(levertest.AuditEvent{Type: "key:created", User: company.Admin.ID, TargetType: "key", TargetID: "k1", TargetLabel: "ours", At: time.UnixMilli(1000)})
	c.fake.AddAuditEvent(levertest.AuditEvent{Type: "export:downloaded", TargetType: "export", TargetID: "e1", Meta: map[string]any{"rows": 5}})
	rows := c.rows("/audit_events")
	if len(rows) != 2 || rows[1]["id"] != old.ID || rows[1]["user"].(object)["role"] != levertest.SuperAdmin || rows[0]["meta"].(object)["rows"] != 5.0 {
		t.Errorf("not the newest first: %v", rows)
	}
	for query, want := range map[string]int{
		"type=key:created": 1, "user_id=null": 1, "user_id=" + company.Admin.ID: 1, "target_type=key&target_id=k1": 1, "target_type=key&target_id=e1": 0, "created_at_end=1000": 1,
	} {
		if rows := c.rows("/audit_events?" + query); len(rows) != want {
			t.Errorf("%s: %v, want %d", query, rows, want)
		}
	}
	c.do("GET", "/audit_events?target_id=k1", "", 400)
	c.do("GET", "/audit_events?created_at_start=x", "", 400)
}

func TestArchiveReasonsAndDispositionStages(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	own := c.fake.AddArchiveReason("Moved away")
	if ids := c.ids("/archive_reasons"); len(ids) != 4 || ids[0] != "hired" || ids[3] != own.ID {
		t.Errorf("reasons %v", ids)
	}
	if ids := c.ids("/archive_reasons?type=hired"); fmt.Sprint(ids) != "[hired]" {
		t.Errorf("hired %v", ids)
	}
	c.do("GET", "/archive_reasons?type=odd", "", 400)
	if got := c.get("/archive_reasons/" + own.ID); got["text"] != "Moved away" || got["type"] != "non-hired" || got["status"] != "active" {
		t.Errorf("reason %v", got)
	}
	c.do("GET", "/archive_reasons/none", "", 404)
	all := c.get("/disposition_stages")
	stages, reasons := all["stages"].([]any), all["archiveReasons"].([]any)
	rank := 0.0
	for _, each := range stages {
		stage := each.(object)
		if stage["rank"].(float64) <= rank {
			t.Errorf("the rank of %v does not grow", stage)
		}
		rank = stage["rank"].(float64)
	}
	if len(stages) != 8 || stages[0].(object)["pipeline"] != "lead" || stages[6].(object)["id"] != company.ReferenceCheck.ID || stages[6].(object)["hasInterview"] != true ||
		reasons[0].(object)["type"] != "hired" || reasons[1].(object)["type"] != nil {
		t.Errorf("disposition stages %v", all)
	}
}

func TestWebhookBulkUpdate(t *testing.T) {
	t.Parallel()
	c, _ := newCaller(t, levertest.WithoutLimit())
	stage, token := c.listen("https://app.example/a", "candidateStageChange", "")
	deleted, _ := c.listen("https://app.example/a", "candidateDeleted", "")
	byHand := c.fake.AddWebhook("candidateHired", "https://app.example/c")
	answer := c.do("PUT", "/webhooks", `{"data":[{"id":"`+stage+`","url":"https://app.example/b","configuration":{"conditions":{"origins":["applied"]}}},{"id":"`+deleted+`"}]}`, 200)
	first := answer["data"].([]any)[0].(object)
	if len(answer["data"].([]any)) != 3 || first["url"] != "https://app.example/b" || fmt.Sprint(first["configuration"].(object)["conditions"].(object)["origins"]) != "[applied]" ||
		first["configuration"].(object)["signatureToken"] != nil {
		t.Errorf("answer %v", answer)
	}
	if hooks := c.fake.Webhooks(); hooks[0].SignatureToken != token || hooks[1].URL != "https://app.example/a" || !hooks[0].ByAPI || hooks[2].ByAPI {
		t.Errorf("webhooks %+v", hooks)
	}
	c.refused("PUT", "/webhooks", 400, `{}`, `{"data":[{"id":"`+stage+`","url":"ftp://x"}]}`,
		`{"data":[{"id":"`+stage+`","configuration":{"conditions":{"origins":["heaven"]}}}]}`,
		`{"data":[{"id":"`+deleted+`","configuration":{"conditions":{"origins":["applied"]}}}]}`)
	c.refused("PUT", "/webhooks", 404, `{"data":[{"id":"`+stage+`","url":"https://app.example/z"},{"id":"none"}]}`)
	c.refused("PUT", "/webhooks", 403, `{"data":[{"id":"`+byHand.ID+`"}]}`)
	c.do("DELETE", "/webhooks/"+byHand.ID, "", 403)
	if url := c.fake.Webhooks()[0].URL; url != "https://app.example/b" {
		t.Errorf("a refused update changed the address to %s", url)
	}
}

func TestNotesByHandAndScores(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t)
	at := "/opportunities/" + company.Ada.ID + "/notes"
	byHand, err := c.fake.AddNote(company.Ada.ID, levertest.Note{Values: []string{"Call back"}, User: company.Recruiter.ID})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.get(at + "/" + byHand.ID); got["fields"].([]any)[0].(object)["value"] != "Call back" || got["fields"].([]any)[0].(object)["score"] != nil {
		t.Errorf("by hand %v", got)
	}
	c.do("PUT", at+"/"+byHand.ID, `{"values":[{"value":"x"}]}`, 403)
	c.do("DELETE", at+"/"+byHand.ID, "", 403)
	made := c.one("POST", at, `{"value":"Good","score":4}`, 201)
	if made["fields"].([]any)[0].(object)["score"] != 4.0 {
		t.Errorf("made %v", made)
	}
	c.refused("POST", at, 400, `{"value":"x","score":5}`)
	changed := c.one("PUT", at+"/"+made["id"].(string), `{"values":[{"value":"a"},{"value":"b","score":1}]}`, 200)
	if fields := changed["fields"].([]any); fields[0].(object)["score"] != nil || fields[1].(object)["score"] != 1.0 {
		t.Errorf("changed %v", changed)
	}
}
