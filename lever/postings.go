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

var (
	listPostings = operation{name: "postings.list", method: "GET", path: "/postings", scope: "postings:read:admin"}
	getPosting   = operation{name: "postings.get", method: "GET", path: "/postings/{posting}", scope: "postings:read:admin"}
)

// PostingsService has the verbs of postings.
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

// Get answers one posting. [Expand] answers owner, hiring manager and others as objects. It calls
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
