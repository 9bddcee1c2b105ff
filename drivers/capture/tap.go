package capture

import (
	"context"
	"sync"
	"time"

	"kioskd/drivers"
	"kioskd/drivers/link"
)

// Tap returns an opener whose links are recorded on the tape. The masker's
// constructor is called twice for each link, once for each direction; see
// [drivers.Driver.Mask].
func (t *Tape) Tap(way link.Opener, mask func(drivers.Direction) drivers.Masker) link.Opener {
	return tap{Opener: way, tape: t, mask: mask}
}

type tap struct {
	link.Opener
	tape *Tape
	mask func(drivers.Direction) drivers.Masker
}

// Open implements [link.Opener].
func (t tap) Open(ctx context.Context) (link.Link, error) {
	inner, err := t.Opener.Open(ctx)
	if err != nil {
		return nil, err
	}
	l := &tapped{
		Link: inner, tape: t.tape, chunks: make(chan []byte, 16), closing: make(chan struct{}),
		sent:  scribe{tape: t.tape, kind: Sent, masker: t.masker(drivers.ToPad)},
		heard: scribe{tape: t.tape, kind: Heard, masker: t.masker(drivers.FromPad)},
	}
	t.tape.note(Record{Kind: Opened})
	go l.pass()
	return l, nil
}

// masker makes a masker. Where that fails nothing is shown of the link, which is
// opened all the same.
func (t tap) masker(d drivers.Direction) (m drivers.Masker) {
	defer func() {
		if recover() != nil || m == nil {
			m = blind{}
		}
	}()
	return t.mask(d)
}

// tapped is a link that is recorded.
type tapped struct {
	link.Link
	tape        *Tape
	sent, heard scribe

	chunks  chan []byte
	closing chan struct{}
	once    sync.Once
}

// Receive implements [link.Link].
func (l *tapped) Receive() <-chan []byte { return l.chunks }

// Write implements [link.Link]. What is sent is on the tape before it leaves, so
// that its answer cannot stand before it.
func (l *tapped) Write(p []byte) error {
	l.sent.write(p)
	return l.Link.Write(p)
}

// Close implements [link.Link].
func (l *tapped) Close() error {
	l.once.Do(func() { close(l.closing) })
	return l.Link.Close()
}

// pass hands on what was heard, until the link has ended.
func (l *tapped) pass() {
	defer close(l.chunks)
	defer l.end()
	for chunk := range l.Link.Receive() {
		l.heard.write(chunk)
		select {
		case l.chunks <- chunk:
		case <-l.closing:
		}
	}
}

func (l *tapped) end() {
	l.sent.flush()
	l.heard.flush()
	why := "closed"
	if err := l.Err(); err != nil {
		why = err.Error()
	}
	l.tape.note(Record{Kind: Ended, Note: why})
}

// silence is how long an unfinished frame is believed to go on. It is longer than
// any protocol waits within a frame.
const silence = 2 * time.Second

// scribe writes one direction of a link onto a tape.
type scribe struct {
	tape *Tape
	kind Kind

	mu     sync.Mutex // guards what follows; the masker only computes
	masker drivers.Masker
	last   time.Time
}

func (s *scribe) write(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.last) >= silence {
		s.note(s.masker.Flush)
	}
	s.last = time.Now()
	s.note(func() []drivers.Piece { return s.masker.Mask(p) })
}

func (s *scribe) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(s.masker.Flush)
}

// note writes down what a masker tells. A masker that panics must not take a
// payment with it: it is replaced, and nothing more is shown of this link.
func (s *scribe) note(mask func() []drivers.Piece) {
	defer func() {
		if recover() != nil {
			s.masker = blind{}
		}
	}()
	for _, p := range mask() {
		s.tape.note(Record{Kind: s.kind, Piece: p})
	}
}

// blind is a masker that shows nothing.
type blind struct{}

func (blind) Mask(p []byte) []drivers.Piece { return []drivers.Piece{{Hidden: len(p)}} }
func (blind) Flush() []drivers.Piece        { return nil }
