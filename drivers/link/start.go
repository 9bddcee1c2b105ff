package link

import (
	"fmt"
	"sync"
	"sync/atomic"
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
	tick   time.Duration // of a [Ticker], else 0
	chunks chan []byte

	// done is closed when the link ends; cause is written before that.
	done  chan struct{}
	once  sync.Once
	cause error

	// pen is held by the one write that is under way. Closing takes it first,
	// because some ports write into whatever has got their descriptor's number
	// after they were closed.
	pen    chan struct{}
	giving sync.Once     // gives the port back
	closed chan struct{} // closed when the port has been given back

	// reading is the number of the read under way, or 0 while there is none.
	reading atomic.Int64
	ticked  atomic.Bool // a read has ended empty, in its time
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
	if t, ok := port.(Ticker); ok {
		l.tick = t.Tick()
		go l.supervise()
	}
	go l.own(make([]byte, chunk))
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

// end records the cause once, and has the port given back without waiting for
// it. A port that ticks is given back by its reader.
func (l *line) end(cause error) {
	l.once.Do(func() {
		l.cause = cause
		close(l.done)
		if l.tick == 0 {
			go l.release()
		}
	})
}

// release gives the port back, once. It waits a moment for a write under way;
// closing also ends a stuck one where the operating system allows that.
func (l *line) release() {
	l.giving.Do(func() {
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
	})
}
