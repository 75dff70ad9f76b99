package api

import (
	"cmp"
	"context"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// ListConnections answers GET /api/connections.
func (s *server) ListConnections(ctx context.Context, req ListConnectionsRequestObject) (ListConnectionsResponseObject, error) {
	page, err := pageOf(req.Params.After, req.Params.Limit)
	if err != nil {
		return nil, err
	}
	stored, next, err := s.Store.ListConnections(ctx, page)
	if err != nil {
		return nil, err
	}
	out := ListConnections200JSONResponse{Data: make([]Connection, len(stored)), Next: next}
	for i, c := range stored {
		out.Data[i] = connectionOf(c)
	}
	return out, nil
}

// GetConnection answers GET /api/connections/{connection}.
func (s *server) GetConnection(ctx context.Context, req GetConnectionRequestObject) (GetConnectionResponseObject, error) {
	stored, err := s.Store.Connection(ctx, req.Connection)
	if err != nil {
		return nil, err
	}
	c, err := s.withHooks(stored)
	return GetConnection200JSONResponse(c), err
}

// PutConnection answers PUT /api/connections/{connection}.
func (s *server) PutConnection(ctx context.Context, req PutConnectionRequestObject) (PutConnectionResponseObject, error) {
	body := req.Body
	stored, err := s.Engine.Connect(ctx, hpsync.ConnectRequest{
		ID: req.Connection, Name: body.Name,
		LeverURL: cmp.Or(body.Lever.BaseURL, s.LeverURL), LeverKey: body.Lever.APIKey, LeverToken: body.Lever.Token,
		LeverAuthor: body.Lever.Author, LeverSigning: body.Lever.Signing,
		HiPeopleURL: cmp.Or(body.HiPeople.BaseURL, s.HiPeopleURL), HiPeopleKey: body.HiPeople.APIKey, HiPeopleSecret: body.HiPeople.APISecret,
		Notify: body.Notify,
	})
	if err != nil {
		return nil, err
	}
	c, err := s.withHooks(stored)
	return PutConnection200JSONResponse(c), err
}

// PauseConnection answers POST /api/connections/{connection}/pause.
func (s *server) PauseConnection(ctx context.Context, req PauseConnectionRequestObject) (PauseConnectionResponseObject, error) {
	stored, err := s.Engine.Pause(ctx, req.Connection)
	if err != nil {
		return nil, err
	}
	c, err := s.withHooks(stored)
	return PauseConnection200JSONResponse(c), err
}

// ResumeConnection answers POST /api/connections/{connection}/resume.
func (s *server) ResumeConnection(ctx context.Context, req ResumeConnectionRequestObject) (ResumeConnectionResponseObject, error) {
	stored, err := s.Engine.Resume(ctx, req.Connection)
	if err != nil {
		return nil, err
	}
	c, err := s.withHooks(stored)
	return ResumeConnection200JSONResponse(c), err
}

func connectionOf(c hpsync.Connection) Connection {
	return Connection{
		ID: c.ID, Name: c.Name, State: c.State, Reason: c.Reason, Lever: c.Lever, HiPeople: c.HiPeople, Notify: c.Notify, Hooks: c.Hooks,
		Revision: c.Revision, CreatedAt: c.CreatedAt.UTC(), LiveSince: c.LiveSince.UTC(),
	}
}

// withHooks adds the addresses for webhooks. Those for HiPeople hold a secret, so they
// are shown one connection at a time.
func (s *server) withHooks(stored hpsync.Connection) (Connection, error) {
	c := connectionOf(stored)
	c.LeverWebhookURL = s.Engine.LeverHookURL(stored.ID)
	var err error
	c.HiPeopleWebhookURLs, err = s.Engine.HiPeopleHookURLs(stored)
	return c, err
}
