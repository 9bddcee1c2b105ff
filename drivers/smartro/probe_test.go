package smartro_test

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/drivers/link"
)

// twisted changes two bytes of the next answer to L, so that its checksum still
// fits: the approval number is another one then.
type twisted struct {
	link.Port
	next *atomic.Bool
}

// Where an answer says what it is, and where one to L has its approval number.
const (
	jobAt    = 31
	numberAt = 35 + 50
)

func (w *twisted) Read(p []byte) (int, error) {
	n, err := w.Port.Read(p)
	frame := p[max(0, bytes.IndexByte(p[:n], 2)):n] // an ACK may stand before it
	if len(frame) > numberAt+2 && frame[jobAt] == 'l' && w.next.CompareAndSwap(true, false) {
		frame[numberAt] ^= 1
		frame[numberAt+1] ^= 1
	}
	return n, err
}

// TestTwistedMemory: noise that the checksum does not show makes no approval of
// what the pad remembers, and no mark. The next look is good.
func TestTwistedMemory(t *testing.T) {
	t.Parallel()
	var next atomic.Bool
	bend := func(p link.Port) link.Port { return &twisted{Port: p, next: &next} }
	withCable(t, "approve\nsilent", bend, func(b *bench) {
		b.charge()
		c, before, _, _ := b.charge() // nobody answers it
		next.Store(true)
		if r, err := b.Resolve(b.Context(), c, before); err == nil || !strings.Contains(err.Error(), "in two ways") {
			b.Fatalf("resolved as %+v, %v", r, err)
		}
		time.Sleep(time.Minute)
		b.unchanged(c, before, true)
		next.Store(true)
		if m, err := b.Mark(b.Context()); err == nil {
			b.Errorf("mark %+v", m)
		}
		if m := b.mark(); !m.Same(before) {
			b.Errorf("mark %+v, want %+v", m, before)
		}
		b.taken(11000)
	})
}

// TestKnownMemory: what the pad has shown before is read once, so that a customer
// does not wait for it.
func TestKnownMemory(t *testing.T) {
	t.Parallel()
	withPad(t, "approve", func(b *bench) {
		b.charge()
		asked := func() int { return strings.Count(b.said(), "← L") }
		before := asked()
		b.mark()
		if n := asked() - before; n != 1 {
			b.Errorf("asked %d times", n)
		}
	})
}
