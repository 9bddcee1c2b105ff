package uplink

import (
	"context"

	"kioskd/sync/wire"
)

// send puts frames on their way while HQ's window allows and there are facts.
// When there are none it asks to be told of the next one.
func (s *session) send() error {
	for !s.forked && !s.waiting && len(s.flight) < s.limits.InFlight {
		lines, err := s.u.o.Source.Read(s.next, s.limits.BatchFacts, s.limits.BatchBytes)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			s.waiting = true
			s.wait <- s.next - 1 // holds one, and watch has taken the one before
			return nil
		}
		if err := s.write(wire.NewFacts(s.next, lines)); err != nil {
			return err
		}
		s.next += uint64(len(lines))
		s.flight = append(s.flight, s.next-1)
	}
	return nil
}

// watch waits for facts, so that the session need not.
func (s *session) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case after := <-s.wait:
			s.more <- s.u.o.Source.Wait(ctx, after) // holds one, and the session took the one before
		}
	}
}
