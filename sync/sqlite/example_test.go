package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
	"github.com/leverhipeople/leverhipeople/sync/sqlite"
)

// What was appended is there after a restart, due, and known.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "leverhipeople.db")

	store, err := sqlite.Open(ctx, path)
	if err != nil {
		log.Fatal(err)
	}
	delivery := hpsync.NewDelivery("acme", hpsync.FromLever, []byte(`{"event":"candidateStageChange"}`), time.Now())
	if _, err := store.Append(ctx, delivery); err != nil {
		log.Fatal(err)
	}
	_, err = sqlite.Open(ctx, path)
	var locked *sqlite.LockedError
	fmt.Println("a second process is refused:", errors.As(err, &locked))
	if err := store.Close(); err != nil {
		log.Fatal(err)
	}

	store, err = sqlite.Open(ctx, path, sqlite.WithIntegrityCheck())
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	seen, err := store.Append(ctx, delivery)
	if err != nil {
		log.Fatal(err)
	}
	keys, err := store.Due(ctx, 10)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("known:", seen[0], "due:", keys[0].Kind)
	// Output:
	// a second process is refused: true
	// known: true due: delivery
}
