package api

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

type schema struct {
	Ref         string            `yaml:"$ref"`
	Type        string            `yaml:"type"`
	Format      string            `yaml:"format"`
	Description string            `yaml:"description"`
	Required    []string          `yaml:"required"`
	Enum        []string          `yaml:"enum"`
	Properties  map[string]schema `yaml:"properties"`
	Items       *schema           `yaml:"items"`
	GoType      string            `yaml:"x-go-type"`
}

type operation struct {
	OperationID string         `yaml:"operationId"`
	Summary     string         `yaml:"summary"`
	RequestBody map[string]any `yaml:"requestBody"`
	Responses   map[string]any `yaml:"responses"`
}

type document struct {
	Paths      map[string]map[string]yaml.Node `yaml:"paths"`
	Components struct {
		Schemas map[string]schema `yaml:"schemas"`
	} `yaml:"components"`
}

func parse(t *testing.T) (document, map[string]operation) {
	t.Helper()
	var doc document
	if err := yaml.Unmarshal(contract, &doc); err != nil {
		t.Fatal(err)
	}
	operations := map[string]operation{}
	for path, item := range doc.Paths {
		for method, node := range item {
			if method == "parameters" {
				continue
			}
			var op operation
			if err := node.Decode(&op); err != nil {
				t.Fatal(err)
			}
			operations[strings.ToUpper(method)+" "+path] = op
		}
	}
	return doc, operations
}

// TestBodiesAreChecked: an operation that takes a body and is not in the map would pass
// misspelt fields over.
func TestBodiesAreChecked(t *testing.T) {
	t.Parallel()
	_, operations := parse(t)
	for pattern, op := range operations {
		if _, checked := bodies[pattern]; checked != (op.RequestBody != nil) {
			t.Errorf("%s: takes a body: %v, is checked: %v", pattern, op.RequestBody != nil, checked)
		}
		if op.OperationID == "" || op.Summary == "" || op.Responses["default"] == nil {
			t.Errorf("%s lacks an id, a summary or a default answer", pattern)
		}
	}
	for pattern := range bodies {
		if _, known := operations[pattern]; !known {
			t.Errorf("%s is not in the contract", pattern)
		}
	}
}

// TestNounsOfTheEngine compares the schemas that stand for types of the engine with
// what encoding/json makes of those.
func TestNounsOfTheEngine(t *testing.T) {
	t.Parallel()
	doc, _ := parse(t)
	types := map[string]any{
		"LeverAccount": hpsync.LeverAccount{}, "HiPeopleAccount": hpsync.HiPeopleAccount{}, "Hook": hpsync.Hook{}, "Plan": hpsync.Plan{},
		"Automation": hpsync.Automation{}, "Person": hpsync.Person{}, "Version": hpsync.Version{}, "Key": hpsync.Key{},
		"Entry": hpsync.Entry{}, "Delivery": hpsync.Delivery{},
	}
	for name, s := range doc.Components.Schemas {
		value, ours := types[name]
		if ours != (s.Type == "object" && s.GoType != "") {
			t.Errorf("%s: stands for %q, is compared: %v", name, s.GoType, ours)
		}
		if !ours {
			continue
		}
		var fields, required []string
		for field := range reflect.TypeOf(value).Fields() {
			tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if tag == "-" {
				continue
			}
			fields = append(fields, tag)
			if options == "" {
				required = append(required, tag)
			}
		}
		var properties []string
		for property := range s.Properties {
			properties = append(properties, property)
		}
		slices.Sort(fields)
		slices.Sort(properties)
		if !slices.Equal(fields, properties) {
			t.Errorf("%s: the contract has %v, the type %v", name, properties, fields)
		}
		for _, field := range s.Required {
			if !slices.Contains(required, field) {
				t.Errorf("%s: %s is required but may be left out", name, field)
			}
		}
	}
}

func TestEnums(t *testing.T) {
	t.Parallel()
	doc, _ := parse(t)
	for name, want := range map[string][]string{
		"CheckState": words(hpsync.Held, hpsync.Inviting, hpsync.Invited, hpsync.InProgress, hpsync.Completed, hpsync.MarkedComplete,
			hpsync.Overdue, hpsync.Cancelled, hpsync.Skipped, hpsync.Failed, hpsync.NeedsReview),
		"StepState":       words(hpsync.Ready, hpsync.Sending, hpsync.StepDone, hpsync.StepFailed, hpsync.StepReview, hpsync.Dropped),
		"ConnectionState": words(hpsync.ConnectionLive, hpsync.ConnectionPaused, hpsync.ConnectionRevoked, hpsync.ConnectionDisconnected),
		"Resolution":      words(hpsync.ResolveDone, hpsync.ResolveAgain, hpsync.ResolveDrop),
		"Verdict": words(hpsync.Invite, hpsync.Hold, hpsync.Skip, hpsync.Ignore, hpsync.Known, hpsync.Pass, hpsync.Parked,
			hpsync.Ping, hpsync.Hint, hpsync.Told, hpsync.Trouble),
	} {
		if got := doc.Components.Schemas[name].Enum; !slices.Equal(got, want) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

func words[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, value := range values {
		out[i] = string(value)
	}
	return out
}

func TestSchemasSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	doc, _ := parse(t)
	for name, s := range doc.Components.Schemas {
		if s.Description == "" {
			t.Errorf("%s has no description", name)
		}
		for property, p := range s.Properties {
			if p.Type == "object" {
				t.Errorf("%s.%s is an object without a name", name, property)
			}
		}
		for _, required := range s.Required {
			if _, known := s.Properties[required]; !known {
				t.Errorf("%s requires %s, which it lacks", name, required)
			}
		}
	}
}
