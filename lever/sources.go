package lever

import (
	"context"
	"iter"
)

var listSources = operation{name: "sources.list", method: "GET", path: "/sources", scope: "sources:read:admin"}

// SourcesService has the verbs of sources. [OpportunitiesService.AddSources] makes new ones.
type SourcesService struct{ client *Client }

// List answers one page. It calls GET /sources.
func (s *SourcesService) List(ctx context.Context, options ListOptions, opts ...RequestOption) (Page[Source], error) {
	return list[Source](ctx, s.client, call{op: listSources, query: options, opts: opts})
}

// All walks over all pages. It calls GET /sources.
func (s *SourcesService) All(ctx context.Context, options ListOptions, opts ...RequestOption) iter.Seq2[Source, error] {
	call := call{op: listSources, query: options, opts: opts}
	return all(ctx, s.client, call, func(source Source) string { return source.Text })
}
