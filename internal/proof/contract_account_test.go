package proof

import "github.com/leverhipeople/leverhipeople/lever"

// fieldRequests are questions of a template with all that can be said of one.
var fieldRequests = []lever.FormFieldRequest{
	{ID: "rating", Type: "score-system", Text: "Rating", Description: "Overall", Required: true, Prompt: "Choose", Options: []lever.FormFieldOption{{Text: "yes"}, {Text: "no"}}},
	{Type: "currency", Text: "Pay", Currency: "EUR"},
	{Type: "code", Text: "Code", Language: "go"},
	{Type: "scorecard", Text: "Card", Scores: []map[string]string{{"text": "Grit", "description": "Keeps on"}}},
}

var templateCalls = []contractCall{
	{"FeedbackTemplates.Create", func(w *world) error {
		made, err := w.FeedbackTemplates.Create(w.ctx, lever.FeedbackTemplateRequest{Text: "Call", Instructions: "Be brief", Group: "g", Fields: fieldRequests})
		return keep(&w.feedbackTemplate, made.ID, err)
	}},
	{"FeedbackTemplates.Update", func(w *world) error {
		return done(w.FeedbackTemplates.Update(w.ctx, w.feedbackTemplate, lever.FeedbackTemplateRequest{Text: "Visit", Instructions: "Be kind", Group: "g", Fields: fieldRequests}))
	}},
	{"FeedbackTemplates.Get", func(w *world) error { return done(w.FeedbackTemplates.Get(w.ctx, w.feedbackTemplate)) }},
	{"FeedbackTemplates.List", func(w *world) error { return done(w.FeedbackTemplates.List(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"FeedbackTemplates.All", func(w *world) error { return drain(w.FeedbackTemplates.All(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"FeedbackTemplates.Delete", func(w *world) error { return w.FeedbackTemplates.Delete(w.ctx, w.feedbackTemplate) }},
	{"FormTemplates.Create", func(w *world) error {
		made, err := w.FormTemplates.Create(w.ctx, lever.FormTemplateRequest{Text: "Check", Instructions: "Ask", Group: "g", SecretByDefault: new(true), Fields: fieldRequests})
		return keep(&w.formTemplate, made.ID, err)
	}},
	{"FormTemplates.Update", func(w *world) error {
		return done(w.FormTemplates.Update(w.ctx, w.formTemplate, lever.FormTemplateRequest{Text: "Sheet", Instructions: "Tell", Group: "g", SecretByDefault: new(false), Fields: fieldRequests}))
	}},
	{"FormTemplates.Get", func(w *world) error { return done(w.FormTemplates.Get(w.ctx, w.formTemplate)) }},
	{"FormTemplates.List", func(w *world) error {
		return done(w.FormTemplates.List(w.ctx, lever.FormTemplateListOptions{Limit: 1, Include: []string{"text", "group", "fields"}}))
	}},
	{"FormTemplates.All", func(w *world) error {
		return drain(w.FormTemplates.All(w.ctx, lever.FormTemplateListOptions{Limit: 1}))
	}},
	{"FormTemplates.Delete", func(w *world) error { return w.FormTemplates.Delete(w.ctx, w.formTemplate) }},
}

// accountCalls are the calls of what belongs to the account.
var accountCalls = []contractCall{
	{"Stages.List", func(w *world) error { return done(w.Stages.List(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"Stages.All", func(w *world) error { return drain(w.Stages.All(w.ctx, lever.ListOptions{Limit: 3})) }},
	{"Stages.Get", func(w *world) error { return done(w.Stages.Get(w.ctx, w.company.Screen.ID)) }},
	{"ArchiveReasons.List", func(w *world) error {
		return done(w.ArchiveReasons.List(w.ctx, lever.ArchiveReasonListOptions{Limit: 1, Type: lever.ArchiveReasonTypeHired}))
	}},
	{"ArchiveReasons.All", func(w *world) error {
		return drain(w.ArchiveReasons.All(w.ctx, lever.ArchiveReasonListOptions{Limit: 1}))
	}},
	{"ArchiveReasons.Get", func(w *world) error { return done(w.ArchiveReasons.Get(w.ctx, "hired")) }},
	{"DispositionStages.Get", func(w *world) error { return done(w.DispositionStages.Get(w.ctx)) }},
	{"Sources.List", func(w *world) error { return done(w.Sources.List(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"Sources.All", func(w *world) error { return drain(w.Sources.All(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"Tags.List", func(w *world) error { return done(w.Tags.List(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"Tags.All", func(w *world) error { return drain(w.Tags.All(w.ctx, lever.ListOptions{Limit: 1})) }},
	{"Users.Create", func(w *world) error {
		made, err := w.Users.Create(w.ctx, w.userRequest())
		return keep(&w.user, made.ID, err)
	}},
	{"Users.Update", func(w *world) error { return done(w.Users.Update(w.ctx, w.user, w.userRequest())) }},
	{"Users.Deactivate", func(w *world) error { return done(w.Users.Deactivate(w.ctx, w.user)) }},
	{"Users.Get", func(w *world) error { return done(w.Users.Get(w.ctx, w.user)) }},
	{"Users.Reactivate", func(w *world) error { return done(w.Users.Reactivate(w.ctx, w.user)) }},
	{"Users.List", func(w *world) error {
		return done(w.Users.List(w.ctx, lever.UserListOptions{
			Limit: 1, Include: []string{"name"}, Email: []string{"olga@example.com"}, AccessRole: []string{"interviewer"}, IncludeDeactivated: true,
			ExternalDirectoryID: []string{"d-1"},
		}))
	}},
	{"Users.All", func(w *world) error { return drain(w.Users.All(w.ctx, lever.UserListOptions{Limit: 2})) }},
	{"AuditEvents.List", func(w *world) error {
		return done(w.AuditEvents.List(w.ctx, lever.AuditEventListOptions{
			Limit: 1, Type: []string{"user:updated"}, UserID: []string{w.company.Admin.ID}, TargetType: "user", TargetID: w.company.Recruiter.ID,
			CreatedAtStart: since, CreatedAtEnd: until,
		}))
	}},
	{"AuditEvents.All", func(w *world) error { return drain(w.AuditEvents.All(w.ctx, lever.AuditEventListOptions{Limit: 1})) }},
	{"Webhooks.Create", func(w *world) error {
		made, err := w.Webhooks.Create(w.ctx, lever.WebhookCreateRequest{
			URL: "https://example.com/h", Event: lever.WebhookEventCandidateHired,
			Configuration: &lever.WebhookConfiguration{Conditions: &lever.WebhookConditions{Origins: []lever.Origin{lever.OriginApplied}}},
		})
		return keep(&w.webhook, made.ID, err)
	}},
	{"Webhooks.Update", func(w *world) error {
		return done(w.Webhooks.Update(w.ctx, []lever.WebhookUpdate{{
			ID: w.webhook, URL: "https://example.com/other",
			Configuration: &lever.WebhookConfiguration{Conditions: &lever.WebhookConditions{Origins: []lever.Origin{lever.OriginReferred}}},
		}}))
	}},
	{"Webhooks.List", func(w *world) error { return done(w.Webhooks.List(w.ctx)) }},
	{"Webhooks.All", func(w *world) error { return drain(w.Webhooks.All(w.ctx)) }},
	{"Webhooks.Delete", func(w *world) error { return w.Webhooks.Delete(w.ctx, w.webhook) }},
}

func (w *world) userRequest() lever.UserRequest {
	return lever.UserRequest{
		Name: "Olga Example", Email: "olga@example.com", AccessRole: "interviewer", ExternalDirectoryID: "d-1", JobTitle: "Cook", ManagerID: w.company.Admin.ID,
	}
}
