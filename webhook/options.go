package webhook

import "time"

// DefaultMaxBody is the largest accepted body in bytes: 1 MiB.
const DefaultMaxBody = 1 << 20

// Option alters a [Verifier] under construction.
type Option func(*core) error

// WithTolerance replaces the scheme's freshness bounds: how old a delivery may be,
// and how far ahead of our clock. Neither may be negative. It has no effect on
// schemes that sign no time.
func WithTolerance(past, future time.Duration) Option {
	return func(c *core) error {
		if past < 0 || future < 0 {
			return &ConfigError{Field: "tolerance", Want: "zero or more in both directions"}
		}
		c.tolerance = tolerance{past: past, future: future}
		return nil
	}
}

// WithClock replaces time.Now, for tests.
func WithClock(now func() time.Time) Option {
	return func(c *core) error {
		if now == nil {
			return &ConfigError{Field: "clock", Want: "a function"}
		}
		c.now = now
		return nil
	}
}

// WithMaxBody replaces [DefaultMaxBody]. Unit: bytes, at least 1.
func WithMaxBody(bytes int64) Option {
	return func(c *core) error {
		if bytes < 1 {
			return &ConfigError{Field: "max body", Want: "at least 1 byte"}
		}
		c.maxBody = bytes
		return nil
	}
}
