package link

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"
)

// Write sends p under a watchdog.
func (l *line) Write(p []byte) error {
	select {
	case l.pen <- struct{}{}:
	case <-l.done:
		return fmt.Errorf("write: %w", ErrClosed)
	}
	if l.Err() != nil {
		<-l.pen
		return fmt.Errorf("write: %w", ErrClosed)
	}
	written := make(chan error, 1)
	go func() {
		defer func() { <-l.pen }()
		written <- writeAll(l.port, p)
	}()
	return l.watch(written)
}

func (l *line) watch(written <-chan error) error {
	dog := time.NewTimer(WriteLimit)
	defer dog.Stop()
	select {
	case err := <-written:
		if err != nil {
			err = fmt.Errorf("write: %w: %w", ErrLost, err)
			l.end(err)
		}
		return err
	case <-dog.C:
		l.end(ErrStuck)
		return fmt.Errorf("write: %w for %v", ErrStuck, WriteLimit)
	}
}

// writeAll loops over short writes, which some serial ports make, and over those
// that a signal interrupted.
func writeAll(w io.Writer, p []byte) error {
	for len(p) > 0 {
		n, err := w.Write(p)
		switch {
		case n < 0 || n > len(p):
			return io.ErrShortWrite
		case err != nil && !errors.Is(err, syscall.EINTR):
			return err
		case n == 0 && err == nil:
			return io.ErrShortWrite
		}
		p = p[n:]
	}
	return nil
}
