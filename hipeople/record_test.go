package hipeople

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func mustRecord(t *testing.T, text string) record {
	t.Helper()
	item, err := decodeRecord(json.RawMessage(text))
	if err != nil {
		t.Fatalf("decodeRecord(%s): %v", text, err)
	}
	return item
}

func TestRecordPaths(t *testing.T) {
	t.Parallel()
	item := mustRecord(t, `{"id":"c1","status":null,"empty":"","fields":{"status":"Pending","check":{"fields":{"done":1}},"refs":[{"id":"r1"},{"id":2}]}}`)
	tests := []struct {
		paths []string
		want  string
	}{
		{[]string{"id"}, "c1"},
		{[]string{"status"}, "Pending"}, // null in the item, a value under fields
		{[]string{"fields.status"}, "Pending"},
		{[]string{"check.done"}, "1"}, // fields at two levels
		{[]string{"refs.1.id"}, "2"},
		{[]string{"refs.2.id"}, ""},
		{[]string{"refs.-1.id"}, ""},
		{[]string{"refs.id"}, ""},
		{[]string{"missing", "id"}, "c1"}, // in order
		{[]string{"id.deeper"}, ""},
		{[]string{"check"}, ""}, // an object is no text
	}
	for _, tt := range tests {
		if got := item.text(tt.paths...); got != tt.want {
			t.Errorf("text(%v) = %q, want %q", tt.paths, got, tt.want)
		}
	}
	if !item.has([]string{"empty"}) || item.has([]string{"nothing"}) {
		t.Error("has must see an empty value and no missing one")
	}
}

func TestRecordID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"a b"`: "a b", `" x "`: "x", `12345678901234567890`: "12345678901234567890", `1.5`: "", `1e3`: "", `true`: "", `null`: "", `{}`: "",
	} {
		if got := mustRecord(t, `{"id":`+text+`}`).id("id"); got != want {
			t.Errorf("id of %s = %q, want %q", text, got, want)
		}
	}
}

func TestRecordFlagAndCount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{`true`: true, `1`: true, `"true"`: true, `0`: false, `false`: false, `null`: false, `"yes"`: false, `{}`: false} {
		if got := mustRecord(t, `{"v":`+text+`}`).flag("v"); got != want {
			t.Errorf("flag of %s = %t, want %t", text, got, want)
		}
	}
	for text, want := range map[string]int{`3`: 3, `"4"`: 4, `0`: 0, `-1`: -1, `2.5`: -1, `null`: -1, `99999999999999999999`: -1} {
		got, ok := mustRecord(t, `{"v":`+text+`}`).count("v")
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("count of %s = %d, %t, want %d", text, got, ok, want)
		}
	}
}

func TestRecordTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 15, 4, 5, 0, time.UTC)
	tests := []struct {
		text string
		want time.Time
	}{
		{`1795446245`, at},
		{`1795446245000`, at},
		{`1795446245250`, at.Add(250 * time.Millisecond)},
		{`"1795446245"`, at},
		{`" 1795446245000 "`, at},
		{`1795446245.5`, at.Add(500 * time.Millisecond)},
		{`1.795446245e9`, at},
		{`"2026-11-23T15:04:05Z"`, at},
		{`"2026-11-23T16:04:05+01:00"`, at},
		{`123456789`, time.Date(1973, 11, 29, 21, 33, 9, 0, time.UTC)}, // the public page's own example
		{`0`, time.Time{}},
		{`-5`, time.Time{}},
		{`null`, time.Time{}},
		{`""`, time.Time{}},
		{`"soon"`, time.Time{}},
		{`"NaN"`, time.Time{}},
		{`"Inf"`, time.Time{}},
		{`1e300`, time.Time{}},
		{`true`, time.Time{}},
	}
	for _, tt := range tests {
		if got := mustRecord(t, `{"at":`+tt.text+`}`).time("at"); !got.Equal(tt.want) {
			t.Errorf("time of %s = %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestDecodeRecordRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `{"a":1} {"b":2}`, "\xff", strings.Repeat("[", 20000)} {
		if _, err := decodeRecord(json.RawMessage(text)); err == nil {
			t.Errorf("decodeRecord(%.20q) succeeded", text)
		}
	}
}

func TestNormalise(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"Marked complete": "marked_complete", "marked-complete": "marked_complete", "markedComplete": "marked_complete",
		"MARKED_COMPLETE": "marked_complete", " In  progress ": "in_progress", "InProgress": "in_progress", "Pending": "pending",
		"": "", "--": "", "Überfällig": "überfällig",
	} {
		if got := normalise(word); got != want {
			t.Errorf("normalise(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"Marked complete", "aB-c_", "ǅ", "\xff", "A.B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		once := normalise(word)
		if again := normalise(once); again != once {
			t.Errorf("normalise(%q) = %q, and of that %q", word, once, again)
		}
	})
}
