package sqlite

import (
	"path/filepath"
	"testing"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Backend {
		clock := storetest.NewClock()
		path := filepath.Join(t.TempDir(), "store.db")
		store := openTest(t, path, WithClock(clock.Now))
		return storetest.Backend{
			Store: store, Now: clock.Now, Advance: clock.Advance,
			Reopen: func(t *testing.T) hpsync.Store {
				if err := store.Close(); err != nil {
					t.Fatal(err)
				}
				store = openTest(t, path, WithClock(clock.Now), WithIntegrityCheck())
				return store
			},
		}
	})
}

func openTest(t testing.TB, path string, opts ...Option) *Store {
	t.Helper()
	store, err := Open(t.Context(), path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return store
}
