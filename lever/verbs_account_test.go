package lever

import (
	"context"
	"encoding/json"
)

var (
	testFields      = []FormFieldRequest{{Type: "score-system", Text: "Overall"}}
	testRequisition = RequisitionRequest{
		Name: "Need", RequisitionCode: "ENG-1", HeadcountTotal: Headcount{Unlimited: true},
		CustomFields: map[string]json.RawMessage{"cost_center": json.RawMessage(`{"city":"Bern"}`)}, PostingIDs: []string{"p"},
	}
	testField = RequisitionFieldRequest{ID: "cost_center", Text: "Cost center", Type: "object", Subfields: []RequisitionSubfield{{ID: "city", Text: "City", Type: "text"}}}
	testUser  = UserRequest{Name: "Olga", Email: "olga@example.com", AccessRole: "interviewer"}
)

// accountVerbs are the verbs of what belongs to the account.
var accountVerbs = []verb{
	{"list archive reasons", "GET /archive_reasons type=hired", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.ArchiveReasons.List(ctx, ArchiveReasonListOptions{Type: ArchiveReasonTypeHired}))
	}},
	{"all archive reasons", "GET /archive_reasons ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.ArchiveReasons.All(ctx, ArchiveReasonListOptions{}))
	}},
	{"get archive reason", "GET /archive_reasons/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.ArchiveReasons.Get(ctx, "x/1"))
	}},
	{"get disposition stages", "GET /disposition_stages ", "", `{"data": {"stages": [], "archiveReasons": []}}`, func(ctx context.Context, c *Client) error {
		return second(c.DispositionStages.Get(ctx))
	}},
	{"list sources", "GET /sources ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Sources.List(ctx, ListOptions{}))
	}},
	{"all sources", "GET /sources ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Sources.All(ctx, ListOptions{}))
	}},
	{"list tags", "GET /tags ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Tags.List(ctx, ListOptions{}))
	}},
	{"all tags", "GET /tags ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Tags.All(ctx, ListOptions{}))
	}},
	{"list feedback templates", "GET /feedback_templates ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.FeedbackTemplates.List(ctx, ListOptions{}))
	}},
	{"all feedback templates", "GET /feedback_templates ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.FeedbackTemplates.All(ctx, ListOptions{}))
	}},
	{"get feedback template", "GET /feedback_templates/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FeedbackTemplates.Get(ctx, "x/1"))
	}},
	{"create feedback template", "POST /feedback_templates ", `{"text":"T","fields":[{"type":"score-system","text":"Overall"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FeedbackTemplates.Create(ctx, FeedbackTemplateRequest{Text: "T", Fields: testFields}))
	}},
	{"update feedback template", "PUT /feedback_templates/x%2F1 ", `{"text":"T","fields":[{"type":"score-system","text":"Overall"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FeedbackTemplates.Update(ctx, "x/1", FeedbackTemplateRequest{Text: "T", Fields: testFields}))
	}},
	{"delete feedback template", "DELETE /feedback_templates/x%2F1 ", "", "", func(ctx context.Context, c *Client) error {
		return c.FeedbackTemplates.Delete(ctx, "x/1")
	}},
	{"list form templates", "GET /form_templates include=text&include=fields", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.FormTemplates.List(ctx, FormTemplateListOptions{Include: []string{"text", "fields"}}))
	}},
	{"all form templates", "GET /form_templates ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.FormTemplates.All(ctx, FormTemplateListOptions{}))
	}},
	{"get form template", "GET /form_templates/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FormTemplates.Get(ctx, "x/1"))
	}},
	{"create form template", "POST /form_templates ", `{"text":"T","secretByDefault":true,"fields":[{"type":"score-system","text":"Overall"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FormTemplates.Create(ctx, FormTemplateRequest{Text: "T", Fields: testFields, SecretByDefault: new(true)}))
	}},
	{"update form template", "PUT /form_templates/x%2F1 ", `{"text":"T","secretByDefault":true,"fields":[{"type":"score-system","text":"Overall"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.FormTemplates.Update(ctx, "x/1", FormTemplateRequest{Text: "T", Fields: testFields, SecretByDefault: new(true)}))
	}},
	{"delete form template", "DELETE /form_templates/x%2F1 ", "", "", func(ctx context.Context, c *Client) error {
		return c.FormTemplates.Delete(ctx, "x/1")
	}},
	{"list requisitions", "GET /requisitions confidentiality=all&created_at_start=1000&requisition_code=ENG-1&status=open&status=onHold", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.Requisitions.List(ctx, RequisitionListOptions{
			RequisitionCode: []string{"ENG-1"}, Status: []RequisitionStatus{RequisitionStatusOpen, RequisitionStatusOnHold},
			Confidentiality: ConfidentialityAll, CreatedAtStart: at(1),
		}))
	}},
	{"all requisitions", "GET /requisitions ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Requisitions.All(ctx, RequisitionListOptions{}))
	}},
	{"get requisition", "GET /requisitions/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Requisitions.Get(ctx, "x/1"))
	}},
	{"create requisition", "POST /requisitions ", `{"name":"Need","requisitionCode":"ENG-1","headcountTotal":"unlimited","customFields":{"cost_center":{"city":"Bern"}},"postingIds":["p"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Requisitions.Create(ctx, testRequisition))
	}},
	{"update requisition", "PUT /requisitions/x%2F1 ", `{"name":"Need","requisitionCode":"ENG-1","headcountTotal":"unlimited","customFields":{"cost_center":{"city":"Bern"}},"postingIds":["p"]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Requisitions.Update(ctx, "x/1", testRequisition))
	}},
	{"delete requisition", "DELETE /requisitions/x%2F1 ", "", "", func(ctx context.Context, c *Client) error {
		return c.Requisitions.Delete(ctx, "x/1")
	}},
	{"list requisition fields", "GET /requisition_fields isRequired=false&type=dropdown", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.List(ctx, RequisitionFieldListOptions{IsRequired: new(false), Type: []string{"dropdown"}}))
	}},
	{"all requisition fields", "GET /requisition_fields ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.RequisitionFields.All(ctx, RequisitionFieldListOptions{}))
	}},
	{"get requisition field", "GET /requisition_fields/x%2F1 ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.Get(ctx, "x/1"))
	}},
	{"create requisition field", "POST /requisition_fields ", `{"id":"cost_center","text":"Cost center","type":"object","isRequired":false,"subfields":[{"id":"city","text":"City","type":"text"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.Create(ctx, testField))
	}},
	{"update requisition field", "PUT /requisition_fields/x%2F1 ", `{"id":"cost_center","text":"Cost center","type":"object","isRequired":false,"subfields":[{"id":"city","text":"City","type":"text"}]}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.Update(ctx, "x/1", testField))
	}},
	{"delete requisition field", "DELETE /requisition_fields/x%2F1 ", "", "", func(ctx context.Context, c *Client) error {
		return c.RequisitionFields.Delete(ctx, "x/1")
	}},
	{"add options", "POST /requisition_fields/x%2F1/options ", `{"values":[{"text":"intern"}]}`, `{"data": {"id": "o", "text": "intern"}}`, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.AddOptions(ctx, "x/1", []string{"intern"}))
	}},
	{"update options", "PUT /requisition_fields/x%2F1/options ", `{"values":[{"id":"o","text":"trainee"}]}`, `{"data": [{"id": "o", "text": "trainee"}]}`, func(ctx context.Context, c *Client) error {
		return second(c.RequisitionFields.UpdateOptions(ctx, "x/1", []RequisitionFieldOption{{ID: "o", Text: "trainee"}}))
	}},
	{"remove options", "DELETE /requisition_fields/x%2F1/options ", `{"values":[{"id":"o"}]}`, "", func(ctx context.Context, c *Client) error {
		return c.RequisitionFields.RemoveOptions(ctx, "x/1", []string{"o"})
	}},
	{"create user", "POST /users ", `{"name":"Olga","email":"olga@example.com","accessRole":"interviewer"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Users.Create(ctx, testUser))
	}},
	{"update user", "PUT /users/x%2F1 ", `{"name":"Olga","email":"olga@example.com","accessRole":"interviewer"}`, oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Users.Update(ctx, "x/1", testUser))
	}},
	{"deactivate user", "POST /users/x%2F1/deactivate ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Users.Deactivate(ctx, "x/1"))
	}},
	{"reactivate user", "POST /users/x%2F1/reactivate ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Users.Reactivate(ctx, "x/1"))
	}},
	{"create upload", "POST /uploads ", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Uploads.Create(ctx, testUpload))
	}},
	{"list EEO responses", "GET /eeo/responses fromDate=1000&toDate=2000", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.EEO.List(ctx, EEOListOptions{FromDate: at(1), ToDate: at(2)}))
	}},
	{"all EEO responses", "GET /eeo/responses ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.EEO.All(ctx, EEOListOptions{}))
	}},
	{"list EEO responses with persons", "GET /eeo/responses/pii created_at_start=1000&expand=contact", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.EEO.ListPII(ctx, EEOPIIListOptions{CreatedAtStart: at(1)}, Expand(ExpandContact)))
	}},
	{"all EEO responses with persons", "GET /eeo/responses/pii ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.EEO.AllPII(ctx, EEOPIIListOptions{}))
	}},
	{"diversity survey", "GET /surveys/diversity/x%2F1 country_code=CH&location=Bern", "", oneAnswer, func(ctx context.Context, c *Client) error {
		return second(c.Surveys.Diversity(ctx, "x/1", DiversitySurveyOptions{CountryCode: "CH", Location: "Bern"}))
	}},
	{"list audit events", "GET /audit_events target_id=t&target_type=user&type=user%3Aadded&user_id=null", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return second(c.AuditEvents.List(ctx, AuditEventListOptions{Type: []string{"user:added"}, UserID: []string{NobodysID}, TargetType: "user", TargetID: "t"}))
	}},
	{"all audit events", "GET /audit_events ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.AuditEvents.All(ctx, AuditEventListOptions{}))
	}},
	{"all webhooks", "GET /webhooks ", "", pageOfOne, func(ctx context.Context, c *Client) error {
		return drain(c.Webhooks.All(ctx))
	}},
	{"update webhooks", "PUT /webhooks ", `{"data":[{"id":"w","url":"https://example.com/h"}]}`, `{"data": [{"id": "w"}]}`, func(ctx context.Context, c *Client) error {
		return second(c.Webhooks.Update(ctx, []WebhookUpdate{{ID: "w", URL: "https://example.com/h"}}))
	}},
}
