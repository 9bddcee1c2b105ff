//go:build !windows

package queue

import (
	"errors"

	"golang.org/x/sys/unix"
)

// isFull reports whether an error says that the disk, or our share of it, has
// no room left.
func isFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
