package uplink

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"time"
)

// Bounds of the delays between attempts.
const (
	firstWindow = 2 * time.Second // when HQ has never set one
	maxWindow   = time.Minute
)

// backoff says how long to wait before the next attempt: a random part of a
// window that doubles. The first window after a connection is HQ's wish.
type backoff struct {
	rand   io.Reader
	window time.Duration
}

// reset begins again after a connection that worked.
func (b *backoff) reset(window time.Duration) { b.window = min(window, maxWindow) }

// next returns a delay between a little and the whole window. When there are no
// random bytes it waits the whole of it and says so.
func (b *backoff) next() (time.Duration, error) {
	if b.window == 0 {
		b.window = firstWindow
	}
	window := b.window
	b.window = min(2*window, maxWindow)
	return between(b.rand, window/50, window)
}

// between returns a random duration.
func between(r io.Reader, low, high time.Duration) (time.Duration, error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return high, fmt.Errorf("draw a random delay: %w", err)
	}
	part, _ := bits.Mul64(binary.BigEndian.Uint64(b[:]), uint64(high-low)+1)
	return low + time.Duration(part), nil
}
