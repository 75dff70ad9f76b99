package hipeopletest_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"testing"
)

// checkXref follows a PDF's own table: each entry must point at its object, and the
// stream must be as long as it says. A viewer does the same.
func checkXref(t *testing.T, file []byte) {
	t.Helper()
	start := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if start == nil {
		t.Fatal("no startxref at the end")
	}
	at, err := strconv.Atoi(string(start[1]))
	if err != nil || !bytes.HasPrefix(file[at:], []byte("xref\n0 ")) {
		t.Fatalf("startxref %d does not point at the table", at)
	}
	entries := regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(file[at:], -1)
	if len(entries) != 6 {
		t.Fatalf("%d entries, want 6", len(entries))
	}
	for i, entry := range entries {
		offset, err := strconv.Atoi(string(entry[1]))
		if err != nil || !bytes.HasPrefix(file[offset:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
			t.Errorf("entry %d points at %d", i+1, offset)
		}
	}
	stream := regexp.MustCompile(`(?s)/Length (\d+) >>\nstream\n(.*?)\nendstream`).FindSubmatch(file)
	if stream == nil {
		t.Fatal("no content stream")
	}
	if length, err := strconv.Atoi(string(stream[1])); err != nil || length != len(stream[2]) {
		t.Errorf("the stream has %d bytes and says %d", len(stream[2]), length)
	}
}
