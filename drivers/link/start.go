package link

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Limits of what an operating system may keep us waiting for.
const (
	WriteLimit = 3 * time.Second // a write that takes longer is stuck
	CloseLimit = 2 * time.Second // a close that takes longer is left behind
)

// line is a [Link] over a [Port].
type line struct {
	port   Port
	chunks chan []byte

	// done is closed when the link ends; cause is written before that.
	done  chan struct{}
	once  sync.Once
	cause error

	// pen is held by the one write that is under way. Closing takes it first,
	// because some ports write into whatever has got their descriptor's number
	// after they were closed.
	pen    chan struct{}
	closed chan struct{} // closed when the port has been given back
}

// Start makes a link of an open port and begins to read it. chunk is the most
// that one read asks for; 0 means a sensible size.
func Start(port Port, chunk int) Link {
	if chunk <= 0 {
		chunk = 512
	}
	l := &line{
		port:   port,
		chunks: make(chan []byte, 16),
		done:   make(chan struct{}),
		pen:    make(chan struct{}, 1),
		closed: make(chan struct{}),
	}
	go l.read(make([]byte, chunk))
	return l
}

func (l *line) Receive() <-chan []byte { return l.chunks }

func (l *line) Err() error {
	select {
	case <-l.done:
		return l.cause
	default:
		return nil
	}
}

// read is the reader: the only goroutine that reads the port, until the link
// ends.
func (l *line) read(buf []byte) {
	defer close(l.chunks)
	for {
		n, err := l.readOnce(buf)
		if n > 0 && !l.deliver(append([]byte(nil), buf[:n]...)) {
			return
		}
		if err != nil {
			l.end(fmt.Errorf("%w: %w", ErrLost, err))
			return
		}
		if n == 0 && !l.pause() {
			return
		}
	}
}

// readOnce turns a panic of a serial library into a lost line: one of them
// panics on descriptor numbers above 1023.
func (l *line) readOnce(buf []byte) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("serial library: %v", p)
		}
	}()
	return l.port.Read(buf)
}

func (l *line) deliver(chunk []byte) bool {
	select {
	case l.chunks <- chunk:
		return true
	case <-l.done:
		return false
	}
}

// pause keeps a port that returns empty reads at once from eating a processor.
func (l *line) pause() bool {
	t := time.NewTimer(time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.done:
		return false
	}
}

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

// writeAll loops over short writes, which some serial ports make.
func writeAll(w io.Writer, p []byte) error {
	for len(p) > 0 {
		n, err := w.Write(p)
		if err != nil {
			return err
		}
		if n <= 0 || n > len(p) {
			return io.ErrShortWrite
		}
		p = p[n:]
	}
	return nil
}

// Close ends the link.
func (l *line) Close() error {
	l.end(ErrClosed)
	limit := time.NewTimer(CloseLimit)
	defer limit.Stop()
	select {
	case <-l.closed:
		return nil
	case <-limit.C:
		return fmt.Errorf("close: the port was not given back within %v", CloseLimit)
	}
}

// end records the cause once and gives the port back, without waiting for it.
func (l *line) end(cause error) {
	l.once.Do(func() {
		l.cause = cause
		close(l.done)
		go l.release()
	})
}

// release waits a moment for a write under way, then closes the port, which also
// ends a stuck one where the operating system allows that.
func (l *line) release() {
	defer close(l.closed)
	patience := time.NewTimer(CloseLimit / 4)
	defer patience.Stop()
	select {
	case l.pen <- struct{}{}:
	case <-patience.C:
	}
	// The link has ended already; what its port says to the closing changes
	// nothing for anybody.
	_ = l.port.Close()
}
