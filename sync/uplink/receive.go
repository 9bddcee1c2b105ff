package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// receive hands on what HQ says until the connection ends, which part sees to.
// Why it ended comes after everything that was said before.
func (s *session) receive(ctx context.Context) {
	alive := func(string) error { return s.conn.SetReadDeadline(time.Now().Add(silence)) }
	s.conn.SetPongHandler(alive)
	for {
		_ = alive("") // if it fails, so does the read
		m, err := s.read()
		select {
		case s.inbox <- heard{m, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (s *session) read() (wire.Message, error) {
	kind, b, err := s.conn.ReadMessage()
	if errors.Is(err, websocket.ErrReadLimit) {
		return nil, fmt.Errorf("%w: a message of more than %d bytes", errBroken, wire.MaxMessage)
	}
	if err != nil {
		return nil, fmt.Errorf("listen to HQ: %w", err)
	}
	return decode(kind, b)
}

func decode(kind int, b []byte) (wire.Message, error) {
	if kind != websocket.TextMessage {
		return nil, fmt.Errorf("%w: a binary message", errBroken)
	}
	m, err := wire.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	return m, nil
}

// hear acts on one message.
func (s *session) hear(ctx context.Context, h heard) error {
	if h.err != nil {
		return h.err
	}
	switch m := h.Message.(type) {
	case *wire.Ack:
		return s.ack(m.Upto)
	case *wire.Reject:
		return s.reject(ctx, m)
	case *wire.Fork:
		return s.fork(ctx, m)
	case *wire.Settings, *wire.Update, *wire.Command:
		return s.take(m)
	case *wire.Answer:
		s.u.answered(m)
		return nil
	case *wire.Drain:
		s.drained = &errDrain{spread: m.Spread}
		s.leave = time.After(time.Duration(m.After) * time.Millisecond)
		return nil
	case *wire.News:
		if s.u.o.News != nil {
			s.u.o.News(*m)
		}
		return nil
	case *wire.Error:
		return m
	case *wire.Bye:
		return fmt.Errorf("HQ said goodbye: %s", m.Reason)
	case *wire.Unknown:
		s.u.o.Log.Debug("uplink: a message of a type this kiosk does not know", "type", m.Name)
		return nil
	}
	return fmt.Errorf("%w: %q does not come from HQ at this point", errBroken, h.Type())
}

// ack moves the source's position. One that comes twice, or from the past,
// changes nothing; one for facts that HQ cannot have is a broken HQ, and must
// never move the position.
func (s *session) ack(upto uint64) error {
	if s.forked {
		return nil
	}
	if upto >= s.next {
		return fmt.Errorf("%w: it acknowledged fact %d, %d was the last one sent", errBroken, upto, s.next-1)
	}
	if upto <= s.acked {
		return nil
	}
	s.acked, s.moved, s.owes = upto, true, time.Now()
	for len(s.flight) > 0 && s.flight[0] <= upto {
		s.flight = s.flight[1:]
		s.u.carried()
	}
	return s.settle(upto)
}

// settle tells the source, unless it knew.
func (s *session) settle(upto uint64) error {
	if upto > s.u.o.Source.Position() {
		if err := s.u.o.Source.Ack(upto); err != nil {
			return fmt.Errorf("note what HQ acknowledged: %w", err)
		}
	}
	s.u.change(func(state *State) { state.Acked = max(state.Acked, upto) })
	return nil
}

// reject puts a fact aside before a later acknowledgement passes it.
func (s *session) reject(ctx context.Context, m *wire.Reject) error {
	if m.Seq >= s.next {
		return fmt.Errorf("%w: it refused fact %d, %d was the last one sent", errBroken, m.Seq, s.next-1)
	}
	if s.forked || m.Seq <= s.acked {
		return nil // nothing counts any more, or it was acknowledged before
	}
	s.u.o.Log.Error("uplink: HQ refused a fact", "seq", m.Seq, "reason", m.Reason)
	if err := s.u.o.Source.Reject(ctx, m.Seq, m.Reason); err != nil {
		return fmt.Errorf("put a refused fact aside: %w", err)
	}
	return nil
}
