package api

import (
	"context"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// GetCheckTimeline answers GET /api/checks/{check}/timeline.
func (s *server) GetCheckTimeline(ctx context.Context, req GetCheckTimelineRequestObject) (GetCheckTimelineResponseObject, error) {
	page, err := pageOf(req.Params.After, req.Params.Limit)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Check(ctx, req.Check)
	if err != nil {
		return nil, err
	}
	entries, next, err := s.Store.Entries(ctx, hpsync.EntryFilter{Connection: c.Connection, Owner: c.Key()}, page)
	return GetCheckTimeline200JSONResponse{Data: list(entries), Next: next}, err
}

// ExplainOpportunity answers GET /api/connections/{connection}/timeline.
func (s *server) ExplainOpportunity(ctx context.Context, req ExplainOpportunityRequestObject) (ExplainOpportunityResponseObject, error) {
	page, err := pageOf(req.Params.After, req.Params.Limit)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Connection(ctx, req.Connection); err != nil {
		return nil, err
	}
	filter := hpsync.EntryFilter{Connection: req.Connection, Opportunity: req.Params.Opportunity}
	entries, next, err := s.Store.Entries(ctx, filter, page)
	return ExplainOpportunity200JSONResponse{Data: list(entries), Next: next}, err
}
