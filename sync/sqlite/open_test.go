package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

func TestOpenTwiceIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	store := openTest(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		_, err := Open(t.Context(), name)
		var locked *LockedError
		if !errors.As(err, &locked) || locked.Path != store.path || !strings.Contains(err.Error(), store.path) {
			t.Fatalf("a second Open of %s: %v, want a LockedError that names %s", name, err, store.path)
		}
	}
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}); err != nil {
		t.Fatalf("after a second Open was refused: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, link)
	if _, err := again.Delivery(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenMakesFilesForTheUserAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	store := openTest(t, filepath.Join(folder, "odd ?name%41#.db"))
	defer store.Close()
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", file.Name(), info.Mode())
		}
	}
	want := "odd ?name%41#.db odd ?name%41#.db-shm odd ?name%41#.db-wal odd ?name%41#.db.lock"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("files are %s\nwant %s", got, want)
	}
}

func TestOpenSetsTheFileUp(t *testing.T) {
	t.Parallel()
	store := openTest(t, filepath.Join(t.TempDir(), "store.db"))
	defer store.Close()
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000",
	} {
		var got string
		if err := store.writer.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
	if _, err := store.reads.ExecContext(t.Context(), "DELETE FROM work"); err == nil {
		t.Error("the read pool can write")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	foreign := filepath.Join(folder, "foreign.db")
	execRaw(t, foreign, "CREATE TABLE theirs (id)")
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, want string }{
		{"a missing folder", filepath.Join(folder, "missing", "store.db"), "no such file"},
		{"a folder", folder, "unable to open"},
		{"another program's database", foreign, "another program"},
		{"a text", text, "not a database"},
	} {
		for range 2 { // what was refused is not held
			_, err := Open(t.Context(), c.path)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
				t.Errorf("%s: error is %v, want %q and the path", c.name, err, c.want)
			}
		}
	}
	if got := queryRaw(t, foreign, "PRAGMA journal_mode"); got != "delete" {
		t.Errorf("the refused file's journal mode became %s", got)
	}
	var argument *hpsync.ArgumentError
	if _, err := Open(t.Context(), ""); !errors.As(err, &argument) || argument.Field != "path" {
		t.Errorf("no path: error is %v, want an ArgumentError", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, filepath.Join(folder, "cancelled.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: error is %v", err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	if err := openTest(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	execRaw(t, path, "UPDATE schema_version SET version = version + 1")
	_, err := Open(t.Context(), path)
	var version *VersionError
	if !errors.As(err, &version) || version.Have != version.Known+1 || !strings.Contains(err.Error(), path) {
		t.Fatalf("error is %v, want a VersionError that names the file", err)
	}
	if got := queryRaw(t, path, "SELECT version FROM schema_version"); got != "2" {
		t.Fatalf("the version became %s", got)
	}
}

func TestIntegrityCheckFindsDamage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	store := openTest(t, path)
	for i := range 200 {
		if _, err := store.Append(t.Context(), hpsync.Delivery{ID: strings.Repeat("x", i+1), Raw: make([]byte, 500)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openTest(t, path, WithIntegrityCheck()).Close(); err != nil {
		t.Fatal(err)
	}

	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	// Everything behind the schema's pages.
	if _, err := file.WriteAt(make([]byte, info.Size()-40*4096), 40*4096); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path, WithIntegrityCheck())
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) || corrupt.Path != path || corrupt.Detail == "" {
		t.Fatalf("error is %v, want a CorruptError", err)
	}
}

func TestMigrateStepByStep(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "steps.db")
	first := "PRAGMA application_id = 1213221974; CREATE TABLE one (id)"
	second := "CREATE TABLE two (id); INSERT INTO two VALUES (2)"
	broken := "CREATE TABLE three (id); INSERT INTO missing VALUES (3)"
	run := func(steps ...string) error {
		db, err := sql.Open("sqlite", dsn(path, "immediate"))
		if err != nil {
			return err
		}
		defer db.Close()
		conn, err := db.Conn(t.Context())
		if err != nil {
			return err
		}
		defer conn.Close()
		return migrate(t.Context(), conn, path, steps)
	}
	for _, steps := range [][]string{{first}, {first, second}, {first, second}} {
		if err := run(steps...); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(first, second, broken); err == nil || !strings.Contains(err.Error(), "schema version 3") {
		t.Fatalf("a broken step: error is %v", err)
	}
	if got := queryRaw(t, path, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema ORDER BY name)"); got != "one,schema_version,two" {
		t.Fatalf("tables are %s", got)
	}
	if got := queryRaw(t, path, "SELECT count(*) || '/' || max(version) FROM schema_version"); got != "1/2" {
		t.Fatalf("versions are %s, want one row with 2", got)
	}
	var version *VersionError
	if err := run(first); !errors.As(err, &version) {
		t.Fatalf("going back: error is %v, want a VersionError", err)
	}
}

func TestBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	store := openTest(t, filepath.Join(folder, "store.db"))
	defer store.Close()
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "before", Raw: []byte("body")}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(folder, "copy's.db")
	if err := os.WriteFile(copied+".partial", []byte("of a backup that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Append(t.Context(), hpsync.Delivery{ID: "after"}); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(t.Context(), copied); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("a backup over another: error is %v, want fs.ErrExist", err)
	}
	if err := store.Backup(t.Context(), filepath.Join(folder, "missing", "copy.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a backup into a missing folder: error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Backup(ctx, filepath.Join(folder, "cancelled.db")); !errors.Is(err, context.Canceled) {
		t.Fatalf("a cancelled backup: error is %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*.partial")); len(left) != 0 {
		t.Fatalf("%q were left behind", left)
	}

	info, err := os.Stat(copied)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("the backup has mode %v, want 0600", info.Mode())
	}
	restored := openTest(t, copied, WithIntegrityCheck())
	defer restored.Close()
	delivery, err := restored.Delivery(t.Context(), "before")
	if err != nil || string(delivery.Raw) != "body" {
		t.Errorf("the restored delivery is %q, %v", delivery.Raw, err)
	}
	if _, err := restored.Delivery(t.Context(), "after"); !errors.Is(err, hpsync.ErrNotFound) {
		t.Errorf("a delivery after the backup: %v, want ErrNotFound", err)
	}
}

// execRaw changes a file behind the store's back.
func execRaw(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func queryRaw(t *testing.T, path, query string) (value string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "deferred"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
