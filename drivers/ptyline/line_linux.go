package ptyline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"kioskd/drivers/link"
	"kioskd/drivers/sim"
)

// Line is a simulated pad on a pseudo-terminal.
type Line struct {
	pad     *sim.Pad
	port    *counted
	slave   *os.File // keeps the terminal open until somebody else has opened it
	crossed atomic.Int64
}

// hurry makes customers and VANs quick.
const hurry = 1e-9

// Open builds a pad that follows a script, and its line.
func Open(kind sim.Kind, script string) (*Line, error) { return OpenAt(kind, script, hurry) }

// OpenAt is Open where customers and VAN take their time, times pace.
func OpenAt(kind sim.Kind, script string, pace float64) (*Line, error) {
	parsed, err := kind.Parse(script)
	if err != nil {
		return nil, err
	}
	pad, err := sim.New(kind, sim.Options{Script: parsed, Pace: pace})
	if err != nil {
		return nil, err
	}
	master, slave, err := openPTY()
	if err != nil {
		return nil, fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	l := &Line{pad: pad, slave: slave}
	l.port = &counted{File: master, crossed: &l.crossed}
	return l, nil
}

// openPTY returns a pseudo-terminal whose master can be closed while it is read,
// which needs a descriptor that does not block.
func openPTY() (master, slave *os.File, err error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	// A child that inherited it would keep a cable in that was pulled.
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err = errors.Join(err, blocking.Close()); err != nil {
		return nil, nil, errors.Join(err, slave.Close())
	}
	return os.NewFile(uintptr(fd), "/dev/ptmx"), slave, nil
}

// Port is the address of the pad, for [link.Parse].
func (l *Line) Port() string { return "serial:" + l.slave.Name() }

// Crossed returns how many bytes have crossed the line, both ways.
func (l *Line) Crossed() int64 { return l.crossed.Load() }

// Run is the life of the pad, until ctx ends.
func (l *Line) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- l.pad.Serve(ctx, link.Start(l.port, 0)) }()
	err := l.pad.Run(ctx)
	return errors.Join(err, <-ended, l.slave.Close())
}

// Next returns a channel that gives the time at which the pad hears its next byte.
func (l *Line) Next() <-chan time.Time {
	next := make(chan time.Time, 1)
	l.port.next.Store(&next)
	return next
}

// counted is a port that counts.
type counted struct {
	*os.File
	crossed *atomic.Int64
	next    atomic.Pointer[chan time.Time] // wants to know when, or nil
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.File.Read(p)
	if next := c.next.Swap(nil); next != nil && n > 0 {
		*next <- time.Now()
	}
	c.crossed.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.File.Write(p)
	c.crossed.Add(int64(n))
	return n, err
}
