package sqlite

import (
	"math"
	"time"
)

var (
	firstNano = time.Unix(0, math.MinInt64)
	lastNano  = time.Unix(0, math.MaxInt64)
)

// nanos is t as a column keeps it: nanoseconds since 1970, NULL for the zero time.
func nanos(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return instant(t)
}

// instant is t in nanoseconds since 1970, clamped to what can be counted.
func instant(t time.Time) int64 {
	switch {
	case t.Before(firstNano):
		return math.MinInt64
	case t.After(lastNano):
		return math.MaxInt64
	}
	return t.UnixNano()
}
