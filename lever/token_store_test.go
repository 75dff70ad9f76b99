package lever

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryTokenStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		store := NewMemoryTokenStore(Tokens{Access: "a", Generation: 3})
		lease := func(generation int64) Lease {
			t.Helper()
			got, err := store.Lease(ctx, generation, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := lease(2); got.ID != "" || got.Wait != 0 || got.Tokens.Generation != 3 {
			t.Errorf("an old generation gets %q, %s, %v", got.ID, got.Wait, got.Tokens)
		}
		first := lease(3)
		if first.ID == "" || first.InDoubt || first.Wait != 0 || first.Tokens.Access != "a" {
			t.Fatalf("first %+v", first)
		}
		time.Sleep(20 * time.Second)
		if got := lease(3); got.ID != "" || got.Wait != 40*time.Second {
			t.Errorf("beside a lease: %+v", got)
		}
		if err := store.Release(ctx, first); err != nil {
			t.Fatal(err)
		}
		second := lease(3)
		if second.ID == "" || second.ID == first.ID || second.InDoubt {
			t.Errorf("after a release: %+v", second)
		}
		time.Sleep(time.Minute) // second is forgotten
		third := lease(3)
		if third.ID == "" || !third.InDoubt {
			t.Errorf("after a lease that ran out: %+v", third)
		}
		if err := store.Release(ctx, second); err != nil { // too late, and not its own any more
			t.Fatal(err)
		}
		if got := lease(3); got.ID != "" {
			t.Errorf("an old holder released the lease of another: %+v", got)
		}
		if err := store.Release(ctx, third); err != nil {
			t.Fatal(err)
		}
		if got := lease(3); got.ID == "" || !got.InDoubt {
			t.Errorf("a release took the doubt away: %+v", got)
		}
		for _, generation := range []int64{3, 5, 0} {
			if err := store.Save(ctx, Tokens{Generation: generation}); !errors.Is(err, ErrTokensMoved) {
				t.Errorf("generation %d was saved over 3: %v", generation, err)
			}
		}
		if err := store.Save(ctx, Tokens{Access: "b", Generation: 4}); err != nil { // whoever holds the lease
			t.Fatal(err)
		}
		if got, err := store.Load(ctx); err != nil || got.Access != "b" || got.Generation != 4 {
			t.Errorf("loaded %v, %v", got, err)
		}
		if got := lease(4); got.ID == "" || got.InDoubt {
			t.Errorf("after a save: %+v", got)
		}
	})
}
