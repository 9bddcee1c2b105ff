package demoapp_test

import (
	"io"
	"net"
	"sync"
)

// line is the kiosk's way to HQ, with somebody in the middle: who keeps what HQ says,
// and may cut it.
type line struct {
	hq    string
	heard io.Writer

	mu    sync.Mutex // guards what follows
	down  bool
	calls map[net.Conn]bool
}

// tap puts the line between the kiosk and HQ, and returns what the kiosk dials.
func (s *shop) tap(hq string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = l.Close() }) // it has no more callers
	s.line = &line{hq: hq, heard: s.seen.in("the kiosk's socket"), calls: map[net.Conn]bool{}}
	go func() {
		for {
			kiosk, err := l.Accept()
			if err != nil {
				return // closed
			}
			go s.line.join(kiosk)
		}
	}()
	return l.Addr().String()
}

func (l *line) join(kiosk net.Conn) {
	defer func() { _ = kiosk.Close() }()
	if !l.note(kiosk) {
		return
	}
	far, err := net.Dial("tcp", l.hq)
	if err != nil {
		return // HQ has stopped; the kiosk notices
	}
	go func() {
		_, _ = io.Copy(far, kiosk) // until either is gone
		_ = far.Close()
	}()
	_, _ = io.Copy(io.MultiWriter(kiosk, l.heard), far)
}

// note keeps a call, so that it can be cut, and reports whether it gets through.
func (l *line) note(call net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[call] = true
	return !l.down
}

// cut ends all calls and lets none through, or mends the line.
func (l *line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
	for call := range l.calls {
		_ = call.Close() // it may have ended by itself
	}
	clear(l.calls)
}
