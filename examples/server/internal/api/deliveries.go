package api

import (
	"context"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// ListDeliveries answers GET /api/connections/{connection}/deliveries.
func (s *server) ListDeliveries(ctx context.Context, req ListDeliveriesRequestObject) (ListDeliveriesResponseObject, error) {
	page, err := pageOf(req.Params.After, req.Params.Limit)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Connection(ctx, req.Connection); err != nil {
		return nil, err
	}
	filter := hpsync.DeliveryFilter{Connection: req.Connection, Verdict: hpsync.Verdict(req.Params.Verdict)}
	deliveries, next, err := s.Store.ListDeliveries(ctx, filter, page)
	return ListDeliveries200JSONResponse{Data: list(deliveries), Next: next}, err
}
