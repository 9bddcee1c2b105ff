package simnet

import (
	"io"
	"os"
	"sync"
	"time"
)

// lane carries bytes one way, to one reader.
type lane struct {
	mu       sync.Mutex // guards what follows; never held while waiting
	packets  []packet
	closed   bool // by an orderly close: what is under way still arrives
	broken   error
	frozen   bool
	deadline time.Time // of the reader

	wake chan struct{} // tells the reader to look again
}

// packet is something said, and when it arrives.
type packet struct {
	at   time.Time
	data []byte
}

func newLane() *lane { return &lane{wake: make(chan struct{}, 1)} }

func (l *lane) change(f func()) {
	l.mu.Lock()
	f()
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// send puts data on its way. Nothing overtakes what was sent before.
func (l *lane) send(data []byte, delay time.Duration) (err error) {
	l.change(func() {
		switch {
		case l.broken != nil:
			err = l.broken
		case l.closed:
			err = io.ErrClosedPipe
		case l.frozen || len(data) == 0:
		default:
			at := time.Now().Add(delay)
			if n := len(l.packets); n > 0 && at.Before(l.packets[n-1].at) {
				at = l.packets[n-1].at
			}
			l.packets = append(l.packets, packet{at, data})
		}
	})
	return err
}

// read waits for something to arrive.
func (l *lane) read(b []byte) (int, error) {
	for {
		n, wait, err := l.take(b)
		if n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-l.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take returns what has arrived, or how long to wait.
func (l *lane) take(b []byte) (n int, wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	switch {
	case l.broken != nil:
		return 0, 0, l.broken
	case !l.deadline.IsZero() && !now.Before(l.deadline):
		return 0, 0, os.ErrDeadlineExceeded
	case len(l.packets) > 0 && !l.packets[0].at.After(now):
		return l.unpack(b), 0, nil
	case len(l.packets) == 0 && l.closed:
		return 0, 0, io.EOF
	}
	return 0, l.patience(now), nil
}

func (l *lane) unpack(b []byte) int {
	p := &l.packets[0]
	n := copy(b, p.data)
	if p.data = p.data[n:]; len(p.data) == 0 {
		l.packets = l.packets[1:]
	}
	return n
}

func (l *lane) patience(now time.Time) time.Duration {
	wait := time.Hour
	if len(l.packets) > 0 {
		wait = l.packets[0].at.Sub(now)
	}
	if !l.deadline.IsZero() {
		wait = min(wait, l.deadline.Sub(now))
	}
	return wait
}
