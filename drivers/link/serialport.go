package link

import (
	"sync/atomic"
	"time"

	"go.bug.st/serial"
)

// serialPort is an open serial port, and the claim to it.
type serialPort struct {
	serial.Port
	claim *claim
	baud  int

	// busy is when the bytes written so far have left, in nanoseconds of the
	// calendar.
	busy atomic.Int64
}

var _ Ticker = (*serialPort)(nil)

// Tick implements [Ticker]. It is short because the drivers of some adapters
// (CH340) take long time-outs for none.
func (*serialPort) Tick() time.Duration { return 100 * time.Millisecond }

// Write notes how long the bytes take on the wire.
func (p *serialPort) Write(b []byte) (int, error) {
	n, err := p.Port.Write(b)
	from := max(p.busy.Load(), time.Now().UnixNano())
	p.busy.Store(from + int64(p.wireTime(n)))
	return n, err
}

// wireTime is how long n bytes of at most eleven bits take.
func (p *serialPort) wireTime(n int) time.Duration {
	const bits = 11
	return time.Duration(n) * bits * time.Second / time.Duration(p.baud)
}

// lastBytes is how long Close waits at the most for what was written to leave.
const lastBytes = 300 * time.Millisecond

// Close lets the last bytes leave, drops the rest, and gives the port and the
// claim back. Dropping is needed because some UARTs keep a closing program
// waiting until a peer that is gone has taken everything; waiting is, because
// closing at once would cut an acknowledgement off. The system's own way to wait
// may hang, and is not used.
func (p *serialPort) Close() error {
	time.Sleep(min(lastBytes, time.Until(time.Unix(0, p.busy.Load()))))
	// A port that cannot drop its output is closed all the same.
	_ = p.ResetOutputBuffer()
	err := p.Port.Close()
	if failed := p.claim.release(); err == nil {
		err = failed
	}
	return err
}
