package lever

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// canonical is JSON with sorted keys and without spaces.
func canonical(t *testing.T, data []byte) string {
	t.Helper()
	var value any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// recorded names the recorded answers of the operations we have, and what they decode into.
var recorded = map[string]any{
	"get-opportunity.json":          &Opportunity{},
	"opportunities.json":            &[]Opportunity{},
	"update-opportunity-stage.json": &Opportunity{},
	"update-opportunity-tags.json":  &Opportunity{},
	"get-application.json":          &Application{},
	"get-contact.json":              &Contact{},
	"get-stages.json":               &[]Stage{},
	"stages.json":                   &[]Stage{},
	"get-posting.json":              &Posting{},
	"get-user.json":                 &User{},
	"create-note.json":              &Note{},
	"get-webhooks.json":             &[]Webhook{},
	"create-webhook.json":           &Webhook{},
}

// lossy has a reason for each path that may be lost. None is.
var lossy = map[string]string{}

// TestRecordedAnswersSurvive lists each path of a recorded answer that decoding and encoding lose.
func TestRecordedAnswersSurvive(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("LEVER_FIXTURES")
	if folder == "" {
		t.Skip("set LEVER_FIXTURES to the folder of recorded Lever answers to run this")
	}
	for name, value := range recorded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(folder, "recorded", name))
			if err != nil {
				t.Fatal(err)
			}
			var record struct{ Response json.RawMessage }
			if err := json.Unmarshal(data, &record); err != nil {
				t.Fatal(err)
			}
			if _, err := decode(record.Response, value); err != nil {
				t.Fatal(err)
			}
			encoded, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			var before struct{ Data any }
			var after any
			if err := json.Unmarshal(record.Response, &before); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(encoded, &after); err != nil {
				t.Fatal(err)
			}
			for _, path := range lost("", before.Data, after) {
				if lossy[name+path] == "" {
					t.Errorf("%s is lost", path)
				}
			}
		})
	}
}

// lost lists the paths whose values differ. Null, false, 0 and empty values don't count.
func lost(at string, before, after any) (paths []string) {
	switch before := before.(type) {
	case nil:
		return nil
	case map[string]any:
		after, _ := after.(map[string]any)
		for key, value := range before {
			paths = append(paths, lost(at+"."+key, value, after[key])...)
		}
	case []any:
		after, _ := after.([]any)
		for i, value := range before {
			var kept any
			if i < len(after) {
				kept = after[i]
			}
			paths = append(paths, lost(fmt.Sprintf("%s[%d]", at, i), value, kept)...)
		}
	default:
		if !reflect.ValueOf(before).IsZero() && !reflect.DeepEqual(before, after) {
			return []string{at}
		}
	}
	slices.Sort(paths)
	return paths
}

func TestLostFindsLosses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ before, after, want string }{
		{`{"a": 1, "b": {"c": ["x", "y"]}}`, `{"a": 1, "b": {"c": ["x"]}}`, ".b.c[1]"},
		{`{"a": {"b": true}}`, `{}`, ".a.b"},
		{`{"a": "x"}`, `{"a": "y"}`, ".a"},
		{`{"a": null, "b": 0, "c": "", "d": false, "e": [], "f": {}}`, `{}`, ""},
	} {
		var before, after any
		if json.Unmarshal([]byte(tt.before), &before) != nil || json.Unmarshal([]byte(tt.after), &after) != nil {
			t.Fatal("bad test")
		}
		if got := strings.Join(lost("", before, after), " "); got != tt.want {
			t.Errorf("%s to %s lost %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
}
