//go:build !windows

package queue

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func lockHandle(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errHeld
	}
	return err
}

// unlockHandle gives bbolt's own lock back. Closing the file is not enough when
// bbolt panicked: its mapping, which nobody can reach any more, keeps the lock.
func unlockHandle(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }
