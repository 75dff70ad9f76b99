package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// retryPolicy decides what is sent again and when.
//
//	what happened                        repeatable call   create
//	not a byte sent (DNS, dial, reset)   again             again
//	429                                  again             again
//	sent, no answer or a cut one         again             never
//	408, 500, 502, 503, 504              again             never
//	401, and [Config.Renew] renewed      once              once
//	any other answer                     never             never
//	write deadline, redirect, TLS trust  never             never
type retryPolicy struct {
	max      int
	min, top time.Duration
	longest  time.Duration // a longer Retry-After ends the call
}

func (p retryPolicy) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	state := callOf(ctx)
	if err != nil {
		if ctx.Err() != nil || hopeless(err) || state.last == Refused { // refused: a redirect that was not followed
			return false, err
		}
		return state.last == NotSent || state.req.repeatable(), nil
	}
	return p.passing(resp.StatusCode, state.req) && retryAfter(resp.Header) <= p.longest, nil
}

// passing reports an answer that another try may better.
func (retryPolicy) passing(status int, req *Request) bool {
	switch status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return req.repeatable()
	}
	return false
}

// backoff is what the server asked for, else a doubling wait with full jitter in
// its upper half, so that many processes do not come back together.
func (p retryPolicy) backoff(_, _ time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil {
		if asked := retryAfter(resp.Header); asked > 0 {
			return min(asked, p.longest)
		}
	}
	wait := min(p.min, p.top)
	for range attempt {
		if wait *= 2; wait >= p.top {
			wait = p.top
			break
		}
	}
	half := wait / 2
	return half + rand.N(half+1)
}

// hopeless errors would come back the same way.
func hopeless(err error) bool {
	var (
		untrusted *tls.CertificateVerificationError
		tooLarge  *tooLargeError
		open      *openError
		authorize *authorizeError
		limit     *limitError
	)
	return errors.Is(err, ErrWriteDeadline) || errors.As(err, &untrusted) || errors.As(err, &tooLarge) || errors.As(err, &open) || errors.As(err, &authorize) || errors.As(err, &limit)
}

func levelOf(status int) slog.Level {
	if status == 0 || status >= 500 || status == http.StatusTooManyRequests {
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

func attrs(c *call, status int, took time.Duration) []slog.Attr {
	return []slog.Attr{
		slog.String("operation", c.req.Operation),
		slog.Int("status", status),
		slog.Int("try", c.tries),
		slog.Duration("took", took),
	}
}
