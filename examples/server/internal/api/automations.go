package api

import "context"

// GetAutomations answers GET /api/connections/{connection}/automations.
func (s *server) GetAutomations(ctx context.Context, req GetAutomationsRequestObject) (GetAutomationsResponseObject, error) {
	if _, err := s.Store.Connection(ctx, req.Connection); err != nil {
		return nil, err
	}
	plan, err := s.Store.Automations(ctx, req.Connection)
	return GetAutomations200JSONResponse(withList(plan)), err
}

// PutAutomations answers PUT /api/connections/{connection}/automations.
func (s *server) PutAutomations(ctx context.Context, req PutAutomationsRequestObject) (PutAutomationsResponseObject, error) {
	if _, err := s.Store.Connection(ctx, req.Connection); err != nil {
		return nil, err
	}
	plan, err := s.Engine.SetAutomations(ctx, req.Connection, *req.Body)
	return PutAutomations200JSONResponse(withList(plan)), err
}

// withList has an empty set written as [] and not as null.
func withList(plan Plan) Plan {
	plan.Automations = list(plan.Automations)
	return plan
}
