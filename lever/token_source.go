package lever

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	leaseLength  = time.Minute            // of one renewal
	writeWithin  = 15 * time.Second       // of the lease; the answer has answerWithin, and saving the rest
	saveWithin   = 15 * time.Second       // for storing what was answered
	renewBefore  = 5 * time.Minute        // the expiry, so that neither clocks nor a slow call meet it
	leastLife    = 30 * time.Second       // a token with less is not used
	renewAgain   = 30 * time.Second       // at the earliest, after a renewal ahead of the expiry failed
	lookInterval = 250 * time.Millisecond // while somebody else renews
)

// OAuthSource hands out the access token of one account and renews it in time. Make one per account and process, and
// share it; sources of several processes work together through their store. It is safe for concurrent use.
//
// A renewal outlives the call that began it, for at most a minute, because tokens that were made must be stored. Its
// request is not written after a quarter of its lease, so two holders of a lease never send at once. What was answered
// is used only after it was stored.
type OAuthSource struct {
	endpoint *endpoint
	store    TokenStore

	mu       sync.Mutex
	current  Tokens
	loaded   bool
	renewed  time.Time // when this source last renewed
	pause    time.Time // until then nothing is renewed ahead of its expiry, lest each call does
	unsaved  *Tokens   // answered and not stored yet
	refused  error     // why current can't be renewed any more
	underway *renewal
}

// renewal is one attempt, shared by all who need it.
type renewal struct {
	done   chan struct{}
	tokens Tokens
	wait   time.Duration // not 0: somebody else renews, for so long at most
	err    error
}

// Source returns a source of the tokens in store. It sends nothing.
func (o OAuth) Source(store TokenStore) (*OAuthSource, error) {
	if store == nil {
		return nil, oauthError("oauth.source", "store", "nil", "a TokenStore")
	}
	endpoint, err := o.endpoint("oauth.source")
	if err != nil {
		return nil, err
	}
	return &OAuthSource{endpoint: endpoint, store: store}, nil
}

// Auth is the credential for [NewClient]. A call that Lever refuses with 401 renews the token once and is made once more;
// it takes its own slot of the limit.
func (s *OAuthSource) Auth() Auth {
	return Auth{
		kind: "bearer token",
		value: func(ctx context.Context) (string, error) {
			tokens, err := s.Token(ctx)
			return "Bearer " + string(tokens.Access), err
		},
		renew: s.renewRefused,
	}
}

// Token answers tokens that are good for half a minute at least, renewed if need be. It can fail with [*RevokedError],
// [*LostRotationError], an [*Error] of the token endpoint, or an error of the store.
func (s *OAuthSource) Token(ctx context.Context) (Tokens, error) {
	tokens, err := s.load(ctx)
	if err != nil {
		return Tokens{}, err
	}
	now := time.Now()
	left := tokens.Expiry.Sub(now)
	switch {
	case tokens.Expiry.IsZero() || left > renewBefore:
		return tokens, nil
	case left <= leastLife:
		return s.Refresh(ctx, tokens.Generation)
	case now.Before(s.pausedUntil()):
		return tokens, nil
	}
	ahead := s.join(ctx, tokens.Generation)
	select {
	case <-ahead.done:
	case <-ctx.Done():
		return Tokens{}, ctx.Err()
	}
	if ahead.err == nil && ahead.wait == 0 {
		return ahead.tokens, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pause = time.Now().Add(renewAgain)
	return tokens, nil // they are good for a while yet
}

// Refresh renews the tokens of the generation that failed, and answers at once if the store holds another one. While
// somebody else renews, it waits. It fails as Token does.
func (s *OAuthSource) Refresh(ctx context.Context, failed int64) (Tokens, error) {
	for {
		attempt := s.join(ctx, failed)
		select {
		case <-attempt.done:
		case <-ctx.Done():
			return Tokens{}, ctx.Err()
		}
		switch {
		case attempt.err != nil:
			return Tokens{}, attempt.err
		case attempt.wait == 0 && attempt.tokens.Generation != failed:
			return attempt.tokens, nil
		}
		timer := time.NewTimer(min(max(attempt.wait, time.Millisecond), lookInterval))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return Tokens{}, ctx.Err()
		}
	}
}

// renewRefused renews the token of a call that Lever refused, unless it was renewed since. A token that is refused though
// it is fresh would be refused again.
func (s *OAuthSource) renewRefused(ctx context.Context, authorization string) (bool, error) {
	s.mu.Lock()
	current, renewed := s.current, s.renewed
	s.mu.Unlock()
	switch {
	case "Bearer "+string(current.Access) != authorization:
		return true, nil
	case time.Since(renewed) < renewAgain:
		return false, nil
	}
	_, err := s.Refresh(ctx, current.Generation)
	return err == nil, err
}

func (s *OAuthSource) load(ctx context.Context) (Tokens, error) {
	s.mu.Lock()
	tokens, loaded := s.current, s.loaded
	s.mu.Unlock()
	if loaded {
		return tokens, nil
	}
	tokens, err := s.store.Load(ctx)
	if err != nil {
		return Tokens{}, fmt.Errorf("lever: oauth: load the tokens: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loaded { // else somebody was faster, and may know better
		s.current, s.loaded = tokens, true
	}
	return s.current, nil
}

// adopt takes over what the store holds.
func (s *OAuthSource) adopt(tokens Tokens) Tokens {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.loaded, s.refused = tokens, true, nil
	return tokens
}

func (s *OAuthSource) pausedUntil() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pause
}

// join returns the renewal that is under way, or begins one.
func (s *OAuthSource) join(ctx context.Context, failed int64) *renewal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.underway != nil {
		return s.underway
	}
	attempt := &renewal{done: make(chan struct{})}
	if s.loaded && s.current.Generation != failed {
		attempt.tokens = s.current
		close(attempt.done)
		return attempt
	}
	s.underway = attempt
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseLength)
		defer cancel()
		attempt.tokens, attempt.wait, attempt.err = s.renew(ctx, failed)
		s.mu.Lock()
		s.underway = nil
		s.mu.Unlock()
		close(attempt.done)
	}()
	return attempt
}

// renew makes one attempt: lease, ask, save.
func (s *OAuthSource) renew(ctx context.Context, failed int64) (tokens Tokens, wait time.Duration, err error) {
	s.mu.Lock()
	unsaved, refused := s.unsaved, s.refused
	s.mu.Unlock()
	if unsaved != nil {
		return s.saved(ctx, *unsaved)
	}
	if refused != nil { // asking again would get the same answer, but somebody may have connected the account again
		return s.stored(ctx, failed, refused)
	}
	start := time.Now() // before the lease begins, so the deadline lies inside whatever the store's clock says
	lease, err := s.store.Lease(ctx, failed, leaseLength)
	switch {
	case err != nil:
		return Tokens{}, 0, fmt.Errorf("lever: oauth: lease the tokens: %w", err)
	case lease.Tokens.Generation != failed:
		return s.adopt(lease.Tokens), 0, nil
	case lease.ID == "":
		return Tokens{}, max(lease.Wait, time.Millisecond), nil
	}
	old := lease.Tokens
	if old.Refresh == "" {
		err := oauthError("oauth.refresh", "refresh token", "missing", "one; ask for the scope "+ScopeOfflineAccess)
		return Tokens{}, 0, errors.Join(err, s.store.Release(ctx, lease))
	}
	fresh, err := s.endpoint.renew(ctx, old, start.Add(writeWithin))
	s.endpoint.transport.CloseIdleConnections()
	if err == nil {
		return s.saved(ctx, fresh)
	}
	return s.failed(ctx, lease, err)
}

// saved stores what was answered, and only then lets it be used. What could not be stored is kept for the next attempt:
// nobody else will ever get it.
func (s *OAuthSource) saved(ctx context.Context, fresh Tokens) (Tokens, time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveWithin)
	defer cancel()
	err := s.store.Save(ctx, fresh)
	switch {
	case errors.Is(err, ErrTokensMoved):
		if fresh, err = s.store.Load(ctx); err != nil {
			return Tokens{}, 0, fmt.Errorf("lever: oauth: load the tokens: %w", err)
		}
	case err != nil:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unsaved = &fresh
		return Tokens{}, 0, fmt.Errorf("lever: oauth: store the renewed tokens: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.loaded, s.refused, s.unsaved = fresh, true, nil, nil
	s.renewed = time.Now()
	s.pause = s.renewed.Add(renewAgain)
	return fresh, 0, nil
}

// failed says what the error of the token endpoint means. A lease whose request may have been done is not released: it
// runs out, and leaves its doubt.
func (s *OAuthSource) failed(ctx context.Context, lease Lease, err error) (Tokens, time.Duration, error) {
	var answer *Error
	if !errors.As(err, &answer) || answer.Outcome == OutcomeUnknown {
		return Tokens{}, 0, err
	}
	released := s.store.Release(ctx, lease)
	if answer.Code != invalidGrant {
		return Tokens{}, 0, errors.Join(err, released)
	}
	generation := lease.Tokens.Generation
	err = &RevokedError{Generation: generation, Description: answer.Message}
	if lease.InDoubt {
		err = &LostRotationError{Generation: generation, Description: answer.Message}
	}
	tokens, _, err := s.stored(ctx, generation, err)
	return tokens, 0, err
}

// stored answers what the store holds by now, or refused if that is still the generation that was refused.
func (s *OAuthSource) stored(ctx context.Context, failed int64, refused error) (Tokens, time.Duration, error) {
	tokens, err := s.store.Load(ctx)
	switch {
	case err != nil:
		return Tokens{}, 0, errors.Join(refused, fmt.Errorf("lever: oauth: load the tokens: %w", err))
	case tokens.Generation != failed:
		return s.adopt(tokens), 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = refused
	return Tokens{}, 0, refused
}

// Format prints no token, whatever the verb.
func (s *OAuthSource) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprint(state, "lever.OAuthSource")
}
