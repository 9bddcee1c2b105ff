//go:build !windows

// Package room tells how much room a disk has left for this user: before the
// journal fills it, and before an update does.
package room

import "golang.org/x/sys/unix"

// Free returns the bytes that this user may still write below a folder.
func Free(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
