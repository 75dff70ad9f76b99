package fake

import (
	"sync"
	"time"
)

// Bucket is a strict token bucket per credential: Burst requests at once, then one per interval.
// It counts in whole nanoseconds, so a caller that keeps exactly to the limit is never refused by
// rounding. It is safe for concurrent use.
type Bucket struct {
	interval time.Duration
	burst    int

	mu         sync.Mutex
	full       map[string]time.Time // when the credential's bucket will be full again
	violations []Violation
}

// Violation is a request that came too early.
type Violation struct {
	At         time.Time `json:"at"`
	Credential string    `json:"credential"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
}

// NewBucket returns full buckets of burst requests, refilled with perSecond requests a second.
func NewBucket(perSecond float64, burst int) *Bucket {
	return &Bucket{
		interval: time.Duration(float64(time.Second) / perSecond),
		burst:    burst,
		full:     make(map[string]time.Time),
	}
}

// Take takes one request out of the credential's bucket. If there is none left it records a
// violation and returns how long to wait, and false. Credential is a name for the log, never the
// secret itself.
func (b *Bucket) Take(credential, method, escapedPath string) (wait time.Duration, ok bool) {
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	full := b.full[credential]
	if full.Before(now) {
		full = now
	}
	if wait := full.Sub(now) - time.Duration(b.burst-1)*b.interval; wait > 0 {
		b.violations = append(b.violations, Violation{At: now, Credential: credential, Method: method, Path: escapedPath})
		return wait, false
	}
	b.full[credential] = full.Add(b.interval)
	return 0, true
}

// Violations returns the requests that were refused, oldest first.
func (b *Bucket) Violations() []Violation {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Violation{}, b.violations...)
}

// Reset fills all buckets and forgets the violations.
func (b *Bucket) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.full)
	b.violations = nil
}
