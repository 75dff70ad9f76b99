package lever

import (
	"context"
	"iter"
)

// ExpandPosting of an answer about equal opportunity is the posting, for [Expand].
const ExpandPosting = "posting"

const eeoRows = "data.eeoResponses" // as the documentation has it

var (
	listEEOResponses    = operation{name: "eeo.list", method: "GET", path: "/eeo/responses", scope: "eeo_responses:read:admin", docRows: eeoRows}
	listEEOResponsesPII = operation{name: "eeo.listPII", method: "GET", path: "/eeo/responses/pii", scope: "eeo_responses_pii:read:admin", docRows: eeoRows}
)

// EEOService has the verbs of answers to questions about equal opportunity. They are personal data of a special kind: keep
// what is needed, and log none of it.
type EEOService struct{ client *Client }

// EEOListOptions filter anonymous answers. Times are inclusive.
type EEOListOptions struct {
	Limit    int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset   string `url:"offset,omitempty"` // Next of the page before
	FromDate Time   `url:"fromDate"`
	ToDate   Time   `url:"toDate"`
}

// EEOPIIListOptions filter answers with the persons. Times are inclusive.
type EEOPIIListOptions struct {
	Limit          int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset         string `url:"offset,omitempty"` // Next of the page before
	CreatedAtStart Time   `url:"created_at_start"` // both zero: the last week
	CreatedAtEnd   Time   `url:"created_at_end"`
}

// List answers one page without the persons. It calls GET /eeo/responses.
func (s *EEOService) List(ctx context.Context, options EEOListOptions, opts ...RequestOption) (Page[EEOResponse], error) {
	return list[EEOResponse](ctx, s.client, call{op: listEEOResponses, query: options, opts: opts})
}

// All walks over all pages of List. The rows have no id, so one that moves to another page comes twice. It calls
// GET /eeo/responses.
func (s *EEOService) All(ctx context.Context, options EEOListOptions, opts ...RequestOption) iter.Seq2[EEOResponse, error] {
	call := call{op: listEEOResponses, query: options, opts: opts}
	return all(ctx, s.client, call, func(EEOResponse) string { return "" })
}

// ListPII answers one page with the persons. It takes [Expand] with [ExpandContact], [ExpandHiringManager] and
// [ExpandPosting], and calls GET /eeo/responses/pii.
func (s *EEOService) ListPII(ctx context.Context, options EEOPIIListOptions, opts ...RequestOption) (Page[EEOResponsePII], error) {
	return list[EEOResponsePII](ctx, s.client, call{op: listEEOResponsesPII, query: options, opts: opts})
}

// AllPII walks over all pages of ListPII. It calls GET /eeo/responses/pii.
func (s *EEOService) AllPII(ctx context.Context, options EEOPIIListOptions, opts ...RequestOption) iter.Seq2[EEOResponsePII, error] {
	call := call{op: listEEOResponsesPII, query: options, opts: opts}
	return all(ctx, s.client, call, func(response EEOResponsePII) string { return response.ID })
}
