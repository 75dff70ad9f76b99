package hipeople

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Role is a job in HiPeople, to which candidates are invited (open_job_role,
// documented).
type Role struct {
	ID             string
	Name           string
	TeamID         string
	AssessmentID   string
	OrganizationID string // observed, may be empty
	Active         bool
	Archived       bool
	CreatedAt      time.Time
	Raw            json.RawMessage // the item as it came
}

// Open reports whether candidates can be invited: active and not archived.
func (r Role) Open() bool { return r.Active && !r.Archived }

// RoleListOptions says which roles to list. Zero values take the defaults.
type RoleListOptions struct {
	Skip    int // roles to pass over
	Limit   int // roles a page, default 100
	Filters []Filter
}

// RolePage is one page of roles.
type RolePage struct {
	Roles   []Role
	Total   int
	HasMore bool
}

// Roles lists and reads roles.
type Roles struct{ client *Client }

// List returns one page of the roles that the credential may see (documented).
func (s *Roles) List(ctx context.Context, opts RoleListOptions) (RolePage, error) {
	p, err := s.client.list(ctx, "roles.list", "open_job_roles", opts.Filters, opts.Skip, opts.Limit)
	if err != nil {
		return RolePage{}, err
	}
	roles := make([]Role, 0, len(p.rows))
	for _, row := range p.rows {
		roles = append(roles, roleOf(row))
	}
	return RolePage{Roles: roles, Total: p.total, HasMore: p.more}, nil
}

// All returns every role, page by page. It ends after an error, which comes with a
// zero Role.
func (s *Roles) All(ctx context.Context, opts RoleListOptions) iter.Seq2[Role, error] {
	return each("roles.list", opts.Skip, func(skip int) ([]Role, int, error) {
		opts.Skip = skip
		p, err := s.List(ctx, opts)
		return p.Roles, after(skip, len(p.Roles), p.HasMore), err
	})
}

// Get returns one role (observed).
func (s *Roles) Get(ctx context.Context, id string) (Role, error) {
	item, err := s.client.getOne(ctx, "roles.get", []string{"open_job_roles", id})
	if err != nil {
		return Role{}, err
	}
	return roleOf(item), nil
}

func roleOf(item record) Role {
	return Role{
		ID:             item.id("id"),
		Name:           item.text("name"),
		TeamID:         item.id("team_id"),
		AssessmentID:   item.id("assessment_id"),
		OrganizationID: item.id("organization_id"),
		Active:         item.flag("is_active"),
		Archived:       item.flag("is_archived"),
		CreatedAt:      item.time("created_at"),
		Raw:            item.raw,
	}
}
