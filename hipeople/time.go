package hipeople

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// Unix times from here on are milliseconds: as seconds they would lie beyond the
// year 5138, as milliseconds this is March 1973.
const millisecondsFrom = 1e11

// Beyond this even milliseconds lie past the year 9999.
const latestTime = 253402300799999

// time reads a point in time. The public page shows a bare number without saying
// its unit, so seconds and milliseconds are told apart by size; numbers as text
// and RFC 3339 are read too. Null, 0, and what is none of these give the zero time.
func (r record) time(paths ...string) time.Time {
	value := r.first(paths)
	switch v := value.(type) {
	case json.Number:
		return unixTime(v.String())
	case string:
		text := strings.TrimSpace(v)
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.UTC()
		}
		return unixTime(text)
	}
	return time.Time{}
}

func unixTime(number string) time.Time {
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || !(value > 0) || value > latestTime {
		return time.Time{}
	}
	if value < millisecondsFrom {
		value *= 1000
	}
	return time.UnixMilli(int64(math.Round(value))).UTC()
}
