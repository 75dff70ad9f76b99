//go:build unix

package sqlite

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the file beside path for this process. The kernel gives it back when
// the process ends. It is never removed: who removed it would let in a second one
// that had opened it before.
func lock(path string) (*os.File, error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, &LockedError{Path: path}
		}
		return nil, err
	}
	return file, nil
}
