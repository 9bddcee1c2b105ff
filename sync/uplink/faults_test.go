package uplink_test

import (
	"maps"
	"math/rand/v2"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/sync/conform/hqsim"
	"kioskd/sync/uplink"
)

// watched is a source that knows what HQ holds: an acknowledgement of more is a
// fact that could be lost.
type watched struct {
	*source
	t  *testing.T
	hq *hqsim.HQ
}

func (s watched) Ack(seq uint64) error {
	if kept := s.hq.Ever(s.Epoch()); seq > uint64(kept) {
		s.t.Errorf("the position moves to %d, HQ has kept %d", seq, kept)
	}
	return s.source.Ack(seq)
}

// bear has an uplink meet an HQ, and wants all facts there once, nothing applied
// and no rule broken.
func bear(t *testing.T, h *hqsim.HQ, facts int, within time.Duration, slow func(net.Conn) net.Conn) {
	t.Helper()
	h.Token = token
	play(t, journal(facts), h, func(w *world) {
		taken := &orders{}
		w.lan.wrap = slow
		w.up = newUplink(w.t, uplink.Options{URL: "ws://localhost/sync", Source: watched{w.source, w.t, h}, Dial: w.lan.dial, Orders: taken})
		w.start()
		w.until("HQ holds all facts", within, func() bool { return len(h.Kept("e1")) == facts && w.uploaded() })
		if !equalLines(h.Kept("e1"), w.source.j.Lines) {
			t.Error("HQ holds other facts than the kiosk")
		}
		if broken := h.Broken(); len(broken) > 0 {
			t.Errorf("the kiosk broke the rules: %q", broken)
		}
		if got := taken.all(); len(got) > 0 {
			t.Errorf("taken as orders: %+v", got)
		}
		if len(w.source.rejected) > 0 {
			t.Errorf("put aside: %v", w.source.rejected)
		}
	})
}

// TestWhateverHQDoes: three connections go wrong in one way, and the fourth is
// good.
func TestWhateverHQDoes(t *testing.T) {
	t.Parallel()
	for name, script := range hqsim.Faults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hqsim.HQ{Fault: func(n int) hqsim.Script {
				if n <= 3 {
					return script
				}
				return nil
			}}
			bear(t, h, 1500, 2*time.Hour, nil)
			if n := h.Calls(); n > 4 {
				t.Errorf("%d connections, want no more than 4", n)
			}
		})
	}
}

// TestOneFaultAfterTheOther mixes them.
func TestOneFaultAfterTheOther(t *testing.T) {
	t.Parallel()
	faults := hqsim.Faults()
	names := slices.Sorted(maps.Keys(faults))
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 1))
		h := &hqsim.HQ{Fault: func(n int) hqsim.Script {
			if n > 60 {
				return nil
			}
			return faults[names[r.IntN(len(names))]]
		}}
		bear(t, h, 3000, 48*time.Hour, nil)
		t.Logf("seed %d: %d connections, %d facts heard again", seed, h.Calls(), h.Again())
	}
}

// narrow is a line that takes so many bytes a second.
type narrow struct {
	net.Conn
	rate *atomic.Int64
}

func (n narrow) Write(b []byte) (written int, err error) {
	for len(b) > 0 && err == nil {
		part := min(int64(len(b)), n.rate.Load())
		time.Sleep(time.Second * time.Duration(part) / time.Duration(n.rate.Load()))
		var wrote int
		wrote, err = n.Conn.Write(b[:part])
		written, b = written+wrote, b[wrote:]
	}
	return written, err
}

// TestSlowLinesCarrySmallFrames: a line that cannot carry a full frame in the time
// that anybody waits carries smaller ones.
func TestSlowLinesCarrySmallFrames(t *testing.T) {
	t.Parallel()
	var rate atomic.Int64
	rate.Store(2000) // a full frame of these facts would take half a minute
	bear(t, &hqsim.HQ{}, 1000, 30*time.Minute, func(c net.Conn) net.Conn { return narrow{c, &rate} })
}

// TestALineOfAByteASecond is of no use, and costs nothing.
func TestALineOfAByteASecond(t *testing.T) {
	t.Parallel()
	h := &hqsim.HQ{Token: token}
	play(t, journal(100), h, func(w *world) {
		var rate atomic.Int64
		rate.Store(1)
		w.lan.wrap = func(c net.Conn) net.Conn { return narrow{c, &rate} }
		w.start()
		time.Sleep(time.Hour)
		if p := w.source.Position(); p != 0 || len(h.Kept("e1")) != 0 {
			t.Errorf("position %d, HQ holds %d facts", p, len(h.Kept("e1")))
		}
		rate.Store(1 << 20)
		w.until("all is uploaded", 3*time.Minute, w.uploaded)
		if !equalLines(h.Kept("e1"), w.source.j.Lines) {
			t.Error("HQ holds other facts than the kiosk")
		}
	})
}
