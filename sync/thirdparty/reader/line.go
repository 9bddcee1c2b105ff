package reader

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"kioskd/drivers/link"
)

// ErrAway says that nobody at the other end has acknowledged a message.
var ErrAway = errors.New("the other end of the serial line does not answer")

// LineOptions are what a line needs.
type LineOptions struct {
	Opener link.Opener
	Handle Handler
	Rand   io.Reader // of the first number
	Log    *slog.Logger

	// Changed, if not nil, hears nil when the line was opened, and why when it was
	// lost or could not be.
	Changed func(error)
}

// Line is one end of the protocol: it keeps the port open, sends messages until
// they are acknowledged, and has those of the other end handled.
type Line struct {
	o     LineOptions
	sends chan *outgoing
	open  atomic.Bool
}

// NewLine builds a line. It does nothing until [Line.Run].
func NewLine(o LineOptions) (*Line, error) {
	if o.Opener == nil || o.Handle == nil || o.Rand == nil || o.Log == nil {
		return nil, errors.New("reader: opener, handle, rand and log are needed")
	}
	if o.Changed == nil {
		o.Changed = func(error) {}
	}
	return &Line{o: o, sends: make(chan *outgoing)}, nil
}

// Send returns nil when the other end has acknowledged the message, which is
// written as JSON. It sends again until ctx ends.
func (l *Line) Send(ctx context.Context, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("write the message: %w", err)
	}
	if len(body) > MaxBody {
		return fmt.Errorf("a message of %d bytes, the most is %d", len(body), MaxBody)
	}
	o := &outgoing{ctx: ctx, body: body, done: make(chan error, 1)}
	select {
	case l.sends <- o:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrAway, ctx.Err())
	}
	select {
	case err = <-o.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrAway, ctx.Err())
	}
}

// Open reports whether the port is open, which does not mean that anybody listens
// at the other end.
func (l *Line) Open() bool { return l.open.Load() }

// Pauses between attempts to open a port: an adapter that was plugged in again
// needs a moment, and one that is gone no hurry.
const (
	firstRetry = 500 * time.Millisecond
	mostRetry  = 10 * time.Second
)

// Run keeps the line open until ctx ends.
func (l *Line) Run(ctx context.Context) error {
	number, err := firstNumber(l.o.Rand)
	if err != nil {
		return err
	}
	s := session{handle: l.o.Handle, log: l.o.Log, sends: l.sends, number: &number}
	for retry := firstRetry; ; retry = min(2*retry, mostRetry) {
		opened, err := l.speak(ctx, &s)
		if ctx.Err() != nil {
			return nil
		}
		l.o.Changed(err)
		if opened {
			retry = firstRetry
		}
		wait := time.NewTimer(retry)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return nil
		}
	}
}

// speak opens the port once, and speaks until it is lost. What was handled last is
// remembered over it: a message whose acknowledgement got lost comes again.
func (l *Line) speak(ctx context.Context, s *session) (opened bool, err error) {
	port, err := l.o.Opener.Open(ctx)
	if err != nil {
		return false, err
	}
	l.open.Store(true)
	l.o.Changed(nil)
	now := session{link: port, handle: s.handle, log: s.log, sends: s.sends, number: s.number, last: s.last}
	err = now.run(ctx)
	s.last = now.last
	l.open.Store(false)
	return true, errors.Join(err, port.Close())
}

// firstNumber draws where the numbers of this start begin.
func firstNumber(r io.Reader) (uint32, error) {
	var b [4]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return 0, fmt.Errorf("draw a first number: %w", err)
	}
	return binary.BigEndian.Uint32(b[:]), nil
}
