package api

import (
	"context"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// ListChecks answers GET /api/connections/{connection}/checks.
func (s *server) ListChecks(ctx context.Context, req ListChecksRequestObject) (ListChecksResponseObject, error) {
	page, err := pageOf(req.Params.After, req.Params.Limit)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Connection(ctx, req.Connection); err != nil {
		return nil, err
	}
	filter := hpsync.CheckFilter{Connection: req.Connection, Opportunity: req.Params.Opportunity}
	if state := req.Params.State; state != "" {
		filter.States = []hpsync.State{state}
	}
	stored, next, err := s.Store.ListChecks(ctx, filter, page)
	if err != nil {
		return nil, err
	}
	out := ListChecks200JSONResponse{Data: make([]Check, len(stored)), Next: next}
	for i, c := range stored {
		out.Data[i] = checkOf(c)
	}
	return out, nil
}

// GetCheck answers GET /api/checks/{check}.
func (s *server) GetCheck(ctx context.Context, req GetCheckRequestObject) (GetCheckResponseObject, error) {
	c, err := s.Store.Check(ctx, req.Check)
	return GetCheck200JSONResponse(checkOf(c)), err
}

// ReleaseCheck answers POST /api/checks/{check}/release.
func (s *server) ReleaseCheck(ctx context.Context, req ReleaseCheckRequestObject) (ReleaseCheckResponseObject, error) {
	if req.Body.Who == "" {
		return nil, &hpsync.ArgumentError{Field: "who", Got: "nothing", Want: "the person who decides"}
	}
	if err := s.Engine.Release(ctx, req.Check, req.Body.Who); err != nil {
		return nil, err
	}
	c, err := s.Store.Check(ctx, req.Check)
	return ReleaseCheck200JSONResponse(checkOf(c)), err
}

// ResolveStep answers POST /api/checks/{check}/resolve.
func (s *server) ResolveStep(ctx context.Context, req ResolveStepRequestObject) (ResolveStepResponseObject, error) {
	body := req.Body
	if err := s.Engine.Resolve(ctx, hpsync.ResolveRequest{
		Check: req.Check, Step: body.Step, Version: body.Version, How: body.How,
		RemoteID: body.RemoteID, Who: body.Who, Why: body.Why,
	}); err != nil {
		return nil, err
	}
	c, err := s.Store.Check(ctx, req.Check)
	return ResolveStep200JSONResponse(checkOf(c)), err
}

func checkOf(c hpsync.Check) Check {
	out := Check{
		ID: c.ID, Connection: c.Connection, Automation: c.Automation, Environment: c.Environment,
		Opportunity: c.Opportunity, Contact: c.Contact, Posting: c.Posting, Role: c.Role, Round: c.Round,
		State: c.State, Reason: c.Reason, Released: c.Released, Person: c.Person, LeverURL: c.LeverURL,
		Candidate: c.Candidate, Status: c.Status, Answered: c.Answered, Required: c.Required, ShareURL: c.ShareURL,
		EnteredAt: c.EnteredAt.UTC(), OpenedAt: c.OpenedAt.UTC(), HoldUntil: c.HoldUntil.UTC(),
		InvitedAt: c.InvitedAt.UTC(), ObservedAt: c.ObservedAt.UTC(), Versions: c.Versions,
	}
	for _, step := range c.Steps {
		out.Steps = append(out.Steps, stepOf(step))
	}
	return out
}

// stepOf leaves out whom a mail goes to, and what only the engine needs.
func stepOf(s hpsync.Step) Step {
	return Step{
		Name: s.Name, Version: s.Version, State: s.State, Reason: s.Reason, RemoteID: s.RemoteID,
		Sends: s.Sends, Looks: s.Looks, At: s.At.UTC(), DueAt: s.DueAt.UTC(), LookAt: s.LookAt.UTC(),
	}
}
