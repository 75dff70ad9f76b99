package sqlite

import (
	"bytes"
	"errors"
	"log/slog"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// TestUnreadableRowsAreToldAndPassedOver damages a row of each list.
func TestUnreadableRowsAreToldAndPassedOver(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	defer store.Close()
	for _, id := range []string{"a", "b", "c"} {
		seed(t, store, id)
	}
	for _, query := range []string{
		`UPDATE deliveries SET doc = '{"id":7,"secret":"body"}' WHERE id = 'b'`,
		`UPDATE checks SET doc = '' WHERE id = 'b'`,
		`UPDATE connections SET doc = '{"id":' WHERE id = 'b'`,
		`UPDATE entries SET doc = 'entry' WHERE owner_id = 'b'`,
	} {
		if err := store.writer.exec(query); err != nil {
			t.Fatal(err)
		}
	}

	for name, list := range map[string]func(page hpsync.Page) (int, string, error){
		"deliveries": func(page hpsync.Page) (int, string, error) {
			all, next, err := store.ListDeliveries(t.Context(), hpsync.DeliveryFilter{}, page)
			return len(all), next, err
		},
		"checks": func(page hpsync.Page) (int, string, error) {
			all, next, err := store.ListChecks(t.Context(), hpsync.CheckFilter{}, page)
			return len(all), next, err
		},
		"connections": func(page hpsync.Page) (int, string, error) {
			all, next, err := store.ListConnections(t.Context(), page)
			return len(all), next, err
		},
		"entries": func(page hpsync.Page) (int, string, error) {
			all, next, err := store.Entries(t.Context(), hpsync.EntryFilter{}, page)
			return len(all), next, err
		},
	} {
		log.Reset()
		got, next, err := list(hpsync.Page{})
		if err != nil || got != 2 || next != "" {
			t.Errorf("%s: %d are listed, next is %q, error is %v; want 2 of 3", name, got, next, err)
		}
		if told := log.String(); !strings.Contains(told, "table="+name) || strings.Contains(told, "secret") {
			t.Errorf("%s: the log says %q", name, told)
		}
		// The damaged row fills a page of its own, and the next one follows it.
		total := 0
		page := hpsync.Page{Limit: 1}
		for {
			got, next, err := list(page)
			if err != nil {
				t.Fatal(err)
			}
			total += got
			if page.After = next; next == "" {
				break
			}
		}
		if total != 2 {
			t.Errorf("%s: %d are listed page by page, want 2", name, total)
		}
	}

	for name, read := range map[string]func() error{
		"delivery":   func() error { return second(store.Delivery(t.Context(), "b")) },
		"check":      func() error { return second(store.Check(t.Context(), "b")) },
		"connection": func() error { return second(store.Connection(t.Context(), "b")) },
	} {
		if err := read(); err == nil || refusal(err) {
			t.Errorf("reading the damaged %s: error is %v, want what is wrong with it", name, err)
		}
	}
}

// TestAnUnreadableStepIsAnError, since who overlooked it might act a second time.
func TestAnUnreadableStepIsAnError(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	seed(t, store, "a")
	if err := store.writer.exec(`UPDATE steps SET doc = '' WHERE owner_id = 'a'`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Check(t.Context(), "a"); err == nil {
		t.Error("the check was read without its step")
	}
}

// seed puts a row of that id into each table.
func seed(t testing.TB, store *Store, id string) {
	t.Helper()
	delivery := hpsync.Delivery{ID: id, Connection: id}
	check := hpsync.Check{ID: id, Connection: id, State: hpsync.Held}
	if err := store.PutConnection(t.Context(), hpsync.Connection{ID: id}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Append(t.Context(), delivery); err != nil {
		t.Fatal(err)
	}
	claim, err := store.Claim(t.Context(), delivery.Key(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Apply(t.Context(), claim, hpsync.Change{
		Open:    []hpsync.Opening{{Check: check}},
		Steps:   []hpsync.Step{{Owner: check.Key(), Name: hpsync.StepInvite}},
		Entries: []hpsync.Entry{{Owner: check.Key()}},
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTimesAreKeptToTheNanosecond(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.July, 1, 8, 0, 0, 123456789, time.FixedZone("", -7*3600))
	now := at
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"), WithClock(func() time.Time { return now }))
	defer store.Close()
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a", Connection: "c", ReceivedAt: at}); err != nil {
		t.Fatal(err)
	}
	delivery, err := store.Delivery(t.Context(), "a")
	if err != nil || !delivery.ReceivedAt.Equal(at) {
		t.Errorf("received at %v, want %v, %v", delivery.ReceivedAt, at, err)
	}
	key := delivery.Key()
	claim, err := store.Claim(t.Context(), key, time.Minute)
	if err != nil || !claim.Until.Equal(at.Add(time.Minute)) {
		t.Fatalf("the claim ends at %v, %v", claim.Until, err)
	}
	if err := store.Apply(t.Context(), claim, hpsync.Change{Next: hpsync.Next{Due: at.Add(time.Nanosecond)}}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		keys, err := store.Due(t.Context(), 1)
		if err != nil || len(keys) != i {
			t.Errorf("%d ns later due are %v, %v", i, keys, err)
		}
		now = now.Add(time.Nanosecond)
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at   time.Time
		want any
	}{
		{time.Time{}, nil},
		{time.Unix(0, 0), int64(0)},
		{time.Unix(0, -1), int64(-1)},
		{time.Date(2262, time.April, 11, 23, 47, 16, 854775807, time.UTC), int64(math.MaxInt64)},
		{time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC), int64(math.MaxInt64)},
		{time.Date(1, time.January, 1, 0, 0, 0, 1, time.UTC), int64(math.MinInt64)},
	} {
		if got := nanos(c.at); got != c.want {
			t.Errorf("nanos(%v) is %v, want %v", c.at, got, c.want)
		}
	}
}

// TestANounThatCannotBeKeptIsRefused: JSON has no year 10000.
func TestANounThatCannotBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	far := time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}, hpsync.Delivery{ID: "b", ReceivedAt: far}); err == nil {
		t.Error("the delivery was taken")
	}
	if err := store.PutConnection(t.Context(), hpsync.Connection{ID: "c", CreatedAt: far}); err == nil {
		t.Error("the connection was taken")
	}
	if keys, err := store.Due(t.Context(), 10); err != nil || len(keys) != 0 {
		t.Errorf("due are %v, %v", keys, err)
	}
}

// TestReadsBeyondTheStatementsKept: a text that is not kept prepared is run as it is.
func TestReadsBeyondTheStatementsKept(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	seed(t, store, "a")
	var states []hpsync.State
	for range maxStatements + 5 {
		states = append(states, hpsync.State(strings.Repeat("x", len(states))))
		counts, err := store.CountChecks(t.Context(), hpsync.CheckFilter{States: append(states, hpsync.Held)})
		if err != nil || counts[hpsync.Held] != 1 {
			t.Fatalf("with %d states counts are %v, %v", len(states), counts, err)
		}
	}
	if kept := len(store.reader.stmts); kept != maxStatements {
		t.Errorf("%d statements are kept, want %d", kept, maxStatements)
	}
	if _, err := store.Check(t.Context(), "missing"); !errors.Is(err, hpsync.ErrNotFound) {
		t.Errorf("error is %v, want ErrNotFound", err)
	}
}
