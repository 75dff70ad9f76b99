package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	stdsync "sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// Store keeps everything in one SQLite file. The zero value is not usable, see
// [Open]. It is safe for concurrent use.
type Store struct {
	now   func() time.Time
	log   *slog.Logger
	check bool

	path   string
	lock   *os.File
	writes *sql.DB // one connection, which writer holds
	writer *writer
	reads  *sql.DB
	reader *statements

	mu     stdsync.Mutex
	closed bool
	calls  stdsync.WaitGroup // in progress
}

var _ hpsync.Store = (*Store)(nil)

// Open opens the file at path, or makes it, for its user alone (0600), and brings
// its schema up to date. The folder must exist. ctx bounds the opening alone.
//
// Errors: [*LockedError] where another process has the file, [*VersionError] where
// a newer program wrote it, [*CorruptError] where it is damaged.
func Open(ctx context.Context, path string, opts ...Option) (*Store, error) {
	s := &Store{now: time.Now, log: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		opt(s)
	}
	if path == "" {
		return nil, &hpsync.ArgumentError{Field: "path", Got: "nothing", Want: "the path of a file"}
	}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) error {
	var err error
	if s.path, err = resolve(path); err != nil {
		return failure("open "+path, err)
	}
	if s.lock, err = lock(s.path); err != nil {
		var locked *LockedError
		if errors.As(err, &locked) {
			return err
		}
		return failure("lock "+s.path, err)
	}
	if err := create(s.path); err != nil {
		return failure("open "+s.path, err)
	}

	if s.writes, err = sql.Open("sqlite", dsn(s.path, "immediate", "synchronous(FULL)", "foreign_keys(1)")); err != nil {
		return failure("open "+s.path, err)
	}
	conn, err := s.writes.Conn(ctx)
	if err != nil {
		return failure("open "+s.path, err)
	}
	s.writer = newWriter(conn)
	if s.check {
		if err := quickCheck(ctx, conn, s.path); err != nil {
			return err
		}
	}
	steps, err := migrations()
	if err != nil {
		return failure("read the migrations", err)
	}
	if err := migrate(ctx, conn, s.path, steps); err != nil {
		return err
	}
	// WAL comes last, so that a file that is refused is left as it was.
	var mode string
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return failure("open "+s.path, err)
	}
	if mode != "wal" {
		return fmt.Errorf("sqlite: %s can't have a write-ahead log (journal mode is %s): it must lie on a local disk", s.path, mode)
	}

	if s.reads, err = sql.Open("sqlite", dsn(s.path, "deferred", "query_only(1)")); err != nil {
		return failure("open "+s.path, err)
	}
	s.reads.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	s.reads.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	s.reader = newStatements(s.reads)
	return nil
}

// resolve gives each file one name, so that it has one lock.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(folder, filepath.Base(path)), err
}

// create makes the file where there is none: SQLite would make it readable to all.
// Its companions (-wal, -shm) take the file's mode.
func create(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	} else if err != nil {
		return err
	}
	return file.Close()
}

// dsn names the file to the driver.
func dsn(path, txlock string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/...
		path = "/" + path
	}
	pragmas = append([]string{"busy_timeout(5000)"}, pragmas...)
	query := url.Values{"_pragma": pragmas, "_txlock": {txlock}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

func quickCheck(ctx context.Context, conn *sql.Conn, path string) error {
	var found string
	if err := conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return &CorruptError{Path: path, Detail: err.Error()}
	}
	if found != "ok" {
		return &CorruptError{Path: path, Detail: found}
	}
	return nil
}

// begin counts a call in, so that Close can wait for it.
func (s *Store) begin(ctx context.Context) (end func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, hpsync.ErrClosed
	}
	s.calls.Add(1)
	return s.calls.Done, nil
}

// Close waits for the calls in progress and ends the store: every later call
// returns ErrClosed. A second Close does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()
	if closed {
		return nil
	}
	return failure("close "+s.path, s.release())
}

// release gives everything back that opening took, the lock last.
func (s *Store) release() error {
	var errs []error
	if s.reads != nil {
		errs = append(errs, s.reads.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.writes != nil {
		errs = append(errs, s.writes.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
