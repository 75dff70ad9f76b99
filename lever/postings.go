package lever

import (
	"context"
	"iter"
)

// Fields of a posting that [Expand] answers as objects, beside [ExpandOwner] and [ExpandFollowers].
const (
	ExpandUser          = "user"
	ExpandHiringManager = "hiringManager"
)

// PostingDistribution is one of the two faces of a posting.
type PostingDistribution string

// The faces of a posting.
const (
	PostingDistributionInternal PostingDistribution = "internal" // for people who work at the company
	PostingDistributionExternal PostingDistribution = "external" // for everybody else
)

// Distribution answers the text of one face of a posting. [PostingsService.Get] takes it.
func Distribution(distribution PostingDistribution) RequestOption {
	return func(s *settings) error {
		if distribution == "" {
			return s.op.argument("distribution", `""`, "internal or external")
		}
		s.query.Set("distribution", string(distribution))
		return nil
	}
}

var (
	listPostings        = operation{name: "postings.list", method: "GET", path: "/postings", scope: "postings:read:admin"}
	getPosting          = operation{name: "postings.get", method: "GET", path: "/postings/{posting}", scope: "postings:read:admin"}
	createPosting       = operation{name: "postings.create", method: "POST", path: "/postings", scope: "postings:write:admin", performAs: performAsRequired}
	updatePosting       = operation{name: "postings.update", method: "POST", path: "/postings/{posting}", scope: "postings:write:admin", performAs: performAsRequired}
	listDeletedPostings = operation{name: "postings.listDeleted", method: "GET", path: "/postings/deleted", scope: "postings:read:admin"}
	getPostingAccess    = operation{name: "postings.access", method: "GET", path: "/postings/{posting}/users", scope: "postings:read:admin"}
)

// PostingsService has the verbs of postings. Making and changing them needs [PerformAs].
type PostingsService struct{ client *Client }

// PostingListOptions filter postings. Several values of one field are alternatives. Update times can be combined with
// Confidentiality only, and the state published answers public postings alone unless both channels are named.
type PostingListOptions struct {
	Limit               int                   `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset              string                `url:"offset,omitempty"` // Next of the page before
	Include             []string              `url:"include,omitempty"`
	State               []PostingState        `url:"state,omitempty"`
	DistributionChannel []DistributionChannel `url:"distributionChannel,omitempty"`
	Confidentiality     Confidentiality       `url:"confidentiality,omitempty"` // empty lists those that are not confidential
	Group               []string              `url:"group,omitempty"`
	Team                []string              `url:"team,omitempty"`
	Department          []string              `url:"department,omitempty"`
	Location            []string              `url:"location,omitempty"`
	Commitment          []string              `url:"commitment,omitempty"`
	Tag                 []string              `url:"tag,omitempty"`
	UpdatedAtStart      Time                  `url:"updated_at_start"`
	UpdatedAtEnd        Time                  `url:"updated_at_end"`
}

// Get answers one posting. [Expand] answers owner, hiring manager and others as objects, [Distribution] chooses the text. It calls
// GET /postings/{posting}.
func (s *PostingsService) Get(ctx context.Context, posting string, opts ...RequestOption) (Posting, error) {
	return one[Posting](ctx, s.client, call{op: getPosting, ids: []string{posting}, opts: opts})
}

// List answers one page. It calls GET /postings.
func (s *PostingsService) List(ctx context.Context, options PostingListOptions, opts ...RequestOption) (Page[Posting], error) {
	return list[Posting](ctx, s.client, call{op: listPostings, query: options, opts: opts})
}

// All walks over all pages. It calls GET /postings.
func (s *PostingsService) All(ctx context.Context, options PostingListOptions, opts ...RequestOption) iter.Seq2[Posting, error] {
	call := call{op: listPostings, query: options, opts: opts}
	return all(ctx, s.client, call, func(posting Posting) string { return posting.ID })
}

// ListDeleted answers one page of what is left of deleted postings. Lever's documentation does not have it. It calls
// GET /postings/deleted.
func (s *PostingsService) ListDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) (Page[Posting], error) {
	return list[Posting](ctx, s.client, call{op: listDeletedPostings, query: options, opts: opts})
}

// AllDeleted walks over all pages of ListDeleted. It calls GET /postings/deleted.
func (s *PostingsService) AllDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) iter.Seq2[Posting, error] {
	call := call{op: listDeletedPostings, query: options, opts: opts}
	return all(ctx, s.client, call, func(posting Posting) string { return posting.ID })
}

// Create adds a posting, a draft unless req names a state. Approvals are not asked for. It is never sent twice: after an
// error for which [IsAmbiguous] holds, look for it before creating it again. It calls POST /postings.
func (s *PostingsService) Create(ctx context.Context, req PostingCreateRequest, opts ...RequestOption) (Posting, error) {
	if req.Text == "" {
		return Posting{}, createPosting.argument("text", `""`, "a title")
	}
	return one[Posting](ctx, s.client, call{op: createPosting, json: req, opts: opts})
}

// Update changes the fields of req that are not zero and leaves the others as they are. To blank a text, send it by
// [Client.Do]. It is never sent twice. It calls POST /postings/{posting}.
func (s *PostingsService) Update(ctx context.Context, posting string, req PostingUpdateRequest, opts ...RequestOption) (Posting, error) {
	return one[Posting](ctx, s.client, call{op: updatePosting, ids: []string{posting}, json: req, opts: opts})
}

// Access answers the users and roles with access to a posting. Lever's documentation does not have it; its answer is
// recorded. It calls GET /postings/{posting}/users.
func (s *PostingsService) Access(ctx context.Context, posting string, opts ...RequestOption) (PostingAccess, error) {
	return one[PostingAccess](ctx, s.client, call{op: getPostingAccess, ids: []string{posting}, opts: opts})
}
