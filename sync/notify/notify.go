// Package notify holds notifiers that need nothing outside the standard library, and
// the means to combine them. Mail is in the package below.
package notify

import (
	"context"
	"errors"
	"log/slog"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Func makes a notifier of a function.
type Func func(ctx context.Context, notice hpsync.Notice) error

// Notify implements [hpsync.Notifier].
func (f Func) Notify(ctx context.Context, notice hpsync.Notice) error { return f(ctx, notice) }

// Slog writes a line per notice at level Info: id, kind, connection and check. What
// is for people to read (recipient, lines, links) stays out, since logs travel.
func Slog(logger *slog.Logger) hpsync.Notifier {
	return Func(func(ctx context.Context, notice hpsync.Notice) error {
		logger.LogAttrs(ctx, slog.LevelInfo, "notice",
			slog.String("id", notice.ID),
			slog.String("kind", string(notice.Kind)),
			slog.String("connection", notice.Connection),
			slog.String("check", notice.Check),
		)
		return nil
	})
}

// Multi tells each notifier, also after one has failed. The error is a [*MultiError].
func Multi(notifiers ...hpsync.Notifier) hpsync.Notifier {
	return Func(func(ctx context.Context, notice hpsync.Notice) error {
		var failed []error
		for _, notifier := range notifiers {
			if err := notifier.Notify(ctx, notice); err != nil {
				failed = append(failed, err)
			}
		}
		if len(failed) == 0 {
			return nil
		}
		return &MultiError{Failed: failed, told: len(notifiers) - len(failed)}
	})
}

// MultiError is what the notifiers of [Multi] returned.
type MultiError struct {
	Failed []error // in the order of the notifiers
	told   int
}

// Error implements error.
func (e *MultiError) Error() string { return errors.Join(e.Failed...).Error() }

// Unwrap returns Failed.
func (e *MultiError) Unwrap() []error { return e.Failed }

// NotSent reports whether no notifier has sent anything: none succeeded, and each
// failure is provably unsent.
func (e *MultiError) NotSent() bool {
	for _, err := range e.Failed {
		if !notSent(err) {
			return false
		}
	}
	return e.told == 0
}

func notSent(err error) bool {
	var proof interface{ NotSent() bool }
	return errors.As(err, &proof) && proof.NotSent()
}
