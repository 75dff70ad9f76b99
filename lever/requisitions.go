package lever

import (
	"context"
	"iter"
)

var (
	listRequisitions  = operation{name: "requisitions.list", method: "GET", path: "/requisitions", scope: "requisitions:read:admin"}
	getRequisition    = operation{name: "requisitions.get", method: "GET", path: "/requisitions/{requisition}", scope: "requisitions:read:admin"}
	createRequisition = operation{name: "requisitions.create", method: "POST", path: "/requisitions", scope: "requisitions:write:admin"}
	updateRequisition = operation{name: "requisitions.update", method: "PUT", path: "/requisitions/{requisition}", scope: "requisitions:write:admin"}
	deleteRequisition = operation{name: "requisitions.delete", method: "DELETE", path: "/requisitions/{requisition}", scope: "requisitions:write:admin"}
)

// RequisitionsService has the verbs of requisitions. Its changes work only after a Super Admin has switched API management on
// in Lever's settings.
type RequisitionsService struct{ client *Client }

// RequisitionListOptions filter requisitions. Several values of one field are alternatives; times are inclusive.
type RequisitionListOptions struct {
	Limit           int                 `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset          string              `url:"offset,omitempty"` // Next of the page before
	RequisitionCode []string            `url:"requisition_code,omitempty"`
	Status          []RequisitionStatus `url:"status,omitempty"`
	Confidentiality Confidentiality     `url:"confidentiality,omitempty"` // empty lists those that are not confidential
	CreatedAtStart  Time                `url:"created_at_start"`
	CreatedAtEnd    Time                `url:"created_at_end"`
}

// Get answers one requisition. It calls GET /requisitions/{requisition}.
func (s *RequisitionsService) Get(ctx context.Context, requisition string, opts ...RequestOption) (Requisition, error) {
	return one[Requisition](ctx, s.client, call{op: getRequisition, ids: []string{requisition}, opts: opts})
}

// List answers one page. It calls GET /requisitions.
func (s *RequisitionsService) List(ctx context.Context, options RequisitionListOptions, opts ...RequestOption) (Page[Requisition], error) {
	return list[Requisition](ctx, s.client, call{op: listRequisitions, query: options, opts: opts})
}

// All walks over all pages. It calls GET /requisitions.
func (s *RequisitionsService) All(ctx context.Context, options RequisitionListOptions, opts ...RequestOption) iter.Seq2[Requisition, error] {
	call := call{op: listRequisitions, query: options, opts: opts}
	return all(ctx, s.client, call, func(requisition Requisition) string { return requisition.ID })
}

// Create adds a requisition. The answer has another shape than that of Get. It is never sent twice: after an error for
// which [IsAmbiguous] holds, look for it by its code before creating it again. It calls POST /requisitions.
func (s *RequisitionsService) Create(ctx context.Context, req RequisitionRequest, opts ...RequestOption) (StoredRequisition, error) {
	if err := req.check(createRequisition); err != nil {
		return StoredRequisition{}, err
	}
	return one[StoredRequisition](ctx, s.client, call{op: createRequisition, json: req, opts: opts})
}

// Update overwrites the whole requisition: every field that req leaves zero is deleted. Start from [Requisition.Request] to
// change a few fields. The answer has another shape than that of Get. It is never sent twice. It calls
// PUT /requisitions/{requisition}.
func (s *RequisitionsService) Update(ctx context.Context, requisition string, req RequisitionRequest, opts ...RequestOption) (StoredRequisition, error) {
	if err := req.check(updateRequisition); err != nil {
		return StoredRequisition{}, err
	}
	return one[StoredRequisition](ctx, s.client, call{op: updateRequisition, ids: []string{requisition}, json: req, opts: opts})
}

// Delete deletes a requisition. It calls DELETE /requisitions/{requisition}.
func (s *RequisitionsService) Delete(ctx context.Context, requisition string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deleteRequisition, ids: []string{requisition}, opts: opts})
}

// Request is the body that leaves the requisition as it is, for [RequisitionsService.Update].
func (r Requisition) Request() RequisitionRequest {
	return RequisitionRequest{
		Name: r.Name, RequisitionCode: r.RequisitionCode, HeadcountTotal: r.HeadcountTotal, Backfill: r.Backfill,
		CompensationBand: r.CompensationBand, CreatedAt: r.CreatedAt, CustomFields: r.CustomFields,
		EmploymentStatus: r.EmploymentStatus, HiringManager: r.HiringManager, InternalNotes: r.InternalNotes,
		Location: r.Location, Owner: r.Owner, Status: r.Status, Team: r.Team, Department: r.Department, PostingIDs: r.Postings,
	}
}

func (req RequisitionRequest) check(op operation) error {
	switch {
	case req.Name == "":
		return op.argument("name", `""`, "a name")
	case req.RequisitionCode == "":
		return op.argument("requisitionCode", `""`, "a code")
	case req.HeadcountTotal.Count < 1 && !req.HeadcountTotal.Unlimited:
		return op.argument("headcountTotal", req.HeadcountTotal.String(), "1 or more, or unlimited")
	}
	return nil
}
