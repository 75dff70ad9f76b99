package proof

import (
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/leverhipeople/leverhipeople/lever"
	"github.com/leverhipeople/leverhipeople/lever/levertest"
)

// TestContract calls every verb of the client against the fake, twice: as somebody who may do all and as somebody who
// may do nothing. What is sent and what is answered must be as openapi.yaml has it, and all of openapi.yaml must occur.
func TestContract(t *testing.T) {
	t.Parallel()
	document := contractDocument(t)
	fake := levertest.New(levertest.WithoutLimit())
	t.Cleanup(fake.Close)
	checker := newChecker(t, document, fake.RoundTripper())
	w := newWorld(t, fake)
	w.Client = contractClient(t, checker, levertest.APIKey)
	for _, row := range contractCalls {
		if err := row.call(w); err != nil {
			t.Errorf("%s: %v", row.verb, err)
		}
	}
	w.Client = contractClient(t, checker, fake.IssueKey("groups:read:admin"))
	for _, row := range contractCalls {
		var refused *lever.Error
		if err := row.call(w); !errors.As(err, &refused) || refused.Status != http.StatusForbidden {
			t.Errorf("%s without permission: %v, want a 403", row.verb, err)
		}
	}
	checker.report(t)
	for id, operation := range operationsOf(document) {
		seen := checker.seen[id]
		if seen == nil {
			t.Errorf("%s was never answered 2xx", id)
			continue
		}
		for _, name := range queryOf(operation) {
			// A place in a list is known only while there is a next page, which short lists never have.
			if name != "offset" && !seen.query[name] {
				t.Errorf("%s: the client never sent the parameter %s", id, name)
			}
		}
		for _, name := range bodyOf(operation) {
			if !seen.body[name] {
				t.Errorf("%s: the client never sent the field %s", id, name)
			}
		}
	}
}

// TestContractCallsAreComplete compares the table of calls with the methods of the client's services.
func TestContractCallsAreComplete(t *testing.T) {
	t.Parallel()
	var want []string
	client := reflect.TypeFor[lever.Client]()
	for service := range client.Fields() {
		if !service.IsExported() {
			continue
		}
		for method := range service.Type.Methods() {
			want = append(want, service.Name+"."+method.Name)
		}
	}
	got := make(map[string]bool)
	for _, row := range contractCalls {
		got[row.verb] = true
	}
	slices.Sort(want)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("the table calls\n%q\nthe client has\n%q", names, want)
	}
}

// TestContractErrors has the refusals and failures that the table does not meet.
func TestContractErrors(t *testing.T) {
	t.Parallel()
	fake := levertest.New()
	t.Cleanup(fake.Close)
	checker := newChecker(t, contractDocument(t), fake.RoundTripper())
	w := newWorld(t, fake)
	w.Client = contractClient(t, checker, levertest.APIKey)
	empty, err := fake.AddResume(w.company.Ada.ID, levertest.File{Name: "empty.pdf"})
	if err != nil {
		t.Fatal(err)
	}
	fails := func(status int, path string) error {
		fault := levertest.Fault{Kind: levertest.Status, Status: status, Path: path}
		if status == http.StatusTooManyRequests {
			fault.RetryAfter = time.Second
		}
		fake.Faults().Add(fault)
		return done(w.Stages.List(w.ctx, lever.ListOptions{}))
	}
	for _, tt := range []struct {
		name   string
		status int
		err    error
	}{
		{"unknown key", 401, done(contractClient(t, checker, "nobody's").Users.List(w.ctx, lever.UserListOptions{}))},
		{"place that never was", 400, done(w.Users.List(w.ctx, lever.UserListOptions{Offset: "nowhere"}))},
		{"no such opportunity", 404, done(w.Opportunities.Get(w.ctx, "none"))},
		{"no such note", 404, done(w.Notes.Get(w.ctx, w.company.Ada.ID, "none"))},
		{"no such stage to move to", 400, done(w.Opportunities.UpdateStage(w.ctx, w.company.Ada.ID, "none"))},
		{"no such file", 404, closing(w.Files.Download(w.ctx, w.company.Ada.ID, "none"))},
		{"resume without content", 422, closing(w.Resumes.Download(w.ctx, w.company.Ada.ID, empty.ID))},
		{"too many requests", 429, fails(429, "/v1/stages")},
		{"failure", 500, fails(500, "/v1/stages")},
		{"maintenance", 503, fails(503, "/v1/stages")},
	} {
		var got *lever.Error
		if !errors.As(tt.err, &got) || got.Status != tt.status {
			t.Errorf("%s: %v, want a %d", tt.name, tt.err, tt.status)
		}
	}
	checker.report(t)
}
