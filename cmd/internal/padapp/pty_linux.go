package padapp

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"kioskd/drivers/link"
)

// ptyJack is a symbolic link to a pseudo-terminal. When the line is cut, both are
// gone, as with a cable that is pulled out; the link comes back with the next one.
type ptyJack struct {
	path   string
	folder string // made for the link, or empty
	claim  net.Listener
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
	if err := j.take(); err != nil {
		return nil, err
	}
	if err := j.prepare(); err != nil {
		return nil, errors.Join(err, j.close())
	}
	return j, nil
}

// take claims the path for this program.
func (j *ptyJack) take() error {
	if err := j.checkPath(); err != nil {
		return err
	}
	claim, err := claimPath(j.path)
	if err != nil {
		return err
	}
	j.claim = claim
	return nil
}

// checkPath refuses to replace anything but a link to a pseudo-terminal, or to
// one that is gone.
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
	real, err := filepath.EvalSymlinks(j.path)
	if err == nil && !strings.HasPrefix(real, "/dev/pts/") {
		return fmt.Errorf("link to the pseudo-terminal: %s leads to %s: choose another path", j.path, real)
	}
	return nil
}

// claimPath keeps two simulators off one path. A name in the kernel's own space
// needs no file and is free again however this program ends; the number of the
// pseudo-terminal says nothing, since a dead simulator's is soon another's.
func claimPath(path string) (net.Listener, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("link to the pseudo-terminal: %w", err)
	}
	claim, err := net.Listen("unix", fmt.Sprintf("@padsim-%x", sha256.Sum256([]byte(whole))))
	if err != nil {
		return nil, fmt.Errorf("link to the pseudo-terminal: another padsim listens on %s: end it or choose another path (%w)", path, err)
	}
	return claim, nil
}

func (j *ptyJack) address() string { return "serial:" + j.path }

// prepare makes a pseudo-terminal that a kiosk can open.
func (j *ptyJack) prepare() error {
	port, err := openPTY()
	if err != nil {
		return fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	name := port.slave.Name()
	if err := j.pointTo(name); err != nil {
		return errors.Join(err, port.Close())
	}
	port.leave = func() error { return j.takeBack(name) }
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

// pointTo makes the link, or replaces one that a dead simulator has left, in one step.
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

// takeBack removes the link if it still leads to a terminal of ours.
func (j *ptyJack) takeBack(name string) error {
	if now, err := os.Readlink(j.path); err != nil || now != name {
		return nil //nolint:nilerr // what is there now, or nothing, is somebody else's
	}
	if err := os.Remove(j.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the link to the pseudo-terminal: %w", err)
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
	return errors.Join(os.RemoveAll(j.folder), j.release())
}

// release gives the path to others, once there is nothing of ours on it.
func (j *ptyJack) release() error {
	if err := j.claim.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("give the path of the pseudo-terminal free: %w", err)
	}
	return nil
}
