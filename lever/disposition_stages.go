package lever

import "context"

var getDispositionStages = operation{name: "dispositionStages.get", method: "GET", path: "/disposition_stages", scope: "stages:read:admin"}

// DispositionStagesService has the verb of stages and archive reasons together.
type DispositionStagesService struct{ client *Client }

// Get answers all stages with their place in the pipeline and all archive reasons at once. Lever's documentation does not
// have it; its answer is recorded. It calls GET /disposition_stages.
func (s *DispositionStagesService) Get(ctx context.Context, opts ...RequestOption) (DispositionStages, error) {
	return one[DispositionStages](ctx, s.client, call{op: getDispositionStages, opts: opts})
}
