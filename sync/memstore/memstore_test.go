package memstore_test

import (
	"testing"

	"github.com/leverhipeople/leverhipeople/sync/memstore"
	"github.com/leverhipeople/leverhipeople/sync/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) storetest.Backend {
		clock := storetest.NewClock()
		return storetest.Backend{
			Store: memstore.New(memstore.WithClock(clock.Now)),
			Now:   clock.Now, Advance: clock.Advance,
		}
	})
}
