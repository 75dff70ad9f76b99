package lever

import "strings"

// operation is one row of openapi.yaml as the verbs need it; a test holds the two together.
type operation struct {
	name       string // as errors and logs show it
	method     string
	path       string // with {placeholders}, named as in openapi.yaml
	scope      string // OAuth scope, which also tells the API key's permission
	performAs  performAs
	repeatable bool   // a second one changes nothing; GET and DELETE need not say so
	docRows    string // where the documentation shows rows that are recorded as a list: see documentedRows
}

// performAs says whether an operation can or must be done in a user's name.
type performAs int

const (
	performAsNone performAs = iota
	performAsOptional
	performAsRequired
)

// elements fills the ids into the path. An empty id would turn one operation into another, so it is refused here.
func (op operation) elements(ids []string) ([]string, error) {
	elements := strings.Split(strings.TrimPrefix(op.path, "/"), "/")
	for i, element := range elements {
		if !strings.HasPrefix(element, "{") {
			continue
		}
		id := ids[0]
		ids = ids[1:]
		if strings.TrimSpace(id) == "" || id == "." || id == ".." {
			return nil, op.argument(strings.Trim(element, "{}"), quoted(id), "an id")
		}
		elements[i] = id
	}
	return elements, nil
}

func (op operation) argument(field, got, want string) *ArgumentError {
	return &ArgumentError{Operation: op.name, Field: field, Got: got, Want: want}
}

// need words the permission that the operation takes, as "to write notes (POST /opportunities/{opportunity}/notes)".
func (op operation) need() string {
	resource, access, known := strings.Cut(op.scope, ":")
	if !known {
		return "for " + op.method + " " + op.path
	}
	access, _, _ = strings.Cut(access, ":")
	return "to " + access + " " + resource + " (" + op.method + " " + op.path + ")"
}
