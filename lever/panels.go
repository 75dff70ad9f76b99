package lever

import (
	"context"
	"iter"
)

var (
	listPanels  = operation{name: "panels.list", method: "GET", path: "/opportunities/{opportunity}/panels", scope: "panels:read:admin"}
	getPanel    = operation{name: "panels.get", method: "GET", path: "/opportunities/{opportunity}/panels/{panel}", scope: "panels:read:admin"}
	createPanel = operation{name: "panels.create", method: "POST", path: "/opportunities/{opportunity}/panels", scope: "panels:write:admin", performAs: performAsRequired}
	updatePanel = operation{name: "panels.update", method: "PUT", path: "/opportunities/{opportunity}/panels/{panel}", scope: "panels:write:admin", performAs: performAsRequired}
	deletePanel = operation{name: "panels.delete", method: "DELETE", path: "/opportunities/{opportunity}/panels/{panel}", scope: "panels:write:admin", performAs: performAsRequired}
)

// PanelsService has the verbs of panels, the sets of interviews. Its changes need [PerformAs] and a panel that is externally
// managed: one made by Create.
type PanelsService struct{ client *Client }

// Get answers one panel. It calls
// GET /opportunities/{opportunity}/panels/{panel}.
func (s *PanelsService) Get(ctx context.Context, opportunity, panel string, opts ...RequestOption) (Panel, error) {
	return one[Panel](ctx, s.client, call{op: getPanel, ids: []string{opportunity, panel}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/panels.
func (s *PanelsService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Panel], error) {
	return list[Panel](ctx, s.client, call{op: listPanels, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/panels.
func (s *PanelsService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Panel, error] {
	call := call{op: listPanels, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(panel Panel) string { return panel.ID })
}

// Create adds a panel with its interviews. It is never sent twice: after an error for which [IsAmbiguous] holds, look for it
// before creating it again. It calls POST /opportunities/{opportunity}/panels.
func (s *PanelsService) Create(ctx context.Context, opportunity string, req PanelRequest, opts ...RequestOption) (Panel, error) {
	if err := req.check(createPanel); err != nil {
		return Panel{}, err
	}
	return one[Panel](ctx, s.client, call{op: createPanel, ids: []string{opportunity}, json: req, opts: opts})
}

// Update replaces a panel: what req leaves out is deleted. Interviews that stay carry their id. It is never sent twice. It
// calls PUT /opportunities/{opportunity}/panels/{panel}.
func (s *PanelsService) Update(ctx context.Context, opportunity, panel string, req PanelRequest, opts ...RequestOption) (Panel, error) {
	if err := req.check(updatePanel); err != nil {
		return Panel{}, err
	}
	return one[Panel](ctx, s.client, call{op: updatePanel, ids: []string{opportunity, panel}, json: req, opts: opts})
}

// Delete deletes a panel with its interviews. It calls DELETE /opportunities/{opportunity}/panels/{panel}.
func (s *PanelsService) Delete(ctx context.Context, opportunity, panel string, opts ...RequestOption) error {
	return none(ctx, s.client, call{op: deletePanel, ids: []string{opportunity, panel}, opts: opts})
}

func (req PanelRequest) check(op operation) error {
	switch {
	case req.Timezone == "":
		return op.argument("timezone", `""`, "the name of a time zone")
	case len(req.Interviews) == 0:
		return op.argument("interviews", "empty", "at least one")
	}
	for _, interview := range req.Interviews {
		if err := checkMeeting(op, interview.Interviewers, interview.Date, interview.Duration); err != nil {
			return err
		}
	}
	return nil
}
