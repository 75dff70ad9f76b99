package lever

import (
	"context"
	"fmt"
	"iter"
)

var (
	listFeedbackTemplates  = operation{name: "feedbackTemplates.list", method: "GET", path: "/feedback_templates", scope: "feedback_templates:read:admin"}
	getFeedbackTemplate    = operation{name: "feedbackTemplates.get", method: "GET", path: "/feedback_templates/{template}", scope: "feedback_templates:read:admin"}
	createFeedbackTemplate = operation{name: "feedbackTemplates.create", method: "POST", path: "/feedback_templates", scope: "feedback_templates:write:admin"}
	updateFeedbackTemplate = operation{name: "feedbackTemplates.update", method: "PUT", path: "/feedback_templates/{template}", scope: "feedback_templates:write:admin"}
	deleteFeedbackTemplate = operation{name: "feedbackTemplates.delete", method: "DELETE", path: "/feedback_templates/{template}", scope: "feedback_templates:write:admin"}
)

// FeedbackTemplatesService has the verbs of feedback templates.
type FeedbackTemplatesService struct{ client *Client }

// Get answers one template. It calls GET /feedback_templates/{template}.
func (s *FeedbackTemplatesService) Get(ctx context.Context, template string, opts ...RequestOption) (FeedbackTemplate, error) {
	return one[FeedbackTemplate](ctx, s.client, call{op: getFeedbackTemplate, ids: []string{template}, opts: opts})
}

// List answers one page. It calls GET /feedback_templates.
func (s *FeedbackTemplatesService) List(ctx context.Context, options ListOptions, opts ...RequestOption) (Page[FeedbackTemplate], error) {
	return list[FeedbackTemplate](ctx, s.client, call{op: listFeedbackTemplates, query: options, opts: opts})
}

// All walks over all pages. It calls GET /feedback_templates.
func (s *FeedbackTemplatesService) All(ctx context.Context, options ListOptions, opts ...RequestOption) iter.Seq2[FeedbackTemplate, error] {
	call := call{op: listFeedbackTemplates, query: options, opts: opts}
	return all(ctx, s.client, call, func(template FeedbackTemplate) string { return template.ID })
}

// Create adds a template. Exactly one field has the type score-system. It is never sent twice. It calls POST /feedback_templates.
func (s *FeedbackTemplatesService) Create(ctx context.Context, req FeedbackTemplateRequest, opts ...RequestOption) (FeedbackTemplate, error) {
	if err := req.check(createFeedbackTemplate); err != nil {
		return FeedbackTemplate{}, err
	}
	return one[FeedbackTemplate](ctx, s.client, call{op: createFeedbackTemplate, json: req, opts: opts})
}

// Update replaces a template. Exactly one field has the type score-system. It is never sent twice. It calls
// PUT /feedback_templates/{template}.
func (s *FeedbackTemplatesService) Update(ctx context.Context, template string, req FeedbackTemplateRequest, opts ...RequestOption) (FeedbackTemplate, error) {
	if err := req.check(updateFeedbackTemplate); err != nil {
		return FeedbackTemplate{}, err
	}
	return one[FeedbackTemplate](ctx, s.client, call{op: updateFeedbackTemplate, ids: []string{template}, json: req, opts: opts})
}

// Delete deletes a template that was made through the API. It calls DELETE /feedback_templates/{template}.
func (s *FeedbackTemplatesService) Delete(ctx context.Context, template string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteFeedbackTemplate, ids: []string{template}, opts: opts})
}

func (req FeedbackTemplateRequest) check(op operation) error {
	if err := checkTemplate(op, req.Text, req.Fields); err != nil {
		return err
	}
	scores := 0
	for _, field := range req.Fields {
		if field.Type == "score-system" {
			scores++
		}
	}
	if scores != 1 {
		return op.argument("fields", fmt.Sprintf("a list with %d of the type score-system", scores), "exactly one")
	}
	return nil
}

// checkTemplate refuses what no template may lack.
func checkTemplate(op operation, text string, fields []FormFieldRequest) error {
	if text == "" {
		return op.argument("text", `""`, "a title")
	}
	if len(fields) == 0 {
		return op.argument("fields", "empty", "at least one")
	}
	for _, field := range fields {
		if field.Type == "" {
			return op.argument("fields", `a list with the type ""`, "the type of each")
		}
	}
	return nil
}
