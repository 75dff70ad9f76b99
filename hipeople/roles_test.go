package hipeople_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/hipeople"
	"github.com/leverhipeople/leverhipeople/hipeople/hipeopletest"
)

func TestRolesAll(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]hipeopletest.Option{"flat": nil, "fields": {hipeopletest.WithFieldsEnvelope()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, client := startFake(t, opts...)
			created := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
			for i := range 7 {
				fake.AddRole(hipeopletest.Role{ID: fmt.Sprintf("r%d", i), Name: fmt.Sprintf("Role %d", i), Archived: i == 6, CreatedAt: created})
			}
			var ids []string
			for role, err := range client.Roles.All(t.Context(), hipeople.RoleListOptions{Limit: 3}) {
				if err != nil {
					t.Fatal(err)
				}
				if role.Open() != (role.ID != "r6") || !role.CreatedAt.Equal(created) || role.OrganizationID != "org_1" || role.TeamID != "team_1" {
					t.Errorf("role %+v", role)
				}
				ids = append(ids, role.ID)
			}
			if fmt.Sprint(ids) != "[r0 r1 r2 r3 r4 r5 r6]" {
				t.Errorf("ids %v", ids)
			}
			if calls := fake.Calls(hipeopletest.CallFilter{}); len(calls) != 3 || calls[1].Query != "limit=3&skip=3" {
				t.Errorf("calls %+v", calls)
			}
		})
	}
}

func TestRolesAllStops(t *testing.T) {
	t.Parallel()
	calls := 0
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls++
		reply(200, `{"list":{"has_more":true},"result":[]}`)(w, r)
	})
	for role, err := range client.Roles.All(t.Context(), hipeople.RoleListOptions{}) {
		t.Errorf("got %v, %v", role, err)
	}
	if calls != 1 {
		t.Errorf("%d calls after an empty page, want 1", calls)
	}
}

func TestRolesAllEndless(t *testing.T) {
	t.Parallel()
	client := serve(t, reply(200, `{"list":{"has_more":true},"result":[{"id":"again"}]}`), hipeople.WithLimiter(unlimited{}))
	n := 0
	var last error
	for _, err := range client.Roles.All(t.Context(), hipeople.RoleListOptions{}) {
		n, last = n+1, err
	}
	var incomplete *hipeople.IncompleteError
	if !errors.As(last, &incomplete) || incomplete.Pages != 1000 || n != 1001 {
		t.Errorf("%d items, then %v", n, last)
	}
}

func TestRolesAllError(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	fake.Seed()
	fault := fake.Inject(hipeopletest.Fault{Kind: hipeopletest.FaultStatus, Status: 403, After: 1})
	var roles int
	var last error
	for _, err := range client.Roles.All(t.Context(), hipeople.RoleListOptions{Limit: 2}) {
		if last = err; err == nil {
			roles++
		}
	}
	var failed *hipeople.Error
	if roles != 2 || !errors.As(last, &failed) || failed.Status != 403 || fault.Fired() != 1 {
		t.Errorf("%d roles, then %v; fault fired %d times", roles, last, fault.Fired())
	}
}

func TestRolesFilters(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	fake.Seed()
	p, err := client.Roles.List(t.Context(), hipeople.RoleListOptions{Filters: []hipeople.Filter{{Field: "is_active", Op: "true"}}})
	if err != nil || len(p.Roles) != 4 || p.Total != 4 || p.HasMore {
		t.Errorf("page %+v, %v", p, err)
	}
	for _, opts := range []hipeople.RoleListOptions{
		{Skip: -1}, {Limit: -1}, {Limit: 501}, {Filters: []hipeople.Filter{{Field: "x"}}},
	} {
		_, err := client.Roles.List(t.Context(), opts)
		var argument *hipeople.ArgumentError
		if !errors.As(err, &argument) {
			t.Errorf("List(%+v): %v, want an ArgumentError", opts, err)
		}
	}
}

func TestRolesGet(t *testing.T) {
	t.Parallel()
	fake, client := startFake(t)
	want := fake.Seed()[1]
	role, err := client.Roles.Get(t.Context(), want.ID)
	if err != nil || role.ID != want.ID || role.Name != want.Name {
		t.Errorf("role %+v, %v", role, err)
	}
	if _, err := client.Roles.Get(t.Context(), "no/such"); !hipeople.IsNotFound(err) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := client.Roles.Get(t.Context(), ""); !hipeople.IsNotApplied(err) {
		t.Errorf("got %v, want an argument error", err)
	}
	if n := len(fake.Calls(hipeopletest.CallFilter{Path: "/api/open_job_roles/*"})); n != 2 {
		t.Errorf("%d calls, want 2: an empty id must not reach the network", n)
	}
}
