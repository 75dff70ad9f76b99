package proof

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/leverhipeople/leverhipeople/lever"
)

// contractDocument reads the contract, makes it as strict as a proof needs it, and converts the little of OpenAPI 3.1
// that kin-openapi reads differently. Lists of types with null, and null beside a reference, it reads as they are.
func contractDocument(t *testing.T) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(lever.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	describeForm(document)
	// The contract leaves objects open because Lever may add fields at any time. Client and fake may not: a field that
	// only one of them has is what this proof is to find.
	err = document.WalkSchemas(func(_ string, schema *openapi3.SchemaRef) error {
		s := schema.Value
		if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
			s.AdditionalProperties.Has = new(false)
		}
		// In OpenAPI 3.1 a schema without a type allows null. kin-openapi has two validators: schemas with references go
		// to the one made for OpenAPI 3.0, unless they have keywords that it does not know, and that one refuses null.
		if s.Type == nil && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf)+len(s.Enum) == 0 {
			s.Type = &openapi3.Types{"array", "boolean", "null", "number", "object", "string"}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// describeForm lists the fields of createOpportunity's form, which the contract describes in words as those of
// OpportunityCreateRequest: lists as name[], phones as JSON texts, nested values as name[field].
func describeForm(document *openapi3.T) {
	form := document.Paths.Value("/opportunities").Post.RequestBody.Value.Content["multipart/form-data"].Schema.Value
	text := openapi3.NewSchemaRef("", openapi3.NewStringSchema())
	for name, property := range document.Components.Schemas["OpportunityCreateRequest"].Value.Properties {
		if len(property.Value.AllOf) == 1 { // a reference with a description of its own
			property = property.Value.AllOf[0]
		}
		nested := property.Value.Properties
		switch schema := property.Value; {
		case schema.Type.Is("array"):
			list := openapi3.NewArraySchema()
			list.Items = text
			if !schema.Items.Value.Type.Is("object") {
				list.Items = schema.Items
			}
			list.MaxItems = schema.MaxItems
			form.Properties[name+"[]"] = openapi3.NewSchemaRef("", list)
		case len(nested) > 0:
			for field, schema := range nested {
				form.Properties[name+"["+field+"]"] = schema
			}
		default:
			form.Properties[name] = property
		}
	}
}

// credential accepts what the contract's two security schemes allow, by its form alone.
func credential(_ context.Context, input *openapi3filter.AuthenticationInput) error {
	req := input.RequestValidationInput.Request
	switch user, password, basic := req.BasicAuth(); {
	case input.SecurityScheme.Scheme == "basic" && basic && user != "" && password == "":
		return nil
	case input.SecurityScheme.Scheme == "bearer" && strings.HasPrefix(req.Header.Get("Authorization"), "Bearer "):
		return nil
	}
	return errors.New("no " + input.SecurityScheme.Scheme + " credential")
}

// operationsOf returns the operations of the contract by their operationId.
func operationsOf(document *openapi3.T) map[string]*openapi3.Operation {
	out := make(map[string]*openapi3.Operation)
	for _, path := range document.Paths.Map() {
		for _, operation := range path.Operations() {
			out[operation.OperationID] = operation
		}
	}
	return out
}

// queryOf returns the names of an operation's query parameters.
func queryOf(operation *openapi3.Operation) []string {
	var names []string
	for _, parameter := range operation.Parameters {
		if parameter.Value.In == openapi3.ParameterInQuery {
			names = append(names, parameter.Value.Name)
		}
	}
	return names
}

// bodyOf returns the names of the fields of an operation's JSON body.
func bodyOf(operation *openapi3.Operation) []string {
	if operation.RequestBody == nil {
		return nil
	}
	content := operation.RequestBody.Value.Content["application/json"]
	if content == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(content.Schema.Value.Properties))
}
