package uplink

import (
	"context"
	"fmt"

	"kioskd/sync/wire"
)

// greet proves who we are and learns where HQ stands.
func (s *session) greet(ctx context.Context) error {
	m, err := s.first(ctx)
	if err != nil {
		return err
	}
	challenge, ok := m.(*wire.Challenge)
	if !ok {
		return fmt.Errorf("%w: it began with %q instead of a challenge", errBroken, m.Type())
	}
	hello := s.hello()
	if err := s.prove(hello, challenge.Nonce); err != nil {
		return err
	}
	if err := s.write(hello); err != nil {
		return err
	}
	if m, err = s.first(ctx); err != nil {
		return err
	}
	switch m := m.(type) {
	case *wire.Welcome:
		return s.welcome(ctx, hello, m)
	case *wire.Fork:
		s.limits, s.next = wire.DefaultLimits, hello.Last+1
		return s.fork(ctx, m)
	}
	return fmt.Errorf("%w: it answered a hello with %q", errBroken, m.Type())
}

// first returns the next message, for the part where HQ and we take turns. What
// we do not know is passed over; what ends the conversation is an error.
func (s *session) first(ctx context.Context) (wire.Message, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case h := <-s.inbox:
			switch h.Message.(type) {
			case nil, *wire.Unknown, *wire.Error, *wire.Bye:
				if err := s.hear(ctx, h); err != nil {
					return nil, err
				}
			default:
				return h.Message, nil
			}
		}
	}
}

func (s *session) hello() *wire.Hello {
	o := s.u.o
	last, hash := o.Source.Last()
	h := &wire.Hello{
		Version: wire.Version, Kiosk: o.Kiosk, Epoch: s.epoch, Last: last, Hash: hash, Acked: o.Source.Position(),
		Run: o.Run, Agent: o.Agent, Capabilities: s.u.capabilities(),
	}
	if o.Orders != nil {
		h.Settings = o.Orders.Settings()
	}
	if o.Clock != nil {
		clock := o.Clock()
		h.Clock = &clock
	}
	return h
}

// welcome takes HQ's word for what it holds, as far as it fits ours.
func (s *session) welcome(ctx context.Context, hello *wire.Hello, w *wire.Welcome) error {
	s.limits = w.Limits.OrDefault()
	s.next = w.Acked + 1
	if s.u.o.Heard != nil && !w.Time.IsZero() {
		s.u.o.Heard(w.Time)
	}
	reason, err := s.differs(hello, w)
	if err != nil {
		return err
	}
	if reason != "" {
		return s.fork(ctx, &wire.Fork{Reason: reason})
	}
	if w.Acked < hello.Acked {
		s.u.o.Log.Warn("uplink: HQ has lost facts; they are sent again", "hq_has", w.Acked, "acknowledged_once", hello.Acked)
	}
	for _, r := range w.Refused {
		if err := s.reject(ctx, &r); err != nil {
			return err
		}
	}
	s.acked = w.Acked
	return s.settle(w.Acked)
}

// differs compares the end of HQ's chain with our fact of that number.
func (s *session) differs(hello *wire.Hello, w *wire.Welcome) (string, error) {
	if w.Acked > hello.Last {
		return fmt.Sprintf("HQ holds facts up to %d, this kiosk only has %d: its disk was restored or replaced", w.Acked, hello.Last), nil
	}
	if w.Acked == 0 || w.Hash == "" {
		return "", nil
	}
	lines, err := s.u.o.Source.Read(w.Acked, 1, wire.MaxPayload)
	if err != nil {
		return "", fmt.Errorf("compare with HQ: %w", err)
	}
	if len(lines) != 1 || wire.Hash(lines[0]) != w.Hash {
		return fmt.Sprintf("fact %d is another one at HQ", w.Acked), nil
	}
	return "", nil
}
