package padapp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"kioskd/drivers/link"
)

// ptyJack is a symbolic link to a pseudo-terminal. When the line is cut, the
// terminal ends, and the link points to a new one as soon as that exists.
type ptyJack struct {
	path   string
	folder string // made for the link, or empty
	ready  *ptyPort
}

func newPTY(path string) (jack, error) {
	j := &ptyJack{path: path}
	if path == "" {
		folder, err := os.MkdirTemp("", "padsim-")
		if err != nil {
			return nil, fmt.Errorf("make a place for the pseudo-terminal: %w", err)
		}
		j.folder, j.path = folder, filepath.Join(folder, "pad")
	}
	if err := j.checkPath(); err != nil {
		return nil, err
	}
	if err := j.prepare(); err != nil {
		return nil, errors.Join(err, j.close())
	}
	return j, nil
}

// checkPath refuses to replace anything but a link.
func (j *ptyJack) checkPath() error {
	info, err := os.Lstat(j.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("link to the pseudo-terminal: %w", err)
	case info.Mode()&os.ModeSymlink == 0:
		return fmt.Errorf("link to the pseudo-terminal: %s exists and is no link: choose another path", j.path)
	}
	return nil
}

func (j *ptyJack) address() string { return "serial:" + j.path }

// prepare makes a pseudo-terminal that a kiosk can open.
func (j *ptyJack) prepare() error {
	port, err := openPTY()
	if err != nil {
		return fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	if err := j.pointTo(port.slave.Name()); err != nil {
		return errors.Join(err, port.Close())
	}
	j.ready = port
	return nil
}

// accept returns the pseudo-terminal, or makes the next one.
func (j *ptyJack) accept(context.Context) (link.Link, error) {
	if j.ready == nil {
		if err := j.prepare(); err != nil {
			return nil, err
		}
	}
	port := j.ready
	j.ready = nil
	return link.Start(port, 0), nil
}

// pointTo replaces the link in one step, so that it never is missing.
func (j *ptyJack) pointTo(name string) error {
	next := j.path + ".next"
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("link to the pseudo-terminal: %w", err)
	}
	if err := os.Symlink(name, next); err != nil {
		return fmt.Errorf("link to the pseudo-terminal: %w", err)
	}
	if err := os.Rename(next, j.path); err != nil {
		return fmt.Errorf("link to the pseudo-terminal: %w", err)
	}
	return nil
}

func (j *ptyJack) close() error {
	if j.ready != nil {
		if err := j.ready.Close(); err != nil {
			return fmt.Errorf("close the pseudo-terminal: %w", err)
		}
		j.ready = nil
	}
	if j.folder != "" {
		return os.RemoveAll(j.folder)
	}
	if err := os.Remove(j.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the link to the pseudo-terminal: %w", err)
	}
	return nil
}
