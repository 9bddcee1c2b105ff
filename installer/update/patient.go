package update

import (
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// stallAfter is how long a server may send nothing before the line counts as cut.
const stallAfter = time.Minute

// errStalled says that a line was there and brought nothing.
var errStalled = errors.New("nothing has come for a minute")

// patient is a body that gives up when nothing comes: a line that is cut in the
// middle of nowhere says nothing at all.
type patient struct {
	body    io.ReadCloser
	timer   *time.Timer
	stalled atomic.Bool
}

func newPatient(body io.ReadCloser) *patient {
	p := &patient{body: body}
	p.timer = time.AfterFunc(stallAfter, func() {
		p.stalled.Store(true)
		_ = body.Close() // frees the read
	})
	return p
}

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	if n > 0 {
		p.timer.Reset(stallAfter)
	}
	if err != nil && p.stalled.Load() {
		err = errStalled
	}
	return n, err
}

func (p *patient) stop() { p.timer.Stop() }
