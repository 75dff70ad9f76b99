package levertest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

func TestControlAddsEveryKindOfRow(t *testing.T) {
	t.Parallel()
	c, company := newCaller(t, levertest.WithoutLimit())
	at := "/opportunities/" + company.Ada.ID
	content := base64.StdEncoding.EncodeToString([]byte("%PDF"))
	for path, body := range map[string]string{
		"/archive_reasons":    `{"text":"Moved away"}`,
		"/requisitions":       `{"name":"Cooks","requisitionCode":"R-1","headcountTotal":2}`,
		"/requisition_fields": `{"text":"Start","type":"date"}`,
		"/feedback_templates": `{"text":"Call","fields":[{"type":"score-system","text":"Rating"}]}`,
		"/form_templates":     `{"text":"Check","fields":[{"type":"text","text":"Name"}]}`,
		"/audit_events":       `{"type":"key:created","targetType":"key","targetId":"k"}`,
		"/webhooks":           `{"event":"candidateHired","url":"https://app.example/"}`,
		at + "/notes":         `{"values":["Call back"]}`,
		at + "/panels":        `{"timezone":"UTC","interviews":[{"subject":"Talk","duration":30}]}`,
		at + "/referrals":     `{"referrer":"` + company.Admin.ID + `"}`,
		at + "/resumes":       `{"name":"cv.pdf","content":"` + content + `"}`,
		at + "/offers":        `{"status":"sent","sent":{"name":"offer.pdf","content":"` + content + `"}}`,
	} {
		c.control("POST", path, body, 201)
		if rows := c.rows(path); path != "/audit_events" && path != "/archive_reasons" && len(rows) != 1 {
			t.Errorf("%s: %v", path, rows)
		}
	}
	offer := c.rows(at + "/offers")[0]["id"].(string)
	resume := c.rows(at + "/resumes")[0]["id"].(string)
	for _, path := range []string{"/offers/" + offer, "/resumes/" + resume} {
		if status, _, text := c.download(at + path + "/download"); status != 200 || text != "%PDF" {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	var state struct {
		FeedbackTemplates, FormTemplates []levertest.Template
		Requisitions                     []levertest.Requisition
		RequisitionFields                []levertest.RequisitionField
		AuditEvents                      []levertest.AuditEvent
		Opportunities                    []levertest.Opportunity
	}
	if err := json.Unmarshal(c.control("GET", "/state", "", 200), &state); err != nil || len(state.FeedbackTemplates) != 1 || len(state.FormTemplates) != 1 ||
		len(state.Requisitions) != 1 || len(state.RequisitionFields) != 1 || len(state.AuditEvents) != 1 || len(state.Opportunities[0].Offers) != 1 {
		t.Errorf("state %+v, %v", state, err)
	}
	c.control("POST", at+"/snooze", fmt.Sprintf(`{"until":%d}`, time.Now().Add(time.Hour).UnixMilli()), 204)
	if ids := c.ids("/opportunities?snoozed=true"); len(ids) != 1 {
		t.Errorf("snoozed %v", ids)
	}
	c.control("POST", at+"/snooze", `{"until":0}`, 204)
	c.control("DELETE", "/postings/"+company.Designer.ID, "", 204)
	c.control("DELETE", "/postings/"+company.Designer.ID, "", 404)
	if ids := c.ids("/opportunities?snoozed=true"); len(ids) != 0 {
		t.Errorf("awake %v", ids)
	}
	for path, body := range map[string]string{
		"/postings": `{"customQuestions":[{"fields":[{"type":"riddle"}]}]}`, "/webhooks": `{"event":"offerCreated"}`, "/feedback_templates": `{"fields":[]}`,
		"/requisition_fields": `{}`, "/apps": `{}`,
	} {
		c.control("POST", path, body, 400)
	}
	c.control("POST", "/opportunities/nobody/offers", `{}`, 404)
	c.control("POST", at+"/offers", `{`, 400)
}

func TestControlGivesAccess(t *testing.T) {
	t.Parallel()
	p, _ := newPartner(t)
	made := p.control("POST", "/apps", `{"name":"Second","redirect_uris":["https://app.example/callback?tenant=7"]}`, 201)
	if err := json.Unmarshal(made, &p.App); err != nil || p.ClientID == "" || p.ClientSecret == "" {
		t.Fatalf("%s, %v", made, err)
	}
	answer := p.redeem(p.approve("offline_access users:read:admin"), 200)
	p.use(answer)
	p.do("GET", "/users", "", 200)
	p.control("POST", "/expire", "", 204)
	p.do("GET", "/users", "", 401)
	p.use(p.refresh(text(answer["refresh_token"]), 200))
	p.do("GET", "/users", "", 200)
	p.control("POST", "/apps/"+p.ClientID+"/revoke", "", 204)
	p.control("POST", "/apps/nobody/revoke", "", 404)
	p.do("GET", "/users", "", 401)
}
