package lever

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// ErrTokensMoved is what [TokenStore.Save] returns when the store no longer holds the generation before.
var ErrTokensMoved = errors.New("lever: the store holds another generation of the tokens")

// TokenStore keeps the tokens of one Lever account for all who use it. Each method is one short, atomic step: nothing is
// locked while a request is under way, the lease is only a note that somebody is renewing.
//
// A store needs five columns: tokens, generation, lease, leased until (by its own clock) and in doubt.
type TokenStore interface {
	// Load returns what is stored.
	Load(ctx context.Context) (Tokens, error)

	// Lease asks to renew a generation alone for the given time. If the store holds another generation by now, it says so
	// and grants nothing. If a lease runs, it says for how long. A lease that ran out, neither saved nor released, leaves
	// the generation in doubt.
	Lease(ctx context.Context, generation int64, length time.Duration) (Lease, error)

	// Save replaces the generation before by tokens, durably, and ends lease and doubt. It does so whoever holds the
	// lease: an answer that came late is still the newest there is. If the store holds another generation it changes
	// nothing and returns ErrTokensMoved.
	Save(ctx context.Context, tokens Tokens) error

	// Release gives a lease back whose renewal changed nothing. It keeps the doubt, and ignores a lease that is not the
	// one that runs.
	Release(ctx context.Context, lease Lease) error
}

// Lease is the answer of [TokenStore.Lease].
type Lease struct {
	ID      string        // names the lease if it was granted, else empty
	Tokens  Tokens        // what the store holds
	Wait    time.Duration // if a lease of somebody else runs: for how long at most
	InDoubt bool          // an earlier renewal of this generation may have been done
}

// LogValue keeps the tokens out of slog.
func (l Lease) LogValue() slog.Value { return l.Tokens.LogValue() }

// MemoryTokenStore keeps tokens for one process. What it holds is lost with the process, and with it the access: Lever
// gives a new refresh token at each renewal.
type MemoryTokenStore struct {
	mu      sync.Mutex
	tokens  Tokens
	lease   string
	until   time.Time
	inDoubt bool
}

// NewMemoryTokenStore returns a store that holds tokens.
func NewMemoryTokenStore(tokens Tokens) *MemoryTokenStore { return &MemoryTokenStore{tokens: tokens} }

// Load returns what is stored.
func (s *MemoryTokenStore) Load(context.Context) (Tokens, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens, nil
}

// Lease grants one lease at a time.
func (s *MemoryTokenStore) Lease(_ context.Context, generation int64, length time.Duration) (Lease, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lease := Lease{Tokens: s.tokens}
	if s.tokens.Generation != generation {
		return lease, nil
	}
	now := time.Now()
	if s.lease != "" {
		if lease.Wait = s.until.Sub(now); lease.Wait > 0 {
			return lease, nil
		}
		s.inDoubt = true
	}
	s.lease, s.until = rand.Text(), now.Add(length)
	lease.ID, lease.Wait, lease.InDoubt = s.lease, 0, s.inDoubt
	return lease, nil
}

// Save replaces the generation before.
func (s *MemoryTokenStore) Save(_ context.Context, tokens Tokens) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens.Generation != tokens.Generation-1 {
		return ErrTokensMoved
	}
	s.tokens, s.lease, s.inDoubt = tokens, "", false
	return nil
}

// Release ends the lease if it is the one that runs.
func (s *MemoryTokenStore) Release(_ context.Context, lease Lease) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lease == lease.ID {
		s.lease = ""
	}
	return nil
}

// Format prints no token, whatever the verb.
func (s *MemoryTokenStore) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprint(state, "lever.MemoryTokenStore")
}
