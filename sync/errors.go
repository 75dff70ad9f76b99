package sync

import (
	"errors"
	"fmt"
)

// The errors of a [Store], and of the engine where it passes them on.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict: someone else has it or changed it")
	ErrFenced   = errors.New("fenced: the claim has ended")
	ErrStale    = errors.New("stale: what the decision required no longer holds")
	ErrClosed   = errors.New("closed")
)

// staleError says which requirement failed.
type staleError string

func (e staleError) Error() string        { return "stale: " + string(e) }
func (e staleError) Is(target error) bool { return target == ErrStale }

// ArgumentError is bad input: which field, what came and what is wanted.
type ArgumentError struct {
	Field string
	Got   string
	Want  string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("%s is %s, want %s", e.Field, e.Got, e.Want)
}
