package lever

import (
	"context"
	"iter"
	"slices"
)

// Fields of an opportunity that [Expand] answers as objects.
const (
	ExpandApplications = "applications"
	ExpandStage        = "stage"
	ExpandOwner        = "owner"
	ExpandFollowers    = "followers"
	ExpandSourcedBy    = "sourcedBy"
	ExpandContact      = "contact"
)

// ConfidentialityAll lists confidential records beside the others. It is a filter, never an answer.
const ConfidentialityAll Confidentiality = "all"

var (
	listOpportunities        = operation{name: "opportunities.list", method: "GET", path: "/opportunities", scope: "opportunities:read:admin"}
	getOpportunity           = operation{name: "opportunities.get", method: "GET", path: "/opportunities/{opportunity}", scope: "opportunities:read:admin"}
	addOpportunityTags       = opportunityWrite("opportunities.addTags", "POST", "addTags")
	removeOpportunityTags    = opportunityWrite("opportunities.removeTags", "POST", "removeTags")
	addOpportunityLinks      = opportunityWrite("opportunities.addLinks", "POST", "addLinks")
	removeOpportunityLinks   = opportunityWrite("opportunities.removeLinks", "POST", "removeLinks")
	addOpportunitySources    = opportunityWrite("opportunities.addSources", "POST", "addSources")
	removeOpportunitySources = opportunityWrite("opportunities.removeSources", "POST", "removeSources")
	updateOpportunityStage   = opportunityWrite("opportunities.updateStage", "PUT", "stage")
	archiveOpportunity       = opportunityWrite("opportunities.archive", "PUT", "archived")
	listDeletedOpportunities = operation{name: "opportunities.listDeleted", method: "GET", path: "/opportunities/deleted", scope: "opportunities:read:admin"}
)

// opportunityWrite is a change that a repetition leaves as it is.
func opportunityWrite(name, method, last string) operation {
	return operation{
		name: name, method: method, path: "/opportunities/{opportunity}/" + last,
		scope: "opportunities:write:admin", performAs: performAsOptional, repeatable: true,
	}
}

// OpportunitiesService has the verbs of opportunities.
type OpportunitiesService struct{ client *Client }

// OpportunityListOptions filter opportunities. Several values of one field are alternatives; times are inclusive.
type OpportunityListOptions struct {
	Limit             int             `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset            string          `url:"offset,omitempty"` // Next of the page before
	Include           []string        `url:"include,omitempty"`
	Tag               []string        `url:"tag,omitempty"` // compared with upper and lower case
	Email             []string        `url:"email,omitempty"`
	Origin            []Origin        `url:"origin,omitempty"`
	Source            []string        `url:"source,omitempty"`
	Confidentiality   Confidentiality `url:"confidentiality,omitempty"` // empty lists those that are not confidential
	StageID           []string        `url:"stage_id,omitempty"`
	PostingID         []string        `url:"posting_id,omitempty"`
	ArchivedPostingID []string        `url:"archived_posting_id,omitempty"`
	CreatedAtStart    Time            `url:"created_at_start"`
	CreatedAtEnd      Time            `url:"created_at_end"`
	UpdatedAtStart    Time            `url:"updated_at_start"` // misses rows that were never updated
	UpdatedAtEnd      Time            `url:"updated_at_end"`
	AdvancedAtStart   Time            `url:"advanced_at_start"`
	AdvancedAtEnd     Time            `url:"advanced_at_end"`
	ArchivedAtStart   Time            `url:"archived_at_start"`
	ArchivedAtEnd     Time            `url:"archived_at_end"`
	Archived          *bool           `url:"archived,omitempty"` // nil lists both
	ArchiveReasonID   []string        `url:"archive_reason_id,omitempty"`
	Snoozed           *bool           `url:"snoozed,omitempty"` // nil lists both
	ContactID         []string        `url:"contact_id,omitempty"`
	Location          []string        `url:"location,omitempty"`
}

// Get answers one opportunity with its contact data. [Expand] answers applications, contact and others as objects.
// Confidential ones need a credential with that access, else it is 403. It calls GET /opportunities/{opportunity}.
func (s *OpportunitiesService) Get(ctx context.Context, opportunity string, opts ...RequestOption) (Opportunity, error) {
	return one[Opportunity](ctx, s.client, call{op: getOpportunity, ids: []string{opportunity}, opts: opts})
}

// List answers one page. It calls GET /opportunities.
func (s *OpportunitiesService) List(ctx context.Context, options OpportunityListOptions, opts ...RequestOption) (Page[Opportunity], error) {
	return list[Opportunity](ctx, s.client, call{op: listOpportunities, query: options, opts: opts})
}

// All walks over all pages, starting at Offset, and gives an opportunity that moves between pages once, if it comes back
// within the next 5,000 rows. The first error ends it; a [*PageError] says that Lever's answers lead nowhere. It calls
// GET /opportunities.
func (s *OpportunitiesService) All(ctx context.Context, options OpportunityListOptions, opts ...RequestOption) iter.Seq2[Opportunity, error] {
	call := call{op: listOpportunities, query: options, opts: opts}
	return all(ctx, s.client, call, func(o Opportunity) string { return o.ID })
}

// ListDeleted answers one page of what is left of deleted opportunities, with who deleted them and when. It calls
// GET /opportunities/deleted.
func (s *OpportunitiesService) ListDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) (Page[Opportunity], error) {
	return list[Opportunity](ctx, s.client, call{op: listDeletedOpportunities, query: options, opts: opts})
}

// AllDeleted walks over all pages of ListDeleted. It calls GET /opportunities/deleted.
func (s *OpportunitiesService) AllDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) iter.Seq2[Opportunity, error] {
	call := call{op: listDeletedOpportunities, query: options, opts: opts}
	return all(ctx, s.client, call, func(o Opportunity) string { return o.ID })
}

// AddTags adds tags; one that is there stays single. Contact data of the answer is blank. It takes [PerformAs] and calls
// POST /opportunities/{opportunity}/addTags.
func (s *OpportunitiesService) AddTags(ctx context.Context, opportunity string, tags []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeTags(ctx, addOpportunityTags, opportunity, tags, opts)
}

// RemoveTags removes tags by their exact text. Contact data of the answer is blank. It takes [PerformAs] and calls
// POST /opportunities/{opportunity}/removeTags.
func (s *OpportunitiesService) RemoveTags(ctx context.Context, opportunity string, tags []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeTags(ctx, removeOpportunityTags, opportunity, tags, opts)
}

// AddLinks adds links to the opportunity's contact; they show on all opportunities of that contact. It takes [PerformAs]
// and calls POST /opportunities/{opportunity}/addLinks.
func (s *OpportunitiesService) AddLinks(ctx context.Context, opportunity string, links []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeLinks(ctx, addOpportunityLinks, opportunity, links, opts)
}

// RemoveLinks removes links from the opportunity's contact, and so from all its opportunities. It takes [PerformAs] and
// calls POST /opportunities/{opportunity}/removeLinks.
func (s *OpportunitiesService) RemoveLinks(ctx context.Context, opportunity string, links []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeLinks(ctx, removeOpportunityLinks, opportunity, links, opts)
}

// AddSources adds sources; one that is there stays single. Contact data of the answer is blank. It takes [PerformAs] and calls
// POST /opportunities/{opportunity}/addSources.
func (s *OpportunitiesService) AddSources(ctx context.Context, opportunity string, sources []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeSources(ctx, addOpportunitySources, opportunity, sources, opts)
}

// RemoveSources removes sources by their exact text. Contact data of the answer is blank. It takes [PerformAs] and calls
// POST /opportunities/{opportunity}/removeSources.
func (s *OpportunitiesService) RemoveSources(ctx context.Context, opportunity string, sources []string, opts ...RequestOption) (Opportunity, error) {
	return s.changeSources(ctx, removeOpportunitySources, opportunity, sources, opts)
}

// UpdateStage moves the opportunity to a stage; archived ones can be moved too. Contact data of the answer is blank. It
// takes [PerformAs] and calls PUT /opportunities/{opportunity}/stage.
func (s *OpportunitiesService) UpdateStage(ctx context.Context, opportunity, stage string, opts ...RequestOption) (Opportunity, error) {
	if stage == "" {
		return Opportunity{}, updateOpportunityStage.argument("stage", `""`, "a stage's id")
	}
	body := StageUpdateRequest{Stage: stage}
	return one[Opportunity](ctx, s.client, call{op: updateOpportunityStage, ids: []string{opportunity}, json: body, opts: opts})
}

// Archive archives the opportunity with a reason; one of the type hired hires. Contact data of the answer is blank. It takes
// [PerformAs] and calls PUT /opportunities/{opportunity}/archived.
func (s *OpportunitiesService) Archive(ctx context.Context, opportunity string, req ArchiveRequest, opts ...RequestOption) (Opportunity, error) {
	if req.Reason == "" {
		return Opportunity{}, archiveOpportunity.argument("reason", `""`, "an archive reason's id")
	}
	return one[Opportunity](ctx, s.client, call{op: archiveOpportunity, ids: []string{opportunity}, json: req, opts: opts})
}

// unarchiveRequest is written by hand: its null has no place in a generated value.
type unarchiveRequest struct {
	Reason *string `json:"reason"`
}

// Unarchive makes an archived opportunity active again, in the stage it was in. Contact data of the answer is blank. It takes
// [PerformAs] and calls PUT /opportunities/{opportunity}/archived.
func (s *OpportunitiesService) Unarchive(ctx context.Context, opportunity string, opts ...RequestOption) (Opportunity, error) {
	return one[Opportunity](ctx, s.client, call{op: archiveOpportunity, ids: []string{opportunity}, json: unarchiveRequest{}, opts: opts})
}

func (s *OpportunitiesService) changeTags(ctx context.Context, op operation, opportunity string, tags []string, opts []RequestOption) (Opportunity, error) {
	if err := needTexts(op, "tags", tags); err != nil {
		return Opportunity{}, err
	}
	return one[Opportunity](ctx, s.client, call{op: op, ids: []string{opportunity}, json: TagsRequest{Tags: tags}, opts: opts})
}

func (s *OpportunitiesService) changeLinks(ctx context.Context, op operation, opportunity string, links []string, opts []RequestOption) (Opportunity, error) {
	if err := needTexts(op, "links", links); err != nil {
		return Opportunity{}, err
	}
	return one[Opportunity](ctx, s.client, call{op: op, ids: []string{opportunity}, json: LinksRequest{Links: links}, opts: opts})
}

func (s *OpportunitiesService) changeSources(ctx context.Context, op operation, opportunity string, sources []string, opts []RequestOption) (Opportunity, error) {
	if err := needTexts(op, "sources", sources); err != nil {
		return Opportunity{}, err
	}
	return one[Opportunity](ctx, s.client, call{op: op, ids: []string{opportunity}, json: SourcesRequest{Sources: sources}, opts: opts})
}

// needTexts refuses an empty list and empty texts in it.
func needTexts(op operation, field string, texts []string) error {
	if len(texts) == 0 {
		return op.argument(field, "empty", "at least one")
	}
	if slices.Contains(texts, "") {
		return op.argument(field, `a list with ""`, "texts that are not empty")
	}
	return nil
}
