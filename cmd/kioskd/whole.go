package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeWhole makes a new file from what fill writes: under another name first,
// flushed, and then renamed, so that nobody takes half a file for a whole one.
// It refuses to replace what is there, since that may be worth more.
func writeWhole(path string, fill func(io.Writer) error) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w: choose another name or move it away", path, errors.Join(err, fs.ErrExist))
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // with rights 0600
	if err != nil {
		return err
	}
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
