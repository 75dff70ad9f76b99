package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// fill returns a T in which every field that is kept has a value of its own, so
// that a field a store forgets is noticed, also one that is added later. Times are
// whole milliseconds in a zone that is not UTC.
func fill[T any]() T {
	var out T
	n := 0
	fillValue(reflect.ValueOf(&out).Elem(), &n)
	return out
}

var zone = time.FixedZone("", 5*3600+1800)

func fillValue(v reflect.Value, n *int) {
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, time.May, 1, 12, 0, *n, *n*int(time.Millisecond), zone)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("value %d <&> \u2028 'ü'", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(255 - *n%256))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillValue(v.Index(i), n)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fillValue(field, n)
		}
	default:
		panic("storetest: no value for " + v.Type().String())
	}
}

// wantEqual compares values in which times count as instants, and nil slices as
// empty ones.
func (s *suite) wantEqual(got, want any) {
	s.Helper()
	if !reflect.DeepEqual(plain(reflect.ValueOf(got)), plain(reflect.ValueOf(want))) {
		s.Fatalf("got  %s\nwant %s", text(got), text(want))
	}
}

// plain turns a value into maps, lists and words, times into instants.
func plain(v reflect.Value) any {
	if at, ok := reflect.TypeAssert[time.Time](v); ok {
		if at.IsZero() {
			return "never"
		}
		return at.UTC().Format(time.RFC3339Nano)
	}
	switch v.Kind() {
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, plain(v.Index(i)))
		}
		return list
	case reflect.Struct:
		fields := map[string]any{}
		for i := range v.NumField() {
			fields[v.Type().Field(i).Name] = plain(v.Field(i))
		}
		return fields
	}
	return v.Interface()
}

func text(v any) string {
	out, err := json.Marshal(plain(reflect.ValueOf(v)))
	if err != nil {
		return err.Error()
	}
	return string(out)
}
