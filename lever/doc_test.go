package lever

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestDocTable holds the table of resources and verbs in the package's documentation against the methods there are.
func TestDocTable(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "# Resources and verbs\n")
	table, _, _ := strings.Cut(rest, "\n// List answers")
	documented := map[string][]string{}
	resource := ""
	for line := range strings.Lines(table) {
		row, isRow := strings.CutPrefix(line, "//\t")
		if !isRow {
			continue
		}
		fields := strings.Fields(row)
		if !strings.HasPrefix(row, " ") { // else it goes on with the resource above
			resource, fields = fields[0], fields[1:]
		}
		documented[resource] = append(documented[resource], fields...)
	}
	client := reflect.TypeFor[Client]()
	services := 0
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		services++
		var verbs []string
		for method := range field.Type.Methods() {
			verbs = append(verbs, method.Name)
		}
		written := slices.Sorted(slices.Values(documented[field.Name]))
		if slices.Sort(verbs); !slices.Equal(verbs, written) {
			t.Errorf("%s has %v, the documentation %v", field.Name, verbs, written)
		}
		delete(documented, field.Name)
	}
	if len(documented) != 0 || services < 28 {
		t.Errorf("%d resources, and the documentation has %v beside them", services, documented)
	}
}
