package lever

import (
	"context"
	"iter"
)

var (
	listForms  = operation{name: "forms.list", method: "GET", path: "/opportunities/{opportunity}/forms", scope: "forms:read:admin"}
	getForm    = operation{name: "forms.get", method: "GET", path: "/opportunities/{opportunity}/forms/{form}", scope: "forms:read:admin"}
	createForm = operation{name: "forms.create", method: "POST", path: "/opportunities/{opportunity}/forms", scope: "forms:write:admin", performAs: performAsOptional}
)

// FormsService has the verbs of profile forms. Lever lets nobody change or delete one through the API.
type FormsService struct{ client *Client }

// Get answers one profile form. It calls
// GET /opportunities/{opportunity}/forms/{form}.
func (s *FormsService) Get(ctx context.Context, opportunity, form string, opts ...RequestOption) (Form, error) {
	return one[Form](ctx, s.client, call{op: getForm, ids: []string{opportunity, form}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/forms.
func (s *FormsService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Form], error) {
	return list[Form](ctx, s.client, call{op: listForms, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/forms.
func (s *FormsService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Form, error] {
	call := call{op: listForms, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(form Form) string { return form.ID })
}

// Create adds a filled form of a template: all fields of the template must be in it. It takes [PerformAs]. It is never sent
// twice: after an error for which [IsAmbiguous] holds, look for it before creating it again. It calls
// POST /opportunities/{opportunity}/forms.
func (s *FormsService) Create(ctx context.Context, opportunity string, req FormCreateRequest, opts ...RequestOption) (Form, error) {
	if req.BaseTemplateID == "" {
		return Form{}, createForm.argument("baseTemplateId", `""`, "a template's id")
	}
	if err := needFieldIDs(createForm, "fields", req.Fields); err != nil {
		return Form{}, err
	}
	return one[Form](ctx, s.client, call{op: createForm, ids: []string{opportunity}, json: req, opts: opts})
}
