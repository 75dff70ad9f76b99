package sqlite

import (
	"log/slog"
	"time"
)

// Option changes how a store is opened.
type Option func(*Store)

// WithClock makes the store live by another clock than time.Now.
func WithClock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// WithLogger tells logger of rows that can't be read and are left out of lists. It
// gets table, row number and cause, never the row's content. The default tells
// nobody.
func WithLogger(logger *slog.Logger) Option { return func(s *Store) { s.log = logger } }

// WithIntegrityCheck has Open read the whole file first (PRAGMA quick_check) and
// refuse a damaged one with a [*CorruptError]. It takes about a second per gigabyte.
func WithIntegrityCheck() Option { return func(s *Store) { s.check = true } }
