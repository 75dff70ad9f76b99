package hipeople

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
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

// Filter is one filter of a list, sent as field[op]=value. Documented and observed
// are is_active[true] and field[id]=…; whether HiPeople knows another one shows only
// in the rows it returns, so check them.
type Filter struct {
	Field string
	Op    string
	Value string
}

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

const (
	defaultLimit = 100
	maxLimit     = 500 // the largest page size seen in use
	maxRolePages = 1000
)

// List returns one page of the roles that the credential may see (documented).
func (s *Roles) List(ctx context.Context, opts RoleListOptions) (RolePage, error) {
	if opts.Limit == 0 {
		opts.Limit = defaultLimit
	}
	if err := checkPaging("roles.list", opts.Skip, opts.Limit); err != nil {
		return RolePage{}, err
	}
	query, err := filterQuery("roles.list", opts.Filters)
	if err != nil {
		return RolePage{}, err
	}
	p, err := s.client.listPage(ctx, "roles.list", []string{"open_job_roles"}, query, opts.Skip, opts.Limit)
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
	return func(yield func(Role, error) bool) {
		for range maxRolePages {
			p, err := s.List(ctx, opts)
			if err != nil {
				yield(Role{}, err)
				return
			}
			for _, role := range p.Roles {
				if !yield(role, nil) {
					return
				}
			}
			if !p.HasMore || len(p.Roles) == 0 {
				return
			}
			opts.Skip += len(p.Roles)
		}
		yield(Role{}, &IncompleteError{Operation: "roles.list", Pages: maxRolePages})
	}
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

// IncompleteError is a list that did not end within its bound of pages: what was read
// is not all there is, so it proves nothing absent.
type IncompleteError struct {
	Operation string
	Pages     int
}

func (e *IncompleteError) Error() string {
	return "hipeople: " + e.Operation + ": still more to read after " + strconv.Itoa(e.Pages) + " pages"
}

func checkPaging(operation string, skip, limit int) error {
	if skip < 0 {
		return &ArgumentError{Operation: operation, Field: "Skip", Got: strconv.Itoa(skip), Want: "0 or more"}
	}
	if limit < 1 || limit > maxLimit {
		return &ArgumentError{Operation: operation, Field: "Limit", Got: strconv.Itoa(limit), Want: "1 to " + strconv.Itoa(maxLimit)}
	}
	return nil
}

func filterQuery(operation string, filters []Filter) (url.Values, error) {
	query := url.Values{}
	for _, filter := range filters {
		if filter.Field == "" || filter.Op == "" {
			return nil, &ArgumentError{Operation: operation, Field: "Filters", Got: "a filter without field or operator", Want: "both"}
		}
		query.Add(filter.Field+"["+filter.Op+"]", filter.Value)
	}
	return query, nil
}

// listPage reads one page of any list.
func (c *Client) listPage(ctx context.Context, operation string, path []string, query url.Values, skip, limit int) (page, error) {
	query.Set("skip", strconv.Itoa(skip))
	query.Set("limit", strconv.Itoa(limit))
	answer, _, err := c.call(ctx, transport.Request{Operation: operation, Method: http.MethodGet, Path: path, Query: query})
	if err != nil {
		return page{}, err
	}
	p, err := answer.rows(limit)
	if err != nil {
		return page{}, &DecodeError{Operation: operation, Err: err}
	}
	return p, nil
}

// getOne reads one thing.
func (c *Client) getOne(ctx context.Context, operation string, path []string) (record, error) {
	answer, body, err := c.call(ctx, transport.Request{Operation: operation, Method: http.MethodGet, Path: path})
	if err != nil {
		return record{}, err
	}
	item, err := answer.one(body)
	if err != nil {
		return record{}, &DecodeError{Operation: operation, Err: err}
	}
	return item, nil
}
