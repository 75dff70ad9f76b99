package hipeople

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// record is one item of an answer, read by name. HiPeople's public page shows flat
// items, code of its people reads item.fields.x: a name is looked for in the item
// first and in its "fields" second, at every level of a path.
type record struct {
	value any // json.Number for numbers
	raw   json.RawMessage
}

// decodeRecord reads one JSON value and keeps its text.
func decodeRecord(raw json.RawMessage) (record, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return record{}, errors.New("not valid JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return record{}, errors.New("more than one JSON value")
	}
	return record{value: value, raw: raw}, nil
}

// at follows one path of dot-separated names; a number picks an array's element.
func (r record) at(path string) (any, bool) {
	value := r.value
	for name := range strings.SplitSeq(path, ".") {
		next, ok := step(value, name)
		if !ok {
			return nil, false
		}
		value = next
	}
	return value, true
}

// first returns the first value that is something other than null, else nil.
func (r record) first(paths []string) any {
	for _, path := range paths {
		if value, ok := r.at(path); ok && value != nil {
			return value
		}
	}
	return nil
}

// has reports whether any path exists, be it to null.
func (r record) has(paths []string) bool {
	for _, path := range paths {
		if _, ok := r.at(path); ok {
			return true
		}
	}
	return false
}

func step(value any, name string) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		direct, ok := v[name]
		if ok && direct != nil {
			return direct, true
		}
		if fields, nested := v["fields"]; nested && name != "fields" {
			if inner, found := step(fields, name); found {
				return inner, true
			}
		}
		return direct, ok
	case []any:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}

// id reads an id: a text, or a whole number as it was written.
func (r record) id(paths ...string) string {
	value := r.first(paths)
	return asID(value)
}

func asID(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			return v.String()
		}
	}
	return ""
}

// text reads a word or sentence; numbers and booleans as they were written.
func (r record) text(paths ...string) string {
	value := r.first(paths)
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// flag reads a boolean, also one that a database wrote as 0 or 1.
func (r record) flag(paths ...string) bool {
	switch r.text(paths...) {
	case "true", "1":
		return true
	}
	return false
}

// count reads a whole number that is not negative; ok says whether there was one.
func (r record) count(paths ...string) (n int, ok bool) {
	n, err := strconv.Atoi(r.text(paths...))
	if err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

// list reads an array of items, also one inside an object's "fields".
func (r record) list(paths ...string) []record {
	value := r.first(paths)
	if object, ok := value.(map[string]any); ok {
		value = object["fields"]
	}
	items, _ := value.([]any)
	records := make([]record, 0, len(items))
	for _, item := range items {
		records = append(records, record{value: item})
	}
	return records
}
