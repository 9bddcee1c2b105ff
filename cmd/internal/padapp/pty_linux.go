package padapp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

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
	if j.folder != "" {
		return os.RemoveAll(j.folder)
	}
	if err := os.Remove(j.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the link to the pseudo-terminal: %w", err)
	}
	return nil
}

// ptyPort is the pad's end of a pseudo-terminal. It keeps the kiosk's end open as
// well, so that a kiosk which goes away does not end the line.
type ptyPort struct {
	*os.File
	slave *os.File
	done  chan struct{}
}

func openPTY() (*ptyPort, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	if err := rawMode(slave); err != nil {
		return nil, errors.Join(err, master.Close(), slave.Close())
	}
	polled, err := pollable(master)
	if err != nil {
		return nil, errors.Join(err, slave.Close())
	}
	p := &ptyPort{File: polled, slave: slave, done: make(chan struct{})}
	go p.share()
	return p, nil
}

// pollable returns the same file with a descriptor that does not block, so that
// closing it ends a read.
func pollable(f *os.File) (*os.File, error) {
	fd, err := unix.Dup(int(f.Fd()))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(unix.SetNonblock(fd, true), f.Close()); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// rawMode keeps the kernel from echoing what the pad says before a kiosk has set
// the mode itself.
func rawMode(slave *os.File) error {
	mode, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err != nil {
		return fmt.Errorf("read the terminal's mode: %w", err)
	}
	mode.Iflag, mode.Oflag, mode.Lflag = 0, 0, 0
	if err := unix.IoctlSetTermios(int(slave.Fd()), unix.TCSETS, mode); err != nil {
		return fmt.Errorf("set the terminal's mode: %w", err)
	}
	return nil
}

// share takes exclusive use away again and again: a kiosk that was killed leaves
// it set, and nobody else could open the terminal.
func (p *ptyPort) share() {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			return
		case <-tick.C:
			if p.allowAll() != nil {
				return
			}
		}
	}
}

// allowAll works on a descriptor that Close cannot take away meanwhile.
func (p *ptyPort) allowAll() error {
	raw, err := p.slave.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = unix.IoctlSetInt(int(fd), unix.TIOCNXCL, 0) })
	return errors.Join(err, failed)
}

// Close ends the line for both sides. It may be called twice.
func (p *ptyPort) Close() error {
	select {
	case <-p.done:
		return nil
	default:
		close(p.done)
	}
	return errors.Join(p.File.Close(), p.slave.Close())
}
