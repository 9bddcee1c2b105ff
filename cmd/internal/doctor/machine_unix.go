//go:build !windows

package doctor

import "golang.org/x/sys/unix"

// mayOpen reports whether this user may read and write a device.
func mayOpen(name string) error { return unix.Access(name, unix.R_OK|unix.W_OK) }

// freeBytes returns the room that this user may still use.
func freeBytes(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}

// writeFilter is none on Linux: what is protected there shows as the folder's file
// system.
func writeFilter(string) string { return "" }
