//go:build !windows

package safefile

import (
	"os"
	"path/filepath"
	"syscall"
)

// Own gives a file that an administrator's command has made to whoever its folder
// belongs to: a service could not read it otherwise.
func Own(f *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Dir(f.Name()))
	if err != nil {
		return err
	}
	folder, ok := info.Sys().(*syscall.Stat_t)
	if !ok || folder.Uid == 0 {
		return nil
	}
	return f.Chown(int(folder.Uid), int(folder.Gid))
}
