package lever

import (
	"context"
	"iter"
)

var listTags = operation{name: "tags.list", method: "GET", path: "/tags", scope: "tags:read:admin"}

// TagsService has the verbs of tags. [OpportunitiesService.AddTags] makes new ones.
type TagsService struct{ client *Client }

// List answers one page. It calls GET /tags.
func (s *TagsService) List(ctx context.Context, options ListOptions, opts ...RequestOption) (Page[Tag], error) {
	return list[Tag](ctx, s.client, call{op: listTags, query: options, opts: opts})
}

// All walks over all pages. It calls GET /tags.
func (s *TagsService) All(ctx context.Context, options ListOptions, opts ...RequestOption) iter.Seq2[Tag, error] {
	call := call{op: listTags, query: options, opts: opts}
	return all(ctx, s.client, call, func(tag Tag) string { return tag.Text })
}
