package lever

import (
	"context"
	"iter"
)

var (
	listUsers      = operation{name: "users.list", method: "GET", path: "/users", scope: "users:read:admin"}
	getUser        = operation{name: "users.get", method: "GET", path: "/users/{user}", scope: "users:read:admin"}
	createUser     = operation{name: "users.create", method: "POST", path: "/users", scope: "users:write:admin"}
	updateUser     = operation{name: "users.update", method: "PUT", path: "/users/{user}", scope: "users:write:admin"}
	deactivateUser = operation{name: "users.deactivate", method: "POST", path: "/users/{user}/deactivate", scope: "users:write:admin"}
	reactivateUser = operation{name: "users.reactivate", method: "POST", path: "/users/{user}/reactivate", scope: "users:write:admin"}
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

// Create adds a user, an interviewer unless req names a role. Nobody is invited by it. It is never sent twice: after an error
// for which [IsAmbiguous] holds, look for the mail address before creating it again. It calls POST /users.
func (s *UsersService) Create(ctx context.Context, req UserRequest, opts ...RequestOption) (User, error) {
	if err := req.check(createUser); err != nil {
		return User{}, err
	}
	return one[User](ctx, s.client, call{op: createUser, json: req, opts: opts})
}

// Update replaces a user: what req leaves zero is deleted, and the role is needed. It is never sent twice. It calls
// PUT /users/{user}.
func (s *UsersService) Update(ctx context.Context, user string, req UserRequest, opts ...RequestOption) (User, error) {
	if err := req.check(updateUser); err != nil {
		return User{}, err
	}
	if req.AccessRole == "" {
		return User{}, updateUser.argument("accessRole", `""`, "a role")
	}
	return one[User](ctx, s.client, call{op: updateUser, ids: []string{user}, json: req, opts: opts})
}

// Deactivate takes a user's access away. It calls POST /users/{user}/deactivate.
func (s *UsersService) Deactivate(ctx context.Context, user string, opts ...RequestOption) (User, error) {
	return one[User](ctx, s.client, call{op: deactivateUser, ids: []string{user}, opts: opts})
}

// Reactivate gives a deactivated user access again. It calls POST /users/{user}/reactivate.
func (s *UsersService) Reactivate(ctx context.Context, user string, opts ...RequestOption) (User, error) {
	return one[User](ctx, s.client, call{op: reactivateUser, ids: []string{user}, opts: opts})
}

func (req UserRequest) check(op operation) error {
	switch {
	case req.Name == "":
		return op.argument("name", `""`, "a name")
	case req.Email == "":
		return op.argument("email", `""`, "a mail address")
	}
	return nil
}
