//go:build !windows

package queue

import "os"

// openShared opens a file that may be renamed while it is open, as any may be here.
func openShared(path string, flag int, mode os.FileMode) (*os.File, error) {
	return os.OpenFile(path, flag, mode)
}
