// Package safefile writes small files that are either wholly there or not
// there at all, whenever the power goes.
//
// The order is always the same: write beside the target, flush, rename over
// it, flush the folder. A reader never sees half a file.
package safefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write puts data at path with rights 0600 and returns when it is durable. What
// stood there before is replaced in one step.
func Write(path string, data []byte) error {
	fresh := path + ".new"
	if err := writeSynced(fresh, data); err != nil {
		return fmt.Errorf("write %s: %w", fresh, err)
	}
	return Rename(fresh, path)
}

// Rename moves a file that has been flushed to its final name in the same
// folder, and returns when the name is durable too.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put %s in place: %w", to, err)
	}
	return SyncDir(filepath.Dir(to))
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, Own(f)); err != nil {
		_ = f.Close() // the first error says more
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// SyncFile flushes a file that somebody else has written and closed.
func SyncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("flush %s: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		_ = f.Close() // the flush error says more
		return fmt.Errorf("flush %s: %w", path, err)
	}
	return f.Close()
}
