package thirdparty

import (
	"context"
	"encoding/binary"
	"io"
	"math/bits"
	"time"
)

// Bounds of the pauses between attempts.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// backoff is a pause that doubles, of which a random part is taken, so that the
// kiosks of a chain do not come back to their server in the same second.
type backoff struct {
	rand   io.Reader
	window time.Duration
}

// next returns a pause of half the window to all of it. Where no random bytes are
// to be had it is all of it.
func (b *backoff) next() time.Duration {
	window := max(b.window, firstPause)
	b.window = min(2*window, maxPause)
	var r [8]byte
	if _, err := io.ReadFull(b.rand, r[:]); err != nil {
		return window
	}
	part, _ := bits.Mul64(binary.BigEndian.Uint64(r[:]), uint64(window/2))
	return window/2 + time.Duration(part)
}

func (b *backoff) reset() { b.window = 0 }

// pause waits, unless ctx ends or somebody wants it now.
func pause(ctx context.Context, d time.Duration, now <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-now:
	case <-ctx.Done():
	}
}
