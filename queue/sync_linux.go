package queue

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncData flushes a file's bytes and leaves out its time stamps, which would
// cost a second write in the file system's journal.
func syncData(f *os.File) error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
