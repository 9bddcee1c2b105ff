package queue

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockHandle locks one byte far behind the text, because Windows lets nobody
// else read a locked byte, and the text is there to be read.
func lockHandle(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// unlockHandle does nothing: on Windows a lock goes with its handle.
func unlockHandle(*os.File) error { return nil }
