package reader

import (
	"context"
	"log/slog"
	"time"

	"kioskd/drivers/link"
)

// Pace of a line.
const (
	// resendAfter is how long to wait for an acknowledgement, and resendPerByte
	// what is added for the frame's own way at 9600 baud.
	resendAfter   = time.Second
	resendPerByte = time.Millisecond

	// gap is the longest pause within a frame.
	gap = 500 * time.Millisecond
)

// Handler does what a message wants. The message is acknowledged when it returns
// nil; otherwise it will come again.
type Handler func(ctx context.Context, body []byte) error

// session is a line while it is open. One goroutine owns it.
type session struct {
	link   link.Link
	handle Handler
	log    *slog.Logger
	sends  <-chan *outgoing

	number *uint32 // of the last message that was sent; outlives the session
	last   *uint32 // the last message that was handled, nil before the first

	cut     Cutter
	out     *outgoing // waits for its acknowledgement, or nil
	again   *time.Timer
	pause   *time.Timer
	work    chan Frame
	handled chan handled
	busy    bool // a message is being handled
}

// outgoing is a message on its way.
type outgoing struct {
	ctx  context.Context
	body []byte
	wire []byte
	num  uint32
	done chan error
}

type handled struct {
	number uint32
	err    error
}

// run speaks until the link ends or ctx does, and returns why the link ended.
func (s *session) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	s.again, s.pause = stopped(), stopped()
	s.work, s.handled = make(chan Frame), make(chan handled)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.worker(ctx)
	}()
	defer func() {
		cancel()
		<-ended
		if s.out != nil {
			s.out.done <- ErrAway
		}
	}()
	for {
		if err := s.turn(ctx); err != nil {
			return err
		}
	}
}

func stopped() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// turn waits for the next thing to do, and does it.
func (s *session) turn(ctx context.Context) error {
	sends := s.sends
	if s.out != nil {
		sends = nil // one message at a time
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case chunk, open := <-s.link.Receive():
		if !open {
			return s.link.Err()
		}
		return s.heard(ctx, chunk)
	case o := <-sends:
		return s.begin(o)
	case <-s.again.C:
		return s.resend()
	case <-s.pause.C:
		s.cut.Drop()
		return s.frames(ctx)
	case h := <-s.handled:
		return s.finish(h)
	}
}

func (s *session) heard(ctx context.Context, chunk []byte) error {
	s.cut.Add(chunk)
	return s.frames(ctx)
}

// frames takes all frames that are whole.
func (s *session) frames(ctx context.Context) error {
	for {
		f, ok := s.cut.Next()
		if !ok {
			break
		}
		if err := s.take(ctx, f); err != nil {
			return err
		}
	}
	s.pause.Stop()
	if s.cut.Partial() {
		s.pause.Reset(gap)
	}
	return nil
}

func (s *session) take(ctx context.Context, f Frame) error {
	switch {
	case f.Type == Ack:
		if s.out != nil && f.Number == s.out.num {
			s.again.Stop()
			s.out.done <- nil
			s.out = nil
		}
	case s.last != nil && *s.last == f.Number:
		return s.acknowledge(f.Number) // it has been done; the first one got lost
	case !s.busy:
		s.busy = true
		select {
		case s.work <- f:
		case <-ctx.Done():
		}
	}
	return nil
}

// worker handles messages beside the owner, so that a slow one keeps no
// acknowledgement waiting.
func (s *session) worker(ctx context.Context) {
	for {
		select {
		case f := <-s.work:
			h := handled{f.Number, s.handle(ctx, f.Body)}
			select {
			case s.handled <- h:
			case <-ctx.Done():
			}
		case <-ctx.Done():
			return
		}
	}
}

func (s *session) finish(h handled) error {
	s.busy = false
	if h.err != nil {
		s.log.Warn("a message was not handled; it comes again", "err", h.err)
		return nil
	}
	s.last = &h.number
	return s.acknowledge(h.number)
}

func (s *session) acknowledge(number uint32) error {
	b, err := Frame{Type: Ack, Number: number}.MarshalBinary()
	if err != nil {
		return err
	}
	return s.link.Write(b)
}

// begin sends a message for the first time.
func (s *session) begin(o *outgoing) error {
	*s.number++
	wire, err := Frame{Type: Message, Number: *s.number, Body: o.body}.MarshalBinary()
	if err != nil {
		o.done <- err
		return nil
	}
	o.num, o.wire, s.out = *s.number, wire, o
	return s.transmit()
}

// resend sends it again, unless nobody waits for it any more.
func (s *session) resend() error {
	if s.out == nil {
		return nil
	}
	if err := s.out.ctx.Err(); err != nil {
		s.out.done <- err
		s.out = nil
		return nil
	}
	return s.transmit()
}

func (s *session) transmit() error {
	s.again.Reset(resendAfter + time.Duration(len(s.out.wire))*resendPerByte)
	return s.link.Write(s.out.wire)
}
