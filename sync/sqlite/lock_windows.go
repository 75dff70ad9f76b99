package sqlite

import (
	"errors"
	"os"
	"syscall"
)

const errSharingViolation = syscall.Errno(32)

// lock takes the file beside path for this process by sharing it with nobody. The
// system gives it back when the process ends.
func lock(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path + ".lock")
	if err != nil {
		return nil, err
	}
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharingViolation) {
		return nil, &LockedError{Path: path}
	} else if err != nil {
		return nil, &os.PathError{Op: "open", Path: path + ".lock", Err: err}
	}
	return os.NewFile(uintptr(handle), path+".lock"), nil
}
