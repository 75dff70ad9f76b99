package lever

import (
	"context"
	"iter"
)

var (
	listUsers = operation{name: "users.list", method: "GET", path: "/users", scope: "users:read:admin"}
	getUser   = operation{name: "users.get", method: "GET", path: "/users/{user}", scope: "users:read:admin"}
)

// UsersService has the verbs of users.
type UsersService struct{ client *Client }

// UserListOptions filter users. Several values of one field are alternatives.
type UserListOptions struct {
	Limit               int      `url:"limit,omitempty"`  // rows per page, 1 to 100; 0 leaves it to Lever, which takes 100
	Offset              string   `url:"offset,omitempty"` // Next of the page before
	Include             []string `url:"include,omitempty"`
	Email               []string `url:"email,omitempty"`      // exact addresses
	AccessRole          []string `url:"accessRole,omitempty"` // names of roles, or ids of custom ones
	IncludeDeactivated  bool     `url:"includeDeactivated,omitempty"`
	ExternalDirectoryID []string `url:"external_directory_id,omitempty"`
}

// Get answers one user, also a deactivated one. It calls GET /users/{user}.
func (s *UsersService) Get(ctx context.Context, user string, opts ...RequestOption) (User, error) {
	return one[User](ctx, s.client, call{op: getUser, ids: []string{user}, opts: opts})
}

// List answers one page. It calls GET /users.
func (s *UsersService) List(ctx context.Context, options UserListOptions, opts ...RequestOption) (Page[User], error) {
	return list[User](ctx, s.client, call{op: listUsers, query: options, opts: opts})
}

// All walks over all pages. It calls GET /users.
func (s *UsersService) All(ctx context.Context, options UserListOptions, opts ...RequestOption) iter.Seq2[User, error] {
	call := call{op: listUsers, query: options, opts: opts}
	return all(ctx, s.client, call, func(user User) string { return user.ID })
}
