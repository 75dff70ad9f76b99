package lever

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"testing"
	"time"
)

func TestTime(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 1, 12, 30, 0, 5e6, time.UTC)
	for _, tt := range []struct {
		in   string
		want time.Time
		out  string // empty: refused
	}{
		{"1772368200005", moment, "1772368200005"},
		{`"1772368200005"`, moment, "1772368200005"},
		{"1.772368200005e12", moment, "1772368200005"},
		{"0", time.UnixMilli(0).UTC(), "0"},
		{"-1", time.UnixMilli(-1).UTC(), "-1"},
		{"null", time.Time{}, "null"},
		{`""`, time.Time{}, "null"},
		{`"2026-03-01"`, time.Time{}, ""},
		{"true", time.Time{}, ""},
		{"{}", time.Time{}, ""},
		{"1e300", time.Time{}, ""},
		{`"NaN"`, time.Time{}, ""},
	} {
		var got Time
		err := json.Unmarshal([]byte(tt.in), &got)
		if tt.out == "" {
			if err == nil {
				t.Errorf("%s is read as %v, want an error", tt.in, got)
			}
			continue
		}
		if err != nil || !got.Equal(tt.want) {
			t.Errorf("%s is read as %v, %v; want %v", tt.in, got, err, tt.want)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != tt.out {
			t.Errorf("%s is written as %s, %v; want %s", tt.in, out, err, tt.out)
		}
	}
}

func TestNewTime(t *testing.T) {
	t.Parallel()
	in := time.Date(2026, 3, 1, 12, 30, 0, 5_999_999, time.FixedZone("X", 3600))
	if got := NewTime(in); got.UnixNano()%1e6 != 0 || got.Location() != time.UTC || got.UnixMilli() != in.UnixMilli() {
		t.Errorf("got %v of %v, want the millisecond in UTC", got, in)
	}
	if !NewTime(time.Time{}).IsZero() {
		t.Error("the zero time does not stay zero")
	}
}

func TestTimeAsParameter(t *testing.T) {
	t.Parallel()
	values := url.Values{}
	if err := NewTime(time.UnixMilli(7)).EncodeValues("at", &values); err != nil || values.Encode() != "at=7" {
		t.Errorf("got %q, %v", values.Encode(), err)
	}
}

func TestInt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Int{"12": 12, `"12"`: 12, "null": 0, `""`: 0, fmt.Sprint(math.MaxInt64): math.MaxInt64} {
		var got Int
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s is read as %d, %v; want %d", in, got, err, want)
		}
	}
	var got Int
	if err := json.Unmarshal([]byte(`"12 bytes"`), &got); err == nil {
		t.Errorf("got %d, want an error", got)
	}
}

func TestExpandable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, id, name, out string }{
		{`"u1"`, "u1", "", `"u1"`},
		{`null`, "", "", `null`},
		{`{"id":"s1","text":"Offer"}`, "s1", "Offer", `{"id":"s1","text":"Offer"}`},
	} {
		var got Expandable[Stage]
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		name := ""
		if got.Value != nil {
			name = got.Value.Text
		}
		out, err := json.Marshal(got)
		if got.ID != tt.id || name != tt.name || err != nil || string(out) != tt.out {
			t.Errorf("%s: id %q, name %q, written %s, %v", tt.in, got.ID, name, out, err)
		}
	}
	for _, in := range []string{"1", "true", "[]", `{"id": 1}`, `{"id":"s","text":[]}`} {
		var got Expandable[Stage]
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s is read as %+v, want an error", in, got)
		}
	}
}

func TestExpandableForgetsWhatItHeld(t *testing.T) {
	t.Parallel()
	got := Expandable[Stage]{ID: "old", Value: &Stage{ID: "old"}}
	if err := json.Unmarshal([]byte(`"new"`), &got); err != nil || got.ID != "new" || got.Value != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, next, hasNext string }{
		{"wrapped", `{"data": [{"id":"a"}], "next": "n", "hasNext": true}`, "n", "true"},
		{"other order", `{"hasNext": true, "next": "n", "data": [{"id":"a"}]}`, "n", "true"},
		{"white space", "\n { \"data\"\t: [ {\"id\":\"a\"}]\r\n}", "", "absent"},
		{"twice", `{"data": {"data": [{"id":"a"}], "hasNext": false}}`, "", "false"},
		{"twice, pages outside", `{"data": {"data": [{"id":"a"}]}, "next": "n"}`, "n", "absent"},
		{"twice, data last", `{"data": {"hasNext": true, "next": "n", "data": [{"id":"a"}]}}`, "n", "true"},
		{"bare", `[{"id":"a"}]`, "", "absent"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var rows []Stage
			pages, err := decode([]byte(tt.body), &rows)
			if err != nil {
				t.Fatal(err)
			}
			hasNext := "absent"
			if pages.HasNext != nil {
				hasNext = fmt.Sprint(*pages.HasNext)
			}
			if len(rows) != 1 || rows[0].ID != "a" || pages.Next != tt.next || hasNext != tt.hasNext {
				t.Errorf("rows %+v, next %q, hasNext %s", rows, pages.Next, hasNext)
			}
		})
	}
	for _, body := range []string{
		`{"data":{"id":"a","text":"A"}}`, `{"data":{"data":{"id":"a","text":"A"}}}`, `{"id":"a","text":"A"}`, `{"x":1,"data":{"id":"a","text":"A"}}`,
	} {
		var stage Stage
		if _, err := decode([]byte(body), &stage); err != nil || stage != (Stage{ID: "a", Text: "A"}) {
			t.Errorf("%s is read as %+v, %v", body, stage, err)
		}
	}
}

func TestEnvelopeRefuses(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, ` `, `null`, `{}`, `{"data":null}`, `{"data": {}`, `{"data":{"data":null}}`, `{"data":{"id":1}}`, `{"data":"text"}`, `<html>`, `{"data":{"id":"a"`, `{"data":{}}`, `5`,
	} {
		var stage Stage
		if _, err := decode([]byte(body), &stage); err == nil {
			t.Errorf("%q is read as %+v, want an error", body, stage)
		}
	}
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{"1772368200005", `"1"`, "null", "1e3", `"x"`, "-5", `"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, again Time
		if json.Unmarshal(data, &first) != nil {
			return
		}
		out, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%s was read but can't be written: %v", data, err)
		}
		if err := json.Unmarshal(out, &again); err != nil || !again.Equal(first.Time) {
			t.Fatalf("%s became %v, then %v, %v", data, first, again, err)
		}
	})
}

func FuzzExpandable(f *testing.F) {
	for _, seed := range []string{`"a"`, `{"id":"a"}`, "null", "[]", `{"id":null}`, `{"ID":"a","Id":"b"}`, `""`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, again Expandable[Stage]
		if json.Unmarshal(data, &first) != nil {
			return
		}
		out, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &again); err != nil || again.ID != first.ID || (again.Value == nil) != (first.Value == nil) {
			t.Fatalf("%s became %+v, then %+v, %v", data, first, again, err)
		}
	})
}

func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"a"}],"next":"n","hasNext":true}`, `{"data":{"data":[]}}`, `[]`, `{}`, `null`, `{"data":`, `{"data":{"data":{"data":[]}}}`,
		`{"next":1,"data":[]}`, "{\"data\"\n:\n[]}", `{"data":[],"data":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var rows []Stage
		if _, err := decode(body, &rows); err == nil && !json.Valid(body) {
			t.Fatalf("%q is no JSON and was read as %+v", body, rows)
		}
		var opportunity Opportunity
		_, _ = decode(body, &opportunity)
	})
}
