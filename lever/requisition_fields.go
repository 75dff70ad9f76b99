package lever

import (
	"context"
	"fmt"
	"iter"
)

// maxFieldOptions is how many options Lever takes in one request.
const maxFieldOptions = 4000

var (
	listRequisitionFields  = requisitionFieldRead("requisitionFields.list", "/requisition_fields")
	getRequisitionField    = requisitionFieldRead("requisitionFields.get", "/requisition_fields/{field}")
	createRequisitionField = requisitionFieldWrite("requisitionFields.create", "POST", "/requisition_fields")
	updateRequisitionField = requisitionFieldWrite("requisitionFields.update", "PUT", "/requisition_fields/{field}")
	deleteRequisitionField = requisitionFieldWrite("requisitionFields.delete", "DELETE", "/requisition_fields/{field}")
	addFieldOptions        = requisitionFieldOptions("requisitionFields.addOptions", "POST")
	updateFieldOptions     = requisitionFieldOptions("requisitionFields.updateOptions", "PUT")
	removeFieldOptions     = requisitionFieldOptions("requisitionFields.removeOptions", "DELETE")
)

func requisitionFieldRead(name, path string) operation {
	return operation{name: name, method: "GET", path: path, scope: "requisition_fields:read:admin"}
}

func requisitionFieldWrite(name, method, path string) operation {
	return operation{name: name, method: method, path: path, scope: "requisition_fields:write:admin"}
}

func requisitionFieldOptions(name, method string) operation {
	op := requisitionFieldWrite(name, method, "/requisition_fields/{field}/options")
	op.docRows = "data"
	return op
}

// RequisitionFieldsService has the verbs of the fields an account added to requisitions, and of their options.
type RequisitionFieldsService struct{ client *Client }

// RequisitionFieldListOptions filter requisition fields.
type RequisitionFieldListOptions struct {
	IsRequired *bool    `url:"isRequired,omitempty"` // nil lists both
	Type       []string `url:"type,omitempty"`       // as dropdown
}

// Get answers one field. It calls GET /requisition_fields/{field}.
func (s *RequisitionFieldsService) Get(ctx context.Context, field string, opts ...RequestOption) (RequisitionField, error) {
	return one[RequisitionField](ctx, s.client, call{op: getRequisitionField, ids: []string{field}, opts: opts})
}

// List answers one page; so far Lever has answered all fields at once. It calls GET /requisition_fields.
func (s *RequisitionFieldsService) List(ctx context.Context, options RequisitionFieldListOptions, opts ...RequestOption) (Page[RequisitionField], error) {
	return list[RequisitionField](ctx, s.client, call{op: listRequisitionFields, query: options, opts: opts})
}

// All walks over all pages. It calls GET /requisition_fields.
func (s *RequisitionFieldsService) All(ctx context.Context, options RequisitionFieldListOptions, opts ...RequestOption) iter.Seq2[RequisitionField, error] {
	call := call{op: listRequisitionFields, query: options, opts: opts}
	return all(ctx, s.client, call, func(field RequisitionField) string { return field.ID })
}

// Create adds a field. It is never sent twice. It calls POST /requisition_fields.
func (s *RequisitionFieldsService) Create(ctx context.Context, req RequisitionFieldRequest, opts ...RequestOption) (RequisitionField, error) {
	if err := req.check(createRequisitionField); err != nil {
		return RequisitionField{}, err
	}
	return one[RequisitionField](ctx, s.client, call{op: createRequisitionField, json: req, opts: opts})
}

// Update replaces a field: what req leaves out is deleted. It is never sent twice. It calls
// PUT /requisition_fields/{field}.
func (s *RequisitionFieldsService) Update(ctx context.Context, field string, req RequisitionFieldRequest, opts ...RequestOption) (RequisitionField, error) {
	if err := req.check(updateRequisitionField); err != nil {
		return RequisitionField{}, err
	}
	return one[RequisitionField](ctx, s.client, call{op: updateRequisitionField, ids: []string{field}, json: req, opts: opts})
}

// Delete deletes a field. It calls DELETE /requisition_fields/{field}.
func (s *RequisitionFieldsService) Delete(ctx context.Context, field string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteRequisitionField, ids: []string{field}, opts: opts})
}

// AddOptions adds choices to a dropdown by their text and answers them with their ids. It is never sent twice. It calls
// POST /requisition_fields/{field}/options.
func (s *RequisitionFieldsService) AddOptions(ctx context.Context, field string, texts []string, opts ...RequestOption) ([]RequisitionFieldOption, error) {
	if err := needTexts(addFieldOptions, "values", texts); err != nil {
		return nil, err
	}
	values := make([]RequisitionFieldOptionRequest, len(texts))
	for i, text := range texts {
		values[i].Text = text
	}
	return several[RequisitionFieldOption](ctx, s.client, optionsCall(addFieldOptions, field, values, opts))
}

// UpdateOptions changes the texts of choices, which are found by their ids. It is never sent twice. It calls
// PUT /requisition_fields/{field}/options.
func (s *RequisitionFieldsService) UpdateOptions(ctx context.Context, field string, values []RequisitionFieldOption, opts ...RequestOption) ([]RequisitionFieldOption, error) {
	requests := make([]RequisitionFieldOptionRequest, len(values))
	for i, value := range values {
		if value.ID == "" || value.Text == "" {
			return nil, updateFieldOptions.argument("values", "a list with an empty id or text", "id and text of each")
		}
		requests[i] = RequisitionFieldOptionRequest(value)
	}
	return several[RequisitionFieldOption](ctx, s.client, optionsCall(updateFieldOptions, field, requests, opts))
}

// RemoveOptions deletes choices by their ids. It calls DELETE /requisition_fields/{field}/options.
func (s *RequisitionFieldsService) RemoveOptions(ctx context.Context, field string, ids []string, opts ...RequestOption) error {
	if err := needTexts(removeFieldOptions, "values", ids); err != nil {
		return err
	}
	values := make([]RequisitionFieldOptionRequest, len(ids))
	for i, id := range ids {
		values[i].ID = id
	}
	return none(ctx, s.client, optionsCall(removeFieldOptions, field, values, opts))
}

func optionsCall(op operation, field string, values []RequisitionFieldOptionRequest, opts []RequestOption) call {
	made := call{op: op, ids: []string{field}, json: RequisitionFieldOptionsRequest{Values: values}, opts: opts}
	if len(values) == 0 || len(values) > maxFieldOptions {
		made.fault = op.argument("values", fmt.Sprintf("a list of %d", len(values)), fmt.Sprintf("1 to %d", maxFieldOptions))
	}
	return made
}

func (req RequisitionFieldRequest) check(op operation) error {
	switch {
	case req.Text == "":
		return op.argument("text", `""`, "a name")
	case req.Type == "":
		return op.argument("type", `""`, "a type")
	}
	return nil
}
