package link

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// ticking is a port whose reads end by themselves, as a serial port's do.
type ticking struct {
	Port
	said   chan []byte
	hangs  atomic.Bool   // reads hang
	woken  chan struct{} // ends hanging reads
	spin   atomic.Bool   // reads are empty at once
	inside atomic.Int32  // reads under way
	closes atomic.Int32
	within atomic.Bool // Close came while a read was under way
}

const testTick = 100 * time.Millisecond

func (*ticking) Tick() time.Duration { return testTick }

func (p *ticking) Read(b []byte) (int, error) {
	p.inside.Add(1)
	defer p.inside.Add(-1)
	if p.hangs.Load() {
		<-p.woken
		return 0, errors.New("woken")
	}
	if p.spin.Load() {
		return 0, nil
	}
	tick := time.NewTimer(testTick)
	defer tick.Stop()
	select {
	case text := <-p.said:
		return copy(b, text), nil
	case <-tick.C:
		return 0, nil
	}
}

func (p *ticking) Write(b []byte) (int, error) { return len(b), nil }

func (p *ticking) Close() error {
	p.closes.Add(1)
	p.within.Store(p.inside.Load() > 0)
	return nil
}

func newTicking() *ticking { return &ticking{said: make(chan []byte), woken: make(chan struct{})} }

// TestReaderClosesItsPort: no read is under way while a port is closed.
func TestReaderClosesItsPort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newTicking()
		l := Start(p, 0)
		time.Sleep(10*time.Second + testTick/3)
		p.said <- []byte("x")
		if got := gather(t, l, 1); got != "x" || l.Err() != nil {
			t.Errorf("got %q, %v after a long silence", got, l.Err())
		}
		time.Sleep(testTick / 3)
		begun := time.Now()
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took > testTick {
			t.Errorf("closing took %v, want a tick at the most", took)
		}
		if p.closes.Load() != 1 || p.within.Load() {
			t.Errorf("closed %d times, during a read: %v", p.closes.Load(), p.within.Load())
		}
	})
}

// TestHungReaderIsLost: and its port is given back from outside.
func TestHungReaderIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newTicking()
		l := Start(p, 0)
		time.Sleep(time.Second)
		p.hangs.Store(true)
		begun := time.Now()
		<-l.(*line).closed
		if took := time.Since(begun); !errors.Is(l.Err(), ErrLost) || !errors.Is(l.Err(), errHung) || took > 10*testTick {
			t.Errorf("got %v after %v", l.Err(), took)
		}
		if err := l.Write([]byte("x")); !errors.Is(err, ErrClosed) {
			t.Errorf("write: %v, want ErrClosed", err)
		}
		close(p.woken)
		if _, ok := <-l.Receive(); ok || p.closes.Load() != 1 {
			t.Errorf("open %v, closed %d times", ok, p.closes.Load())
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestPortWithoutTimeouts: some drivers know none. Their ports are read for as
// long as it takes, and closed from outside.
func TestPortWithoutTimeouts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newTicking()
		p.hangs.Store(true)
		l := Start(p, 0)
		time.Sleep(time.Hour)
		if l.Err() != nil {
			t.Error(l.Err())
		}
		begun := time.Now()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took > 10*testTick || p.closes.Load() != 1 {
			t.Errorf("closed %d times, in %v", p.closes.Load(), took)
		}
		close(p.woken)
	})
}

// TestSpinningPortIsLost: some systems report a pulled plug by empty reads alone.
func TestSpinningPortIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newTicking()
		l := Start(p, 0)
		time.Sleep(time.Second)
		p.spin.Store(true)
		begun := time.Now()
		if _, ok := <-l.Receive(); ok || !errors.Is(l.Err(), errSpins) {
			t.Errorf("open %v, %v; want closed and errSpins", ok, l.Err())
		}
		if took := time.Since(begun); took < 900*time.Millisecond || took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestBusyDriverIsNoHungReader: nobody takes what was read.
func TestBusyDriverIsNoHungReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newTicking()
		l := Start(p, 0)
		for range cap(l.Receive()) + 1 {
			p.said <- []byte("x")
		}
		time.Sleep(time.Minute)
		if l.Err() != nil {
			t.Error(l.Err())
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}
