package sync

import (
	"context"
	"errors"
	"log/slog"
	stdsync "sync"
	"time"
)

// Engine joins Lever and HiPeople. Any number of engines may work on one store.
type Engine struct {
	config   Config
	store    Store
	queue    Queue
	log      *slog.Logger
	timing   Timing
	accounts accounts
	slots    slots
	inviting chan struct{} // holds one token, see gate
}

// New returns an engine that does nothing until [Engine.Run]. A bad Config is an
// *[ArgumentError] that names the field.
func New(config Config) (*Engine, error) {
	config, err := config.validate()
	if err != nil {
		return nil, err
	}
	return &Engine{
		config: config, store: config.Store, queue: config.Queue, log: config.Logger, timing: config.Timing,
		accounts: newAccounts(config),
		slots:    slots{tickets: map[ticket]time.Time{}},
		inviting: make(chan struct{}, 1),
	}, nil
}

// Run works until ctx ends and then waits for what is being worked on to be handed
// back. It is the whole engine: one sweep and one queue. It returns ctx's error.
func (e *Engine) Run(ctx context.Context) error {
	var sweeper stdsync.WaitGroup
	sweeper.Go(func() { e.sweep(ctx) })
	err := e.queue.Run(ctx, e.work)
	sweeper.Wait()
	e.accounts.close()
	return err
}

// sweep wakes what is due. It makes lost wake-ups, dead holders and waiting times
// one and the same thing.
func (e *Engine) sweep(ctx context.Context) {
	tick := time.NewTicker(e.timing.Sweep)
	defer tick.Stop()
	for {
		keys, err := e.store.Due(ctx, 1000)
		if err == nil {
			err = e.queue.Wake(ctx, Live, keys...)
		}
		if err != nil && ctx.Err() == nil {
			e.log.ErrorContext(ctx, "sweep failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// work serves one row under a claim. Whatever it returns with, the row is either
// handed back or its lease ends.
func (e *Engine) work(ctx context.Context, key Key) {
	start := time.Now()
	claim, err := e.store.Claim(ctx, key, e.timing.Lease)
	if err != nil {
		if !errors.Is(err, ErrConflict) && !errors.Is(err, ErrNotFound) && ctx.Err() == nil {
			e.log.ErrorContext(ctx, "claim failed", "kind", key.Kind, "id", key.ID, "error", err)
		}
		return // busy, gone, or the store is down: the due time stands
	}
	// From here on the end of the lease is reckoned by this machine's clock, from
	// before the claim was made: never later than the store's, whatever its clock says.
	claim.Until = start.Add(e.timing.Lease)
	within, cancel := context.WithDeadline(ctx, claim.Until)
	defer cancel()
	if err := e.serve(within, claim); err != nil {
		e.handBack(ctx, claim, err)
	}
}

func (e *Engine) serve(ctx context.Context, claim Claim) error {
	switch claim.Key.Kind {
	case KindDelivery:
		return e.deliver(ctx, claim)
	case KindCheck:
		return e.attend(ctx, claim)
	case KindConnection:
		return e.tend(ctx, claim)
	case KindProfile:
		return e.mark(ctx, claim)
	}
	return &ArgumentError{"key.kind", string(claim.Key.Kind), "a kind this engine knows"}
}

// later is how a worker says that a row should be served again, and when.
type later struct {
	at  time.Time
	why string
}

func (l *later) Error() string { return l.why }

// handBack ends a claim that was not served to its end.
func (e *Engine) handBack(ctx context.Context, claim Claim, err error) {
	if errors.Is(err, ErrFenced) {
		return
	}
	due := time.Now().Add(e.timing.Retry)
	var wait *later
	switch {
	case ctx.Err() != nil:
		due = time.Now() // shutting down: whoever comes next goes on at once
	case errors.As(err, &wait):
		due = wait.at
	case errors.Is(err, ErrStale), errors.Is(err, ErrConflict):
		due = time.Now().Add(e.timing.Sweep)
	default:
		e.log.WarnContext(ctx, "served later", "kind", claim.Key.Kind, "id", claim.Key.ID, "error", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.timing.Lease)
	defer cancel()
	if err := e.store.Apply(ctx, claim, Change{Next: Next{Due: due}}); err != nil && !errors.Is(err, ErrFenced) {
		e.log.ErrorContext(ctx, "hand back failed", "kind", claim.Key.Kind, "id", claim.Key.ID, "error", err)
	}
}

// apply writes a change and wakes what it touched. The wake-ups may be lost.
func (e *Engine) apply(ctx context.Context, claim Claim, change Change) error {
	if err := e.store.Apply(ctx, claim, change); err != nil {
		return err
	}
	keys := change.Poke
	for _, opening := range change.Open {
		if !opening.Due.IsZero() && !opening.Due.After(time.Now()) {
			keys = append(keys, opening.Check.Key())
		}
	}
	if len(keys) > 0 {
		e.wake(ctx, keys...)
	}
	return nil
}

func (e *Engine) wake(ctx context.Context, keys ...Key) {
	if err := e.queue.Wake(ctx, Live, keys...); err != nil && ctx.Err() == nil {
		e.log.WarnContext(ctx, "wake-up lost; the sweep repairs it", "error", err)
	}
}

// backoff is the wait after the n-th failure in a row, n from 1.
func (e *Engine) backoff(n int) time.Duration {
	return e.timing.Retry << min(max(n-1, 0), 6)
}
