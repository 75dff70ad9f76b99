package lever

import (
	"context"
	"iter"
)

var (
	listFormTemplates  = operation{name: "formTemplates.list", method: "GET", path: "/form_templates", scope: "form_templates:read:admin"}
	getFormTemplate    = operation{name: "formTemplates.get", method: "GET", path: "/form_templates/{template}", scope: "form_templates:read:admin"}
	createFormTemplate = operation{name: "formTemplates.create", method: "POST", path: "/form_templates", scope: "form_templates:write:admin"}
	updateFormTemplate = operation{name: "formTemplates.update", method: "PUT", path: "/form_templates/{template}", scope: "form_templates:write:admin"}
	deleteFormTemplate = operation{name: "formTemplates.delete", method: "DELETE", path: "/form_templates/{template}", scope: "form_templates:write:admin"}
)

// FormTemplatesService has the verbs of templates of profile forms.
type FormTemplatesService struct{ client *Client }

// FormTemplateListOptions shape the list of templates.
type FormTemplateListOptions struct {
	Limit   int      `url:"limit,omitempty"`   // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset  string   `url:"offset,omitempty"`  // Next of the page before
	Include []string `url:"include,omitempty"` // text, group, fields: naming one drops all others
}

// Get answers one template. It calls GET /form_templates/{template}.
func (s *FormTemplatesService) Get(ctx context.Context, template string, opts ...RequestOption) (FormTemplate, error) {
	return one[FormTemplate](ctx, s.client, call{op: getFormTemplate, ids: []string{template}, opts: opts})
}

// List answers one page. It calls GET /form_templates.
func (s *FormTemplatesService) List(ctx context.Context, options FormTemplateListOptions, opts ...RequestOption) (Page[FormTemplate], error) {
	return list[FormTemplate](ctx, s.client, call{op: listFormTemplates, query: options, opts: opts})
}

// All walks over all pages. It calls GET /form_templates.
func (s *FormTemplatesService) All(ctx context.Context, options FormTemplateListOptions, opts ...RequestOption) iter.Seq2[FormTemplate, error] {
	call := call{op: listFormTemplates, query: options, opts: opts}
	return all(ctx, s.client, call, func(template FormTemplate) string { return template.ID })
}

// Create adds a template. It is never sent twice. It calls POST /form_templates.
func (s *FormTemplatesService) Create(ctx context.Context, req FormTemplateRequest, opts ...RequestOption) (FormTemplate, error) {
	if err := req.check(createFormTemplate); err != nil {
		return FormTemplate{}, err
	}
	return one[FormTemplate](ctx, s.client, call{op: createFormTemplate, json: req, opts: opts})
}

// Update replaces a template. It is never sent twice. It calls
// PUT /form_templates/{template}.
func (s *FormTemplatesService) Update(ctx context.Context, template string, req FormTemplateRequest, opts ...RequestOption) (FormTemplate, error) {
	if err := req.check(updateFormTemplate); err != nil {
		return FormTemplate{}, err
	}
	return one[FormTemplate](ctx, s.client, call{op: updateFormTemplate, ids: []string{template}, json: req, opts: opts})
}

// Delete deletes a template that was made through the API. It calls DELETE /form_templates/{template}.
func (s *FormTemplatesService) Delete(ctx context.Context, template string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteFormTemplate, ids: []string{template}, opts: opts})
}

func (req FormTemplateRequest) check(op operation) error {
	return checkTemplate(op, req.Text, req.Fields)
}
