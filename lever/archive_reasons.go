package lever

import (
	"context"
	"iter"
)

var (
	listArchiveReasons = operation{name: "archiveReasons.list", method: "GET", path: "/archive_reasons", scope: "archive_reasons:read:admin", docRows: "data"}
	getArchiveReason   = operation{name: "archiveReasons.get", method: "GET", path: "/archive_reasons/{reason}", scope: "archive_reasons:read:admin"}
)

// ArchiveReasonsService has the verbs of archive reasons.
type ArchiveReasonsService struct{ client *Client }

// ArchiveReasonListOptions filter archive reasons.
type ArchiveReasonListOptions struct {
	Limit  int               `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset string            `url:"offset,omitempty"` // Next of the page before
	Type   ArchiveReasonType `url:"type,omitempty"`   // empty lists both kinds
}

// Get answers one archive reason. It calls GET /archive_reasons/{reason}.
func (s *ArchiveReasonsService) Get(ctx context.Context, reason string, opts ...RequestOption) (ArchiveReason, error) {
	return one[ArchiveReason](ctx, s.client, call{op: getArchiveReason, ids: []string{reason}, opts: opts})
}

// List answers one page. It calls GET /archive_reasons.
func (s *ArchiveReasonsService) List(ctx context.Context, options ArchiveReasonListOptions, opts ...RequestOption) (Page[ArchiveReason], error) {
	return list[ArchiveReason](ctx, s.client, call{op: listArchiveReasons, query: options, opts: opts})
}

// All walks over all pages. It calls GET /archive_reasons.
func (s *ArchiveReasonsService) All(ctx context.Context, options ArchiveReasonListOptions, opts ...RequestOption) iter.Seq2[ArchiveReason, error] {
	call := call{op: listArchiveReasons, query: options, opts: opts}
	return all(ctx, s.client, call, func(reason ArchiveReason) string { return reason.ID })
}
