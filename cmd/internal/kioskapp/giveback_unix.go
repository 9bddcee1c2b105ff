//go:build !windows

package kioskapp

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// giveBack gives what an administrator's command has made in the data folder to
// whoever that belongs to. The service is to be able to read it the moment the
// journal is free, and not only after the next start of a unit that sees to it.
func giveBack(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return nil
	}
	// The service may write in its folder meanwhile, so nothing leads out of it.
	data, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // it was only walked
	return fs.WalkDir(data.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody has put it in its place
		}
		if err != nil {
			return err
		}
		if has, ok := info.Sys().(*syscall.Stat_t); ok && has.Uid == owner.Uid {
			return nil
		}
		return data.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
}
