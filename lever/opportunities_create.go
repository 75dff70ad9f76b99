package lever

import (
	"context"
	"encoding/json"
	"fmt"
)

var createOpportunity = operation{name: "opportunities.create", method: "POST", path: "/opportunities", scope: "opportunities:write:admin", performAs: performAsRequired}

// CreatedOpportunity is a new opportunity.
type CreatedOpportunity struct {
	Opportunity
	Deduped bool // its contact existed, and kept its own data
}

// OpportunityFiles are the files of a new opportunity, together at most [MaxUpload] bytes.
type OpportunityFiles struct {
	Resume *FileUploadRequest // nil for none
	Files  []FileUploadRequest
}

// ParseResume lets Lever fill in what the resume says where the request says nothing. [OpportunitiesService.CreateWithFiles]
// takes it.
func ParseResume() RequestOption { return flag("parse") }

// PerformAsPostingOwner makes the opportunity in the name of the posting's owner. The request must name exactly one posting,
// and Lever wants [PerformAs] nevertheless. [OpportunitiesService.Create] takes it.
func PerformAsPostingOwner() RequestOption { return flag("perform_as_posting_owner") }

// Create adds a candidate in the name of the user of [PerformAs], which it needs. A contact with one of the mail addresses is
// used again, and its data wins over that of req. It is never sent twice: after an error for which [IsAmbiguous] holds, look
// for the mail address before creating it again. It calls POST /opportunities.
func (s *OpportunitiesService) Create(ctx context.Context, req OpportunityCreateRequest, opts ...RequestOption) (CreatedOpportunity, error) {
	return s.create(ctx, len(req.Postings), call{op: createOpportunity, json: req, fault: req.check(), opts: opts})
}

// CreateWithFiles is Create with files. They are streamed: they are never held in memory as a whole. It calls
// POST /opportunities.
func (s *OpportunitiesService) CreateWithFiles(ctx context.Context, req OpportunityCreateRequest, files OpportunityFiles, opts ...RequestOption) (CreatedOpportunity, error) {
	if err := req.check(); err != nil {
		return CreatedOpportunity{}, err
	}
	values, err := formValues(req)
	if err != nil {
		return CreatedOpportunity{}, err
	}
	body, err := form(createOpportunity, values, files.parts())
	if err != nil {
		return CreatedOpportunity{}, err
	}
	return s.create(ctx, len(req.Postings), call{op: createOpportunity, body: body, opts: opts})
}

func (s *OpportunitiesService) create(ctx context.Context, postings int, call call) (CreatedOpportunity, error) {
	settings, err := call.settings()
	if err != nil {
		return CreatedOpportunity{}, err
	}
	if settings.query.Has("perform_as_posting_owner") && postings != 1 {
		return CreatedOpportunity{}, call.op.argument("postings", fmt.Sprintf("a list of %d", postings), "exactly one, whose owner to perform as")
	}
	resp, err := s.client.sendWith(ctx, call, settings)
	if err != nil {
		return CreatedOpportunity{}, err
	}
	var created CreatedOpportunity
	if _, err := decode(resp.Body, &created.Opportunity); err != nil {
		return CreatedOpportunity{}, unusable(call.op, resp, err)
	}
	var beside struct{ Deduped bool }
	if err := json.Unmarshal(resp.Body, &beside); err != nil {
		return CreatedOpportunity{}, unusable(call.op, resp, err)
	}
	created.Deduped = beside.Deduped
	return created, nil
}

func (req OpportunityCreateRequest) check() error {
	switch {
	case len(req.Postings) > 1:
		return createOpportunity.argument("postings", fmt.Sprintf("a list of %d", len(req.Postings)), "one at most")
	case req.Archived != nil && req.Archived.Reason == "":
		return createOpportunity.argument("archived.reason", `""`, "an archive reason's id")
	case req.Archived != nil && !req.Archived.ArchivedAt.IsZero() && (req.CreatedAt.IsZero() || !req.CreatedAt.Before(req.Archived.ArchivedAt.Time)):
		return createOpportunity.argument("archived.archivedAt", "a time without an earlier createdAt", "none, or both")
	}
	return nil
}

func (files OpportunityFiles) parts() []filePart {
	var parts []filePart
	if files.Resume != nil {
		parts = append(parts, filePart{"resumeFile", *files.Resume})
	}
	for _, file := range files.Files {
		parts = append(parts, filePart{"files[]", file})
	}
	return parts
}
