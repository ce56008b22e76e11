package aliases

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// A table open for writing holds an exclusive flock on FILE.lock. The kernel
// releases it with the process, so a killed server leaves nothing to clean up.
// The file itself stays: removing it would let two programs lock two files.

// lockExisting takes the lock if its file is there. It returns nil, nil when
// the file is missing, and ErrInUse when somebody holds the lock.
func lockExisting(path string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return flock(f)
}

// lockCreate takes the lock, making its file if need be.
func lockCreate(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	return flock(f)
}

func flock(f *os.File) (*os.File, error) {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
		case nil:
			return f, nil
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return nil, errors.Join(fmt.Errorf("%w (%s is locked)", ErrInUse, f.Name()), f.Close())
		default:
			return nil, errors.Join(fmt.Errorf("lock %s: %w", f.Name(), err), f.Close())
		}
	}
}
