package sync

import (
	"context"
	"maps"
	stdsync "sync"
	"time"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// slots remembers what was booked for whom at a rate limit. A worker never sleeps
// long on an account's limit: it hands its row back, due at the booked time, and
// whoever serves the row then uses the booking.
type slots struct {
	mu      stdsync.Mutex
	tickets map[ticket]time.Time
}

// ticket names a booking: the row it was made for, and the purpose, so that what was
// booked for one call of a row is not spent on another.
type ticket struct {
	row     Key
	purpose string
}

// reserver is the rate limit of one credential: a client of either side.
type reserver interface {
	Reserve(ctx context.Context) (time.Duration, error)
}

// need is a number of calls to one account.
type need struct {
	account reserver
	calls   int
}

// turn books all calls that a piece of work needs, at every account it needs them,
// before the first is made: work that had only half of its slots would spend them
// again and again without coming to its end. It waits until the last slot is free; one
// further away than the timing's Slot ends the work with *[later].
//
// The answer gives the context for the calls to each account.
func (e *Engine) turn(ctx context.Context, row Key, purpose string, needs ...need) (func(account reserver) context.Context, error) {
	t := ticket{row, purpose}
	at, err := e.slots.book(ctx, t, e.timing.Slot, needs)
	if err != nil {
		return nil, err
	}
	wait := time.Until(at)
	if wait > e.timing.Slot {
		return nil, &later{at, "waits for the rate limit"}
	}
	if err := pause(ctx, wait); err != nil {
		return nil, err
	}
	e.slots.use(t)
	booked := make([]context.Context, len(needs))
	for i, n := range needs {
		booked[i] = transport.WithBooked(ctx, n.calls)
	}
	return func(account reserver) context.Context {
		for i, n := range needs {
			if n.account == account {
				return booked[i]
			}
		}
		return ctx
	}, nil
}

// renew books another slot where the first went stale because something slow came
// before the call, and waits for it: handing the row back would begin the slow part
// again.
func renew(ctx context.Context, account reserver) (context.Context, error) {
	wait, err := account.Reserve(ctx)
	if err != nil {
		return nil, err
	}
	return transport.WithBooked(ctx, 1), pause(ctx, wait)
}

// pause waits, or ends with the context's error.
func pause(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// turnFor books one call to one account.
func (e *Engine) turnFor(ctx context.Context, row Key, purpose string, account reserver) (context.Context, error) {
	on, err := e.turn(ctx, row, purpose, need{account, 1})
	if err != nil {
		return nil, err
	}
	return on(account), nil
}

// book is when the last of the ticket's slots begins. They stay good for a while
// after that: the vendor's bucket fills up meanwhile, so a late request is none too
// many.
func (s *slots) book(ctx context.Context, t ticket, good time.Duration, needs []need) (time.Time, error) {
	s.mu.Lock()
	at, ok := s.tickets[t]
	s.mu.Unlock()
	if ok && time.Since(at) <= 2*good {
		return at, nil
	}
	var wait time.Duration
	for _, n := range needs {
		for range n.calls {
			next, err := n.account.Reserve(ctx)
			if err != nil {
				return time.Time{}, err
			}
			wait = max(wait, next)
		}
	}
	at = time.Now().Add(wait)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tickets) >= 1024 { // of rows that were never served again
		maps.DeleteFunc(s.tickets, func(_ ticket, at time.Time) bool { return time.Since(at) > 2*good })
	}
	s.tickets[t] = at
	return at, nil
}

func (s *slots) use(t ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tickets, t)
}
