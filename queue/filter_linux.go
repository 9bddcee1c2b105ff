package queue

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// forgetful are file systems that keep in memory what is written to them, with
// their numbers from linux/magic.h. An overlay is how Linux images are protected
// from writing; it may also lie on a real disk, which cannot be seen from here.
var forgetful = map[uint32]string{
	unix.OVERLAYFS_SUPER_MAGIC: "overlay",
	unix.TMPFS_MAGIC:           "tmpfs",
	unix.RAMFS_MAGIC:           "ramfs",
}

// Forgets returns the name of the file system of a folder if it may forget what
// was flushed to it when the machine restarts, or "".
func Forgets(dir string) (string, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return "", fmt.Errorf("look at the file system of %s: %w", dir, err)
	}
	return forgetful[uint32(s.Type)], nil
}
