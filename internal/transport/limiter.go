package transport

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

// Limiter books requests of one credential.
//
// Reserve books n requests and says how long to wait until they may start. A
// booking is never given back: who does not use it has spent it, which errs on
// the side of the vendor.
type Limiter interface {
	Reserve(ctx context.Context, n int) (wait time.Duration, err error)
}

// NewLimiter returns a token bucket: perSecond requests a second with bursts up to
// burst. It may start empty, as it must after a restart: the vendor's bucket does
// not know that we were away, and a crash loop would overshoot it.
func NewLimiter(perSecond float64, burst int, startEmpty bool) Limiter {
	bucket := rate.NewLimiter(rate.Limit(perSecond), burst)
	if startEmpty {
		bucket.ReserveN(time.Now(), burst)
	}
	return &tokenBucket{bucket}
}

type tokenBucket struct{ bucket *rate.Limiter }

func (b *tokenBucket) Reserve(_ context.Context, n int) (time.Duration, error) {
	now := time.Now()
	booking := b.bucket.ReserveN(now, n)
	if !booking.OK() {
		return 0, fmt.Errorf("reserve %d requests: the bucket holds %d", n, b.bucket.Burst())
	}
	return booking.DelayFrom(now), nil
}

// Reserve books one request ahead of a call whose context is then marked by
// [WithBooked]. Without a limiter the wait is always 0.
func (t *Transport) Reserve(ctx context.Context) (time.Duration, error) {
	if t.limiter == nil {
		return 0, nil
	}
	return t.limiter.Reserve(ctx, 1)
}

// wait holds one try back until its slot.
func (t *Transport) wait(ctx context.Context) error {
	if t.limiter == nil || spend(ctx) {
		return nil
	}
	delay, err := t.Reserve(ctx)
	if err != nil {
		return &limitError{err}
	}
	if delay <= 0 {
		return nil
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) < delay {
		return &limitError{fmt.Errorf("the next free slot is %s away: %w", delay.Round(time.Millisecond), context.DeadlineExceeded)}
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// limitError says that no slot could be had in time.
type limitError struct{ err error }

func (e *limitError) Error() string { return "rate limit: " + e.err.Error() }
func (e *limitError) Unwrap() error { return e.err }
