package zvt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/desk"
	"kioskd/drivers/link"
)

// session speaks over one open link, from its opening to its end. It belongs to
// one goroutine, which waits for one thing at a time with wait; everything that it
// did not ask for goes to unasked.
//
// On a serial line it also sees to it that every block is acknowledged, both ways;
// over TCP there is nothing of that.
type session struct {
	line   link.Link
	limits limits

	decoder Decoder
	heard   time.Time // when bytes came last
	unclear bool      // nonsense came since we last spoke
	said    *said     // our block, until it is acknowledged
	last    []byte    // the pad's last block, since which we said nothing

	// unasked takes events that nobody waits for.
	unasked func(event)

	// resent counts what has to be said once more.
	resent func(drivers.Direction)

	// visit brings other things that end a wait.
	visit *desk.Visit
}

// said is a block that the pad has not acknowledged yet.
type said struct {
	raw    []byte
	tries  int
	by     time.Time
	once   bool // it moves money: only a NAK has it sent again
	missed bool // its time is over
}

// errRefused says that the pad answered a block with NAK to the end.
var errRefused = errors.New("the pad does not take the request")

// answer responds to a command of the pad.
func (s *session) answer(c Code) error { return s.send(Frame{Code: c}, false) }

func (s *session) send(f Frame, once bool) error {
	raw, err := f.MarshalBinary()
	if err != nil {
		return err
	}
	if !s.decoder.TCP {
		raw = Block(raw)
		s.said = &said{raw: raw, tries: 1, by: time.Now().Add(s.limits.Ack), once: once}
	}
	s.last = nil
	return s.write(raw)
}

func (s *session) write(p []byte) error {
	if err := s.line.Write(p); err != nil {
		return fmt.Errorf("%w: %w", desk.ErrLine, err)
	}
	return nil
}

// hearOut waits until our last block was acknowledged: an acknowledgement does not
// say what it is for.
func (s *session) hearOut(ctx context.Context) error {
	for s.said != nil && !s.said.missed {
		e, err := s.wait(ctx, time.Now().Add(s.limits.Gap))
		if err != nil {
			return err
		}
		if e.kind != gotTime {
			s.unasked(e)
		}
	}
	return nil
}

// quieten lets nonsense run out. A line that never is quiet is spoken to after two
// seconds all the same.
func (s *session) quieten(ctx context.Context) error {
	if err := s.hearOut(ctx); err != nil {
		return err
	}
	for end := time.Now().Add(2 * time.Second); s.unclear && time.Now().Before(end); {
		if time.Since(s.heard) >= s.limits.Quiet && !s.decoder.Pending() {
			break
		}
		e, err := s.wait(ctx, time.Now().Add(s.limits.Quiet))
		if err != nil {
			return err
		}
		if e.kind != gotTime {
			s.unasked(e)
		}
	}
	s.unclear = false
	return nil
}

// again says a block once more: the pad refused it, or was silent about it.
func (s *session) again() error {
	s.said.tries++
	s.said.by = time.Now().Add(s.limits.Ack)
	s.resent(drivers.ToPad)
	return s.write(s.said.raw)
}

// refused handles a NAK. One among nonsense may be a broken ACK, and has nothing
// sent again that moves money.
func (s *session) refused() error {
	switch {
	case s.said == nil, s.unclear && s.said.once:
		return nil
	case s.said.tries >= tries:
		s.said = nil
		return errRefused
	}
	return s.again()
}

// unheard handles a block that nobody acknowledged in time. One that moves money
// is not sent again: whether the pad has it, only its response can tell.
func (s *session) unheard() error {
	switch {
	case s.said.once:
		s.said.missed = true
		return nil
	case s.said.tries >= tries:
		s.said = nil
		return fmt.Errorf("%w: a block was not acknowledged", pay.ErrNoAnswer)
	}
	return s.again()
}

// take acknowledges a block. It reports false for one that came again because our
// acknowledgement was lost.
func (s *session) take(t Token) (fresh bool, err error) {
	s.said = nil // whoever speaks has heard
	if s.decoder.TCP {
		return true, nil
	}
	fresh = s.last == nil || !bytes.Equal(s.last, t.Wire)
	s.last = t.Wire
	return fresh, s.write([]byte{ack})
}
