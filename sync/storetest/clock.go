package storetest

import (
	stdsync "sync"
	"time"
)

// Clock is a clock that stands still until it is advanced. It is safe for
// concurrent use. The zero value is not usable, see [NewClock].
type Clock struct {
	mu  stdsync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at an arbitrary instant.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, time.March, 2, 9, 30, 0, int(125*time.Millisecond), time.UTC)}
}

// Now is the instant the clock stands at.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d, back where d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
