package lever

import (
	"context"
	"iter"
)

var (
	listApplications        = operation{name: "applications.list", method: "GET", path: "/opportunities/{opportunity}/applications", scope: "applications:read:admin"}
	getApplication          = operation{name: "applications.get", method: "GET", path: "/opportunities/{opportunity}/applications/{application}", scope: "applications:read:admin"}
	listDeletedApplications = operation{name: "applications.listDeleted", method: "GET", path: "/applications/deleted", scope: "applications:read:admin"}
)

// ApplicationsService has the verbs of applications. Lever would rather have them read inside their opportunity, by
// [Expand]. [PostingsService.Apply] makes them.
type ApplicationsService struct{ client *Client }

// DeletedListOptions filter deleted records by the time of their deletion.
type DeletedListOptions struct {
	Limit          int    `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever
	Offset         string `url:"offset,omitempty"` // Next of the page before
	DeletedAtStart Time   `url:"deleted_at_start"`
	DeletedAtEnd   Time   `url:"deleted_at_end"`
}

// Get answers one application. It calls GET /opportunities/{opportunity}/applications/{application}.
func (s *ApplicationsService) Get(ctx context.Context, opportunity, application string, opts ...RequestOption) (Application, error) {
	return one[Application](ctx, s.client, call{op: getApplication, ids: []string{opportunity, application}, opts: opts})
}

// List answers one page. It calls GET /opportunities/{opportunity}/applications.
func (s *ApplicationsService) List(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) (Page[Application], error) {
	return list[Application](ctx, s.client, call{op: listApplications, ids: []string{opportunity}, query: options, opts: opts})
}

// All walks over all pages. It calls GET /opportunities/{opportunity}/applications.
func (s *ApplicationsService) All(ctx context.Context, opportunity string, options ListOptions, opts ...RequestOption) iter.Seq2[Application, error] {
	call := call{op: listApplications, ids: []string{opportunity}, query: options, opts: opts}
	return all(ctx, s.client, call, func(application Application) string { return application.ID })
}

// ListDeleted answers one page of what is left of deleted applications of the account. Lever's documentation does not have
// it. It calls GET /applications/deleted.
func (s *ApplicationsService) ListDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) (Page[DeletedApplication], error) {
	return list[DeletedApplication](ctx, s.client, call{op: listDeletedApplications, query: options, opts: opts})
}

// AllDeleted walks over all pages of ListDeleted. It calls GET /applications/deleted.
func (s *ApplicationsService) AllDeleted(ctx context.Context, options DeletedListOptions, opts ...RequestOption) iter.Seq2[DeletedApplication, error] {
	call := call{op: listDeletedApplications, query: options, opts: opts}
	return all(ctx, s.client, call, func(application DeletedApplication) string { return application.ID })
}
