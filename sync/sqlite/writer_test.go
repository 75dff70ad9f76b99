package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"testing/synctest"
	"time"

	"modernc.org/sqlite"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// bubble runs test with a store of its own in a synctest bubble, where the clock
// stands until all wait, and Close must end every goroutine.
func bubble(t *testing.T, test func(t *testing.T, store *Store)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	synctest.Test(t, func(t *testing.T) {
		store, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		}()
		test(t, store)
	})
}

// appendTogether starts an Append of each id, waits until all stand in line, lets
// them go, and returns what each came to.
func appendTogether(t *testing.T, store *Store, ids ...string) map[string]error {
	t.Helper()
	store.writer.turn <- struct{}{}
	var mu stdsync.Mutex
	errs := map[string]error{}
	var all stdsync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			_, err := store.Append(t.Context(), hpsync.Delivery{ID: id, Connection: "c"})
			mu.Lock()
			defer mu.Unlock()
			errs[id] = err
		})
	}
	synctest.Wait()
	<-store.writer.turn
	all.Wait()
	return errs
}

// onCommit has SQLite ask hook before each commit; false makes it fail.
func onCommit(t *testing.T, store *Store, hook func() bool) {
	t.Helper()
	if err := store.writer.conn.Raw(func(conn any) error {
		conn.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 {
			if hook() {
				return 0
			}
			return 1
		})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func manyIDs(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprint("id ", i))
	}
	return ids
}

func TestWritesAtOnceShareCommits(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		commits := 0
		onCommit(t, store, func() bool { commits++; return true })
		ids := manyIDs(maxBatch + 10)
		for id, err := range appendTogether(t, store, ids...) {
			if err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		if commits != 2 {
			t.Errorf("%d appends took %d commits, want 2", len(ids), commits)
		}
		keys, err := store.Due(t.Context(), 1000)
		if err != nil || len(keys) != len(ids) {
			t.Errorf("%d are due of %d, %v", len(keys), len(ids), err)
		}
	})
}

// TestOneBadRowFailsAlone, whether the failure leaves the transaction open or not.
func TestOneBadRowFailsAlone(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"ABORT", "ROLLBACK"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, store *Store) {
				trigger := "CREATE TRIGGER bad BEFORE INSERT ON deliveries WHEN new.id = 'id 3' BEGIN SELECT raise(" + how + ", 'a bad row'); END"
				if err := store.writer.exec(trigger); err != nil {
					t.Fatal(err)
				}
				for id, err := range appendTogether(t, store, manyIDs(8)...) {
					_, found := store.Delivery(t.Context(), id)
					switch {
					case id == "id 3":
						if err == nil || !strings.Contains(err.Error(), "a bad row") || !errors.Is(found, hpsync.ErrNotFound) {
							t.Errorf("the bad row: %v, and reading it: %v", err, found)
						}
					case err != nil || found != nil:
						t.Errorf("%s: %v, and reading it: %v", id, err, found)
					}
				}
			})
		})
	}
}

// TestACommitThatLeavesItsTransactionOpenIsRolledBack: a broken foreign key that was
// deferred is found by COMMIT, which then does not end the transaction.
func TestACommitThatLeavesItsTransactionOpenIsRolledBack(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		wantCode(t, store.writer.do(t.Context(), func(tx *tx) error {
			if _, err := tx.exec("PRAGMA defer_foreign_keys = 1"); err != nil {
				return err
			}
			_, err := tx.exec(upsertPlan, "missing", 1, "{}")
			return err
		}), 19)
		if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}); err != nil {
			t.Fatal(err)
		}
		if plan, err := store.Automations(t.Context(), "missing"); err != nil || plan.Revision != 0 {
			t.Fatalf("the plan is %+v, %v", plan, err)
		}
	})
}

func TestRefusalsLeaveTheirNeighboursAlone(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		commits := 0
		onCommit(t, store, func() bool { commits++; return true })
		store.writer.turn <- struct{}{}
		var all stdsync.WaitGroup
		all.Go(func() {
			if _, err := store.Claim(t.Context(), hpsync.Key{ID: "unknown"}, time.Minute); !errors.Is(err, hpsync.ErrNotFound) {
				t.Errorf("Claim: %v, want ErrNotFound", err)
			}
		})
		all.Go(func() {
			if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}); err != nil {
				t.Errorf("Append: %v", err)
			}
		})
		synctest.Wait()
		<-store.writer.turn
		all.Wait()
		if commits != 1 {
			t.Errorf("%d commits, want 1", commits)
		}
	})
}

func TestAFailedCommitIsToldToAll(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		works := false
		onCommit(t, store, func() bool { return works })
		ids := manyIDs(4)
		for id, err := range appendTogether(t, store, ids...) {
			var failed *sqlite.Error
			if !errors.As(err, &failed) {
				t.Errorf("%s: %v, want an error of SQLite", id, err)
			}
		}
		works = true
		for id, err := range appendTogether(t, store, ids...) {
			if err != nil {
				t.Errorf("%s afterwards: %v", id, err)
			}
		}
		if deliveries, _, err := store.ListDeliveries(t.Context(), hpsync.DeliveryFilter{}, hpsync.Page{}); err != nil || len(deliveries) != len(ids) {
			t.Errorf("%d deliveries are stored, %v", len(deliveries), err)
		}
	})
}

func TestACancelledWriteThatWaitsIsNotWritten(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		store.writer.turn <- struct{}{}
		if _, err := store.Append(ctx, hpsync.Delivery{ID: "a"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error is %v, want the deadline's", err)
		}
		<-store.writer.turn
		if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "b"}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Delivery(t.Context(), "a"); !errors.Is(err, hpsync.ErrNotFound) {
			t.Fatalf("error is %v, want ErrNotFound", err)
		}
	})
}

func TestCloseWaitsForWrites(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		store.writer.turn <- struct{}{}
		var appended, closed bool
		go func() {
			_, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"})
			appended = err == nil
		}()
		synctest.Wait()
		go func() {
			if err := store.Close(); err != nil {
				t.Error(err)
			}
			closed = true
		}()
		synctest.Wait()
		if closed {
			t.Fatal("Close did not wait")
		}
		if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "b"}); !errors.Is(err, hpsync.ErrClosed) {
			t.Fatalf("error is %v, want ErrClosed", err)
		}
		<-store.writer.turn
		synctest.Wait()
		if !appended || !closed {
			t.Fatalf("appended is %v and closed is %v", appended, closed)
		}
	})
}

func TestTheBubblesClockEndsLeases(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		key := hpsync.Key{Kind: hpsync.KindDelivery, Connection: "c", ID: "a"}
		if err := appendTogether(t, store, "a")["a"]; err != nil {
			t.Fatal(err)
		}
		claim, err := store.Claim(t.Context(), key, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if err := store.Apply(t.Context(), claim, hpsync.Change{Next: hpsync.Next{Keep: true}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Nanosecond)
		if err := store.Apply(t.Context(), claim, hpsync.Change{}); !errors.Is(err, hpsync.ErrFenced) {
			t.Fatalf("error is %v, want ErrFenced", err)
		}
		keys, err := store.Due(t.Context(), 1)
		if err != nil || len(keys) != 1 || keys[0] != key {
			t.Fatalf("due are %v, %v", keys, err)
		}
	})
}

// TestDatabaseFailures has the database refuse in each way it does in life, and
// wants the error told, nothing half written, and all well when the cause is gone.
func TestDatabaseFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cause, cure string
		code              int
	}{
		{"disk full", "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823", 13},
		{"read only", "PRAGMA query_only = 1", "PRAGMA query_only = 0", 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, store *Store) {
				big := hpsync.Delivery{ID: "big", Raw: make([]byte, 1<<20)}
				if err := store.writer.exec(c.cause); err != nil {
					t.Fatal(err)
				}
				wantCode(t, second(store.Append(t.Context(), big)), c.code)
				wantCode(t, store.PutConnection(t.Context(), hpsync.Connection{ID: "c", Sealed: big.Raw}), c.code)
				if err := store.writer.exec(c.cure); err != nil {
					t.Fatal(err)
				}
				if keys, err := store.Due(t.Context(), 10); err != nil || len(keys) != 0 {
					t.Fatalf("due are %v, %v", keys, err)
				}
				if _, err := store.Append(t.Context(), big); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestAnOutsideWriterIsWaitedForAndThenTold(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, store *Store) {
		if err := store.writer.exec("PRAGMA busy_timeout = 20"); err != nil {
			t.Fatal(err)
		}
		outside, err := sql.Open("sqlite", dsn(store.path, "immediate"))
		if err != nil {
			t.Fatal(err)
		}
		defer outside.Close()
		tx, err := outside.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for id, err := range appendTogether(t, store, "a", "b", "c") {
			if wantCode(t, err, 5); err == nil {
				t.Errorf("%s was written", id)
			}
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}); err != nil {
			t.Fatal(err)
		}
	})
}

func wantCode(t *testing.T, err error, code int) {
	t.Helper()
	var failed *sqlite.Error
	if !errors.As(err, &failed) || failed.Code()&0xff != code {
		t.Errorf("error is %v, want SQLite's with code %d", err, code)
	}
}

func second[T any](_ T, err error) error { return err }
