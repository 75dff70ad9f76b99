package config_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/leverhipeople/leverhipeople/examples/server/internal/config"
)

var update = flag.Bool("update", false, "write the table of variables into docs/configuration.md")

const document = "../../../../docs/configuration.md"

// TestDocumentation wants the document to hold the table as the code has it, between
// its two marks.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- variables: written by go generate -->\n", "<!-- end of variables -->"
	head, rest, ok := strings.Cut(string(raw), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks its marks", document)
	}
	want := head + begin + config.Table() + end + tail
	if want == string(raw) {
		return
	}
	if !*update {
		t.Fatalf("%s is out of date; run: go generate ./examples/server/internal/config", document)
	}
	if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
