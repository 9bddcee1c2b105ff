package ptyline

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Cable joins two programs that each open a serial port: what one writes the other
// reads, as over a cable with crossed wires.
type Cable struct {
	ends   [2]*end
	joined sync.WaitGroup
	once   sync.Once
	err    error
}

// end is one of the two pseudo-terminals.
type end struct{ master, slave *os.File }

// Join makes the cable.
func Join() (*Cable, error) {
	c := &Cable{}
	for i := range c.ends {
		e, err := openEnd()
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.ends[i] = e
	}
	for i, e := range c.ends {
		other := c.ends[1-i]
		c.joined.Go(func() {
			_, _ = io.Copy(other.master, e.master) // ends with the cable
		})
	}
	return c, nil
}

func openEnd() (*end, error) {
	master, slave, err := openPTY()
	if err != nil {
		return nil, err
	}
	// Nobody's echo crosses the cable before a program has set the mode itself.
	mode, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err == nil {
		mode.Iflag, mode.Oflag, mode.Lflag = 0, 0, 0
		err = unix.IoctlSetTermios(int(slave.Fd()), unix.TCSETS, mode)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("set the terminal's mode: %w", err), master.Close(), slave.Close())
	}
	return &end{master, slave}, nil
}

// Ports are the names of the two serial ports.
func (c *Cable) Ports() [2]string {
	return [2]string{c.ends[0].slave.Name(), c.ends[1].slave.Name()}
}

// Close pulls the cable out of both programs. It may be called twice.
func (c *Cable) Close() error {
	c.once.Do(func() {
		for _, e := range c.ends {
			if e != nil {
				c.err = errors.Join(c.err, e.master.Close(), e.slave.Close())
			}
		}
		c.joined.Wait()
	})
	return c.err
}
