package link

import (
	"errors"
	"fmt"
	"time"
)

// Bounds of what a reading port may do before it counts as lost.
const (
	// hungTicks is how many ticks a read may take, where it should take one.
	hungTicks = 5

	// idleReads is how many reads in a row may return at once and empty. They are
	// a millisecond apart, so it is more than a second of nothing but them.
	idleReads = 1000
)

// Why a port that still is there counts as lost.
var (
	errHung  = errors.New("its driver does not come back from reading")
	errSpins = errors.New("it returns empty reads without end")
)

// own is the goroutine that owns the reading side. A port that ticks is closed
// here as well, so that no read runs while it is closed: a serial library may
// otherwise read from whatever has got the descriptor's number by then.
func (l *line) own(buf []byte) {
	defer close(l.chunks)
	l.end(l.read(buf))
	if l.tick > 0 {
		l.release()
	}
}

// read reads until the link ends, and returns why.
func (l *line) read(buf []byte) error {
	idle := 0
	for number := int64(1); l.Err() == nil; number++ {
		begun := time.Now()
		n, err := l.readOnce(buf, number)
		if n > 0 {
			l.deliver(append([]byte(nil), buf[:n]...))
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
		ticked := n == 0 && l.tick > 0 && time.Since(begun) >= l.tick/2
		if ticked {
			l.ticked.Store(true)
		}
		if n > 0 || ticked {
			idle = 0
			continue
		}
		if idle++; l.tick > 0 && idle >= idleReads {
			return fmt.Errorf("%w: %w", ErrLost, errSpins)
		}
		l.pause()
	}
	return l.Err()
}

// readOnce turns a panic of a serial library into a lost line: one of them
// panics on descriptor numbers above 1023.
func (l *line) readOnce(buf []byte, number int64) (n int, err error) {
	defer func() {
		l.reading.Store(0)
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("serial library: %v", p)
		}
	}()
	l.reading.Store(number)
	return l.port.Read(buf)
}

func (l *line) deliver(chunk []byte) {
	select {
	case l.chunks <- chunk:
	case <-l.done:
	}
}

// pause keeps a port that returns empty reads at once from eating a processor.
func (l *line) pause() {
	t := time.NewTimer(time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-l.done:
	}
}

// supervise ends a link whose reader hangs, and gives its port back where the
// reader cannot: some Windows drivers hold a read for ever. A port that has never
// ticked has a driver without time-outs; its reads may take any time, and it is
// given back from here when the link has ended. Looks are counted and not time,
// since on a busy machine both goroutines come late.
func (l *line) supervise() {
	look := time.NewTicker(l.tick)
	defer look.Stop()
	var last int64
	for same := 0; same <= hungTicks || l.Err() == nil && !l.ticked.Load(); {
		select {
		case <-look.C:
		case <-l.closed:
			return
		}
		now := l.reading.Load()
		if same++; now == 0 || now != last {
			last, same = now, 0
		}
	}
	l.end(fmt.Errorf("%w: %w", ErrLost, errHung))
	l.release()
}
