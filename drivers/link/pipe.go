package link

import (
	"io"
	"sync"
)

// Pipe returns the two ends of a cable in memory. What is written to one end can
// be read from the other; writing never blocks. Closing either end cuts the
// cable: the other end reads what is left, then io.EOF. It works in virtual time.
func Pipe() (a, b Port) {
	east, west := newLane(), newLane()
	return &end{in: east, out: west}, &end{in: west, out: east}
}

// end is one end of a pipe.
type end struct{ in, out *lane }

func (e *end) Read(p []byte) (int, error)  { return e.in.read(p) }
func (e *end) Write(p []byte) (int, error) { return e.out.write(p) }

func (e *end) Close() error {
	e.in.close()
	e.out.close()
	return nil
}

// lane carries bytes one way, from one writer to one reader.
type lane struct {
	mu     sync.Mutex // guards held and closed; never kept while waiting
	held   []byte
	closed bool

	wake chan struct{} // tells the reader to look again
}

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

func (l *lane) read(p []byte) (int, error) {
	for {
		if n, err, ok := l.take(p); ok {
			return n, err
		}
		<-l.wake
	}
}

func (l *lane) take(p []byte) (n int, err error, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case len(p) == 0:
		return 0, nil, true
	case len(l.held) > 0:
		n = copy(p, l.held)
		l.held = l.held[n:]
		return n, nil, true
	case l.closed:
		return 0, io.EOF, true
	}
	return 0, nil, false
}

func (l *lane) write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return 0, io.ErrClosedPipe
	}
	l.held = append(l.held, p...)
	l.signal()
	return len(p), nil
}

func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.signal()
}

func (l *lane) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
