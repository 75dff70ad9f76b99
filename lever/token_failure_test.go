package lever

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A process that dies between answer and save takes the new tokens with it.
func TestCrashBetweenAnswerAndSave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		store.fail(errCut)
		dying := issuer.source(t, store)
		if _, err := dying.Token(t.Context()); !errors.Is(err, errCut) {
			t.Fatalf("tokens that could not be stored were handed out: %v", err)
		}
		store.fail(nil)
		next := issuer.source(t, store)
		start := time.Now()
		_, err := next.Token(t.Context())
		var lost *LostRotationError
		if !errors.As(err, &lost) || lost.Generation != 1 || IsRevoked(err) || !strings.Contains(err.Error(), "nobody revoked access") {
			t.Fatalf("%v", err)
		}
		if took := time.Since(start); took < leaseLength-time.Second || took > leaseLength+lookInterval {
			t.Errorf("the lease was waited for %s", took)
		}
		hides(t, err)
		if _, err := next.Token(t.Context()); !errors.As(err, &lost) || issuer.asked() != 2 {
			t.Errorf("%v, asked %d times", err, issuer.asked())
		}
		// It was not dead after all: what it got is the newest there is, and all go on with it.
		expect(t, dying, 2)
		if expect(t, next, 2); issuer.asked() != 2 {
			t.Errorf("asked %d times", issuer.asked())
		}
	})
}

func TestSaveIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		store.fail(errCut)
		source := issuer.source(t, store)
		for range 2 {
			if _, err := source.Token(t.Context()); !errors.Is(err, errCut) {
				t.Fatal(err)
			}
		}
		store.fail(nil)
		if expect(t, source, 2); issuer.asked() != 1 || store.saves != 3 {
			t.Errorf("asked %d times, saved %d times", issuer.asked(), store.saves)
		}
	})
}

// A commit whose answer was lost is found in the store.
func TestSaveThatWasDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		store.fail(errCut)
		source := issuer.source(t, store)
		if _, err := source.Token(t.Context()); !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		store.fail(nil)
		if err := store.MemoryTokenStore.Save(t.Context(), *source.unsaved); err != nil {
			t.Fatal(err)
		}
		expect(t, source, 2)
		expect(t, issuer.source(t, store), 2)
	})
}

func TestAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, lenient := range map[string]bool{"and the old token refused": false, "and the old token taken": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				issuer, store := world(-time.Minute)
				issuer.lenient = lenient
				issuer.after = func(n int) error {
					if n == 1 {
						return errCut
					}
					return nil
				}
				source := issuer.source(t, store)
				_, err := source.Token(t.Context())
				if !errors.Is(err, errCut) || !IsAmbiguous(err) || issuer.asked() != 1 {
					t.Fatalf("%v, asked %d times", err, issuer.asked())
				}
				start := time.Now()
				tokens, err := source.Token(t.Context())
				var lost *LostRotationError
				if lenient && (err != nil || tokens.Generation != 2) || !lenient && !errors.As(err, &lost) {
					t.Errorf("%v, %v", tokens, err)
				}
				if took := time.Since(start); took < leaseLength-time.Second {
					t.Errorf("the next one was sent after %s, while the first might still be on its way", took)
				}
			})
		})
	}
}

func TestRevoked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.revoked = true
		source := issuer.source(t, store)
		for range 3 {
			_, err := source.Token(t.Context())
			var revoked *RevokedError
			if !errors.As(err, &revoked) || revoked.Generation != 1 || !IsRevoked(err) || !strings.Contains(err.Error(), "invalid_grant: Unknown or invalid refresh token [redacted]") {
				t.Fatalf("%v", err)
			}
			hides(t, err)
		}
		if issuer.asked() != 1 {
			t.Errorf("asked %d times", issuer.asked())
		}
		// The account is connected again, elsewhere.
		issuer.revoked, issuer.made = false, 2
		fresh := Tokens{Access: Secret(accessToken(2)), Refresh: Secret(refreshToken(2)), Expiry: time.Now().Add(time.Hour), Generation: 2}
		if err := store.Save(t.Context(), fresh); err != nil {
			t.Fatal(err)
		}
		expect(t, source, 2)
		time.Sleep(time.Hour)
		expect(t, source, 3)
	})
}

// invalid_grant for a generation that somebody else has renewed meanwhile says nothing.
func TestRevocationOfAnOldGenerationDoesNotCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		other := issuer.source(t, store.MemoryTokenStore)
		store.onLease = func(lease Lease) Lease { // and then this process stands still for longer than its lease
			if lease.ID != "" {
				store.onLease = nil
				time.Sleep(2 * leaseLength)
				expect(t, other, 2)
				lease.InDoubt = false
			}
			return lease
		}
		source := issuer.source(t, store)
		_, err := source.Token(t.Context())
		if !IsNotApplied(err) || issuer.asked() != 1 {
			t.Errorf("a renewal was sent after its lease: %v, asked %d times", err, issuer.asked())
		}
		expect(t, source, 2)
	})
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		issuer.before = func(n int, _ http.ResponseWriter) bool { // another process is faster by a hair
			if n == 1 {
				issuer.made = 2
				fresh := Tokens{Access: Secret(accessToken(2)), Refresh: Secret(refreshToken(2)), Expiry: time.Now().Add(time.Hour), Generation: 2}
				if err := store.MemoryTokenStore.Save(t.Context(), fresh); err != nil {
					t.Error(err)
				}
			}
			return false
		}
		if expect(t, issuer.source(t, store), 2); issuer.asked() != 1 {
			t.Errorf("asked %d times", issuer.asked())
		}
	})
}

// An answer may come when the lease has passed to somebody else, whose own request is refused.
func TestLateAnswerIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer, store := world(-time.Minute)
		slow := issuer.source(t, store)
		store.fail(errCut)
		if _, err := slow.Token(t.Context()); err == nil {
			t.Fatal("saved")
		}
		store.fail(nil)
		time.Sleep(leaseLength)
		lease, err := store.Lease(t.Context(), 1, leaseLength)
		if err != nil || lease.ID == "" {
			t.Fatal(lease.ID, err)
		}
		expect(t, slow, 2)
	})
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	source := (&issuer{}).source(t, broken{})
	if _, err := source.Token(t.Context()); !errors.Is(err, errCut) {
		t.Errorf("load: %v", err)
	}
	if _, err := source.Refresh(t.Context(), 1); !errors.Is(err, errCut) {
		t.Errorf("lease: %v", err)
	}
}

type broken struct{ TokenStore }

func (broken) Load(context.Context) (Tokens, error) { return Tokens{}, errCut }

func (broken) Lease(context.Context, int64, time.Duration) (Lease, error) { return Lease{}, errCut }
