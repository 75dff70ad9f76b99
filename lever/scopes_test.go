package lever

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestScopeTable holds the table to the operations: each stands once, under its own scope, and nothing else does.
func TestScopeTable(t *testing.T) {
	t.Parallel()
	rows := 0
	for _, names := range operationsUnder {
		rows += len(strings.Fields(names))
	}
	for _, op := range operations {
		if got := scopeOf(op.name); got != op.scope || op.scope == "" {
			t.Errorf("%s stands under %q, want %q", op.name, got, op.scope)
		}
	}
	if rows != len(operations) {
		t.Errorf("%d rows, %d operations", rows, len(operations))
	}
}

// TestScopeConstants holds the scopes of the contract to the constants.
func TestScopeConstants(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("scopes.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]string{}
	for _, match := range regexp.MustCompile(`(?m)^\t(Scope\w+)\s*= "(.+?)"`).FindAllStringSubmatch(string(source), -1) {
		name, scope := match[1], match[2]
		for _, other := range constants {
			if other == scope {
				t.Errorf("%s is there twice", scope)
			}
		}
		constants[name] = scope
		resource, access, _ := strings.Cut(strings.TrimSuffix(scope, ":admin"), ":")
		want := "scope" + strings.ReplaceAll(resource, "_", "") + access
		if strings.ToLower(name) != want && scope != ScopeConfidentialAccess {
			t.Errorf("%s stands for %s", name, scope)
		}
	}
	if len(constants) != 2+31+19 {
		t.Errorf("%d constants", len(constants))
	}
	for _, op := range contract(t) {
		found := false
		for _, scope := range constants {
			found = found || scope == op.scope
		}
		if !found {
			t.Errorf("%s %s: no constant for the scope %q", op.method, op.path, op.scope)
		}
	}
}

func TestScopesFor(t *testing.T) {
	t.Parallel()
	got, err := ScopesFor("notes.list", "opportunities.get", "notes.create", "opportunities.list", "eeo.listPII")
	if want := []string{ScopeEEOResponsesPIIRead, ScopeNotesWrite, ScopeOpportunitiesRead}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if got, err := ScopesFor(); err != nil || len(got) != 0 {
		t.Errorf("for nothing: %v, %v", got, err)
	}
	for _, name := range []string{"", "notes.fly", "notes.list notes.get"} {
		var argument *ArgumentError
		if got, err := ScopesFor("notes.get", name); !errors.As(err, &argument) || got != nil {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
}
