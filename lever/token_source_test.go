package lever

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// brittle is a store that may fail, and that tests look into.
type brittle struct {
	*MemoryTokenStore
	mu      sync.Mutex
	loads   int
	saves   int
	saveErr error
	onLease func(Lease) Lease
}

func (b *brittle) Load(ctx context.Context) (Tokens, error) {
	b.mu.Lock()
	b.loads++
	b.mu.Unlock()
	return b.MemoryTokenStore.Load(ctx)
}

func (b *brittle) Lease(ctx context.Context, generation int64, length time.Duration) (Lease, error) {
	lease, err := b.MemoryTokenStore.Lease(ctx, generation, length)
	if b.onLease != nil {
		lease = b.onLease(lease)
	}
	return lease, err
}

func (b *brittle) Save(ctx context.Context, tokens Tokens) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saves++
	if b.saveErr != nil {
		return b.saveErr
	}
	return b.MemoryTokenStore.Save(ctx, tokens)
}

func (b *brittle) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saveErr = err
}

// world is an issuer and a store with tokens that have so much of their life left.
func world(left time.Duration) (*issuer, *brittle) {
	issuer := &issuer{}
	return issuer, &brittle{MemoryTokenStore: NewMemoryTokenStore(issuer.first(left))}
}

// expect fails unless the source answers the generation.
func expect(t *testing.T, source *OAuthSource, generation int64) {
	t.Helper()
	tokens, err := source.Token(t.Context())
	if err != nil || tokens.Generation != generation || tokens.Access != Secret(accessToken(int(generation))) {
		t.Errorf("got %v, %v; want generation %d", tokens, err, generation)
	}
}

func TestTokenIsRenewedAheadOfItsExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(time.Hour)
		source := issuer.source(t, store)
		for range 3 {
			expect(t, source, 1)
		}
		time.Sleep(55*time.Minute - time.Second)
		if expect(t, source, 1); store.loads != 1 || issuer.asked() != 0 {
			t.Errorf("loaded %d times, asked %d times", store.loads, issuer.asked())
		}
		time.Sleep(2 * time.Second)
		for range 3 {
			expect(t, source, 2)
		}
		form := issuer.forms[0]
		if issuer.asked() != 1 || form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != refreshToken(1) ||
			form.Get("client_id") != "app-1" || form.Get("client_secret") != testSecret {
			t.Errorf("asked %v", issuer.forms)
		}
		stored, _ := store.MemoryTokenStore.Load(t.Context())
		if stored.Generation != 2 || stored.Refresh != Secret(refreshToken(2)) || time.Until(stored.Expiry) != time.Hour {
			t.Errorf("stored %v", stored)
		}
	})
}

// A token that is good for a while is used while its renewal fails, and each call does not try again.
func TestRenewalAheadMayFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(4 * time.Minute)
		issuer.before = func(_ int, w http.ResponseWriter) bool { w.WriteHeader(http.StatusBadRequest); return true }
		source := issuer.source(t, store)
		for range 10 {
			expect(t, source, 1)
		}
		if issuer.asked() != 1 {
			t.Errorf("asked %d times at once", issuer.asked())
		}
		time.Sleep(31 * time.Second)
		if expect(t, source, 1); issuer.asked() != 2 {
			t.Errorf("asked %d times after the pause", issuer.asked())
		}
		time.Sleep(3 * time.Minute) // 29 s are too few
		_, err := source.Token(t.Context())
		var e *Error
		if !errors.As(err, &e) || e.Operation != "oauth.refresh" || e.Status != 400 || !IsNotApplied(err) {
			t.Errorf("%v", err)
		}
		issuer.mu.Lock()
		issuer.before = nil
		issuer.mu.Unlock()
		expect(t, source, 2) // the lease was given back
	})
}

func TestManyGoroutinesRenewOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.takes = 3 * time.Second
		source := issuer.source(t, store)
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() { expect(t, source, 2) })
		}
		group.Wait()
		if issuer.asked() != 1 || store.saves != 1 {
			t.Errorf("asked %d times, saved %d times", issuer.asked(), store.saves)
		}
	})
}

func TestProcessesRenewOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.takes = 3 * time.Second
		var group sync.WaitGroup
		start := time.Now()
		for range 5 {
			source := issuer.source(t, store)
			for range 5 {
				group.Go(func() { expect(t, source, 2) })
			}
		}
		group.Wait()
		if took := time.Since(start); issuer.asked() != 1 || store.saves != 1 || took > 3*time.Second+lookInterval {
			t.Errorf("asked %d times, saved %d times, within %s", issuer.asked(), store.saves, took)
		}
	})
}

func TestRefreshOfAnOldGeneration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(time.Hour)
		mine, other := issuer.source(t, store), issuer.source(t, store)
		expect(t, mine, 1)
		if tokens, err := other.Refresh(t.Context(), 1); err != nil || tokens.Generation != 2 {
			t.Fatal(tokens, err)
		}
		for range 2 {
			if tokens, err := mine.Refresh(t.Context(), 1); err != nil || tokens.Generation != 2 {
				t.Errorf("got %v, %v", tokens, err)
			}
		}
		if expect(t, mine, 2); issuer.asked() != 1 {
			t.Errorf("asked %d times", issuer.asked())
		}
	})
}

// What was made must be stored, even if nobody waits for it any more.
func TestRenewalOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.takes = 3 * time.Second
		source := issuer.source(t, store)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := source.Token(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		if expect(t, source, 2); issuer.asked() != 1 {
			t.Errorf("asked %d times", issuer.asked())
		}
	})
}

// Clocks of processes and stores differ. A lease is a length, not a moment; and a token that one clock takes for
// valid and Lever does not is renewed after the 401.
func TestClocksDiffer(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]time.Duration{"store ahead": 100 * time.Hour, "store behind": -100 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			issuer, store := world(left)
			source := issuer.source(t, store)
			tokens, err := source.Refresh(t.Context(), 1)
			if life := time.Until(tokens.Expiry); err != nil || tokens.Generation != 2 || life != time.Hour {
				t.Errorf("%s: %v lives %s, %v", name, tokens, life, err)
			}
			if expect(t, source, 2); issuer.asked() != 1 {
				t.Errorf("%s: asked %d times", name, issuer.asked())
			}
		})
	}
}

func TestTokensWithoutRefreshToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer := &issuer{}
		tokens := issuer.first(time.Minute)
		tokens.Refresh = ""
		source := issuer.source(t, NewMemoryTokenStore(tokens))
		expect(t, source, 1) // as long as they live
		time.Sleep(time.Minute)
		for range 2 {
			_, err := source.Token(t.Context())
			var argument *ArgumentError
			if !errors.As(err, &argument) || !strings.Contains(err.Error(), ScopeOfflineAccess) || issuer.asked() != 0 {
				t.Errorf("%v", err)
			}
		}
	})
}

// A token endpoint that does not rotate keeps the refresh token it was given.
func TestAnswerWithoutRefreshToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.before = func(_ int, w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token":"` + accessToken(2) + `"}`))
			return true
		}
		source := issuer.source(t, store)
		expect(t, source, 2)
		time.Sleep(1000 * time.Hour) // without expires_in it has no known end
		expect(t, source, 2)
		stored, _ := store.Load(t.Context())
		if stored.Refresh != Secret(refreshToken(1)) || stored.Scope != "offline_access" || !stored.Expiry.IsZero() {
			t.Errorf("stored %v, scope %q", stored, stored.Scope)
		}
	})
}
