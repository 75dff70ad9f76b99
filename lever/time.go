package lever

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Time is a moment as Lever writes it: an integer of milliseconds since 1970, in UTC. The zero Time stands for null.
type Time struct{ time.Time }

// NewTime cuts t to milliseconds, which is all that Lever keeps.
func NewTime(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{time.UnixMilli(t.UnixMilli()).UTC()}
}

// MarshalJSON writes milliseconds since 1970, or null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, t.UnixMilli(), 10), nil
}

// UnmarshalJSON reads milliseconds since 1970 as a number or as text, as the file examples of Lever's documentation have
// it. Null and empty text become the zero Time.
func (t *Time) UnmarshalJSON(data []byte) error {
	ms, present, err := lenientInt(data)
	if err != nil {
		return fmt.Errorf("lever: time: %w", err)
	}
	if !present {
		*t = Time{}
		return nil
	}
	*t = Time{time.UnixMilli(ms).UTC()}
	return nil
}

// EncodeValues writes the query parameter of a filter; a zero Time is left out.
func (t Time) EncodeValues(key string, values *url.Values) error {
	if !t.IsZero() {
		values.Set(key, strconv.FormatInt(t.UnixMilli(), 10))
	}
	return nil
}

// Int is a whole number that Lever writes as a number in some answers and as text in others.
type Int int64

// UnmarshalJSON reads a number or its text. Null and empty text become 0.
func (i *Int) UnmarshalJSON(data []byte) error {
	n, _, err := lenientInt(data)
	if err != nil {
		return fmt.Errorf("lever: integer: %w", err)
	}
	*i = Int(n)
	return nil
}

// lenientInt reads a JSON number, the same as text, or null. A number with a fraction is cut.
func lenientInt(data []byte) (n int64, present bool, err error) {
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return 0, false, nil
	}
	text := string(data)
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return 0, false, err
		}
		if text == "" {
			return 0, false, nil
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f > -1<<63 && f < 1<<63) {
		return 0, false, fmt.Errorf("want an integer or its text, got %d bytes of something else", len(data))
	}
	return int64(f), true, nil
}
