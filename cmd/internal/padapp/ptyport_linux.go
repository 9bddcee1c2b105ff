package padapp

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// ptyPort is the pad's end of a pseudo-terminal. It keeps the kiosk's end open as
// well, so that a kiosk which goes away does not end the line.
type ptyPort struct {
	*os.File
	slave *os.File
	done  chan struct{}
	leave func() error // takes the terminal's name away, or nil
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
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0) // a child that inherited it would keep a cut line alive
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

// Close ends the line for both sides. It may be called twice. Its name goes first:
// the number of a terminal that is closed is soon another program's, and a kiosk
// that came back too early would find a stranger's pad behind the name.
func (p *ptyPort) Close() (err error) {
	select {
	case <-p.done:
		return nil
	default:
		close(p.done)
	}
	if p.leave != nil {
		err = p.leave()
	}
	return errors.Join(err, p.File.Close(), p.slave.Close())
}
