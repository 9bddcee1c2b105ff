// Package room tells how much room a disk has left for this user: before the
// journal fills it, and before an update does.
package room

import "golang.org/x/sys/windows"

// Free returns the bytes that this user may still write below a folder.
func Free(dir string) (free uint64, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
	}
	return free, err
}
