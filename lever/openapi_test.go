package lever

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

type object = map[string]any

func spec(t *testing.T) object {
	t.Helper()
	var doc object
	if err := yaml.Unmarshal(OpenAPI(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

type contractOperation struct {
	method, path, scope, performAs string
	fields                         object
}

// contract lists the operations of openapi.yaml.
func contract(t *testing.T) []contractOperation {
	t.Helper()
	var operations []contractOperation
	for path, item := range spec(t)["paths"].(object) {
		for method, fields := range item.(object) {
			op := fields.(object)
			rule, _ := op["x-perform-as"].(string)
			scope, _ := op["x-scope"].(string)
			operations = append(operations, contractOperation{strings.ToUpper(method), path, scope, rule, op})
		}
	}
	return operations
}

func TestOperationsAreComplete(t *testing.T) {
	t.Parallel()
	ids := map[any]bool{}
	operations := contract(t)
	if len(operations) == 0 {
		t.Fatal("no operations")
	}
	for _, op := range operations {
		at := op.method + " " + op.path
		for _, field := range []string{"operationId", "summary", "description", "externalDocs", "x-scope", "tags", "responses"} {
			if op.fields[field] == nil {
				t.Errorf("%s has no %s", at, field)
			}
		}
		if source := op.fields["x-source"]; source != "recorded" && source != "documented" {
			t.Errorf("%s: x-source is %v, want recorded or documented", at, source)
		}
		if id := op.fields["operationId"]; ids[id] {
			t.Errorf("%s: operationId %v is taken", at, id)
		} else {
			ids[id] = true
		}
		if got, want := performAsOf(op.fields), op.performAs; got != want {
			t.Errorf("%s: the parameter perform_as is %q, x-perform-as %q", at, got, want)
		}
		placeholders := strings.Count(op.path, "{")
		for _, parameter := range parametersOf(op.fields) {
			if parameter["in"] == "path" {
				placeholders--
				if !strings.Contains(op.path, "{"+parameter["name"].(string)+"}") {
					t.Errorf("%s has a path parameter %v", at, parameter["name"])
				}
			}
			if parameter["description"] == nil {
				t.Errorf("%s: parameter %v has no description", at, parameter["name"])
			}
		}
		if placeholders != 0 {
			t.Errorf("%s: path parameters and placeholders differ by %d", at, placeholders)
		}
	}
}

func parametersOf(operation object) []object {
	list, _ := operation["parameters"].([]any)
	var parameters []object
	for _, parameter := range list {
		parameters = append(parameters, parameter.(object))
	}
	return parameters
}

func performAsOf(operation object) string {
	for _, parameter := range parametersOf(operation) {
		switch {
		case parameter["name"] != "perform_as":
		case parameter["required"] == true:
			return "required"
		default:
			return "optional"
		}
	}
	return ""
}

// TestSchemas refuses what the generator or the live API would trip over.
func TestSchemas(t *testing.T) {
	t.Parallel()
	schemas := spec(t)["components"].(object)["schemas"].(object)
	if len(schemas) == 0 {
		t.Fatal("no schemas")
	}
	for name, schema := range schemas {
		for _, fault := range schemaFaults(name, schema.(object), true) {
			t.Error(fault)
		}
	}
}

func schemaFaults(at string, schema object, named bool) (faults []string) {
	fault := func(text string) { faults = append(faults, at+" "+text) }
	if schema["$ref"] != nil {
		return nil
	}
	if text, _ := schema["description"].(string); text == "" {
		fault("has no description")
	}
	if format, _ := schema["format"].(string); slices.Contains([]string{"email", "uuid", "date", "date-time"}, format) {
		fault("has the format " + format + ", which blank values and words as ids do not have")
	}
	if values, _ := schema["enum"].([]any); slices.Contains(values, nil) {
		fault("has null in its enum")
	}
	if schema["oneOf"] != nil && schema["x-go-type"] == nil {
		fault("has oneOf without x-go-type")
	}
	if !named && schema["properties"] != nil {
		fault("is an inline object")
	}
	properties, _ := schema["properties"].(object)
	for _, field := range asList(schema["required"]) {
		if properties[field.(string)] == nil {
			fault("requires " + field.(string) + ", which it does not have")
		}
	}
	for name, property := range properties {
		faults = append(faults, schemaFaults(at+"."+name, property.(object), false)...)
	}
	if items, ok := schema["items"].(object); ok && items["type"] == "object" {
		faults = append(faults, schemaFaults(at+"[]", items, false)...)
	}
	return faults
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}

// TestSchemaFaults shows that each refusal refuses.
func TestSchemaFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, yaml, want string }{
		{"format", "{type: string, format: uuid, description: d}", "format uuid"},
		{"enum", "{type: string, enum: [a, null], description: d}", "null in its enum"},
		{"oneOf", "{oneOf: [{type: string}], description: d}", "oneOf without x-go-type"},
		{"description", "{type: string}", "no description"},
		{"inline", "{type: object, description: d, properties: {a: {type: object, description: d, properties: {b: {type: string, description: d}}}}}", "X.a is an inline object"},
		{"property", "{type: object, description: d, properties: {a: {type: string}}}", "X.a has no description"},
		{"required", "{type: object, description: d, required: [b], properties: {a: {type: string, description: d}}}", "requires b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var schema object
			if err := yaml.Unmarshal([]byte(tt.yaml), &schema); err != nil {
				t.Fatal(err)
			}
			faults := schemaFaults("X", schema, true)
			if len(faults) != 1 || !strings.Contains(faults[0], tt.want) {
				t.Errorf("got %q, want one with %q", faults, tt.want)
			}
		})
	}
}
