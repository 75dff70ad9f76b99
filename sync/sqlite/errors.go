package sqlite

import (
	"errors"
	"fmt"

	hpsync "github.com/leverhipeople/leverhipeople/sync"
)

// LockedError says that another process, or another Store of this one, has the file.
type LockedError struct {
	Path string
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("sqlite: %s is in use: only one process at a time may open it", e.Path)
}

// VersionError says that a newer program wrote the file. Nothing was changed in it.
type VersionError struct {
	Path  string
	Have  int // schema version of the file
	Known int // newest schema version this program knows
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("sqlite: %s has schema version %d and this program knows versions up to %d: run the newer program, or restore a backup made before it", e.Path, e.Have, e.Known)
}

// CorruptError says that the file failed its check; see [WithIntegrityCheck].
type CorruptError struct {
	Path   string
	Detail string // first finding of SQLite
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("sqlite: %s is damaged, restore a backup: %s", e.Path, e.Detail)
}

// refusal reports an answer of the store, as opposed to a failure of the database.
func refusal(err error) bool {
	for _, target := range []error{hpsync.ErrNotFound, hpsync.ErrConflict, hpsync.ErrFenced, hpsync.ErrStale} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// failure wraps what the database said to doing.
func failure(doing string, err error) error {
	if err == nil || refusal(err) {
		return err
	}
	return fmt.Errorf("sqlite: %s: %w", doing, err)
}
