// Package memstore is the reference [hpsync.Store]: everything in memory, gone with
// the process. It is for tests, for the quickstart, and for reading when a store
// is to be written.
package memstore

import (
	"context"
	stdsync "sync"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Store keeps everything in memory. The zero value is not usable, see [New].
type Store struct {
	mu     stdsync.Mutex
	now    func() time.Time
	closed bool

	rows        map[hpsync.Key]*row
	deliveries  map[string]*hpsync.Delivery
	received    []string // ids of deliveries, oldest first
	checks      map[string]*hpsync.Check
	opened      []string // ids of checks, oldest first
	connections map[string]*hpsync.Connection
	plans       map[string]hpsync.Plan
	steps       map[hpsync.Key][]hpsync.Step
	entries     []hpsync.Entry
}

var _ hpsync.Store = (*Store)(nil)

// Option changes how a Store is made.
type Option func(*Store)

// WithClock makes the store live by another clock than time.Now.
func WithClock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// New returns an empty Store.
func New(opts ...Option) *Store {
	s := &Store{
		now:         time.Now,
		rows:        map[hpsync.Key]*row{},
		deliveries:  map[string]*hpsync.Delivery{},
		checks:      map[string]*hpsync.Check{},
		connections: map[string]*hpsync.Connection{},
		plans:       map[string]hpsync.Plan{},
		steps:       map[hpsync.Key][]hpsync.Step{},
	}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// begin takes the store for one transaction.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, hpsync.ErrClosed
	}
	return s.mu.Unlock, nil
}

// Close ends the store: every later call returns ErrClosed.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
