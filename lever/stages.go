package lever

import (
	"context"
	"iter"
)

var (
	listStages = operation{name: "stages.list", method: "GET", path: "/stages", scope: "stages:read:admin"}
	getStage   = operation{name: "stages.get", method: "GET", path: "/stages/{stage}", scope: "stages:read:admin"}
)

// StagesService has the verbs of stages.
type StagesService struct{ client *Client }

// Get answers one stage. It calls GET /stages/{stage}.
func (s *StagesService) Get(ctx context.Context, stage string, opts ...RequestOption) (Stage, error) {
	return one[Stage](ctx, s.client, call{op: getStage, ids: []string{stage}, opts: opts})
}

// List answers one page, in the order of the pipelines. It calls GET /stages.
func (s *StagesService) List(ctx context.Context, options ListOptions, opts ...RequestOption) (Page[Stage], error) {
	return list[Stage](ctx, s.client, call{op: listStages, query: options, opts: opts})
}

// All walks over all pages. It calls GET /stages.
func (s *StagesService) All(ctx context.Context, options ListOptions, opts ...RequestOption) iter.Seq2[Stage, error] {
	call := call{op: listStages, query: options, opts: opts}
	return all(ctx, s.client, call, func(stage Stage) string { return stage.ID })
}
