package uplink

import (
	"context"
	"time"

	"kioskd/sync/wire"
)

// send puts frames on their way while HQ's window allows and there are facts.
// When there are none it asks to be told of the next one.
func (s *session) send() error {
	for !s.forked && !s.waiting && len(s.flight) < s.allowed().InFlight && !time.Now().Before(s.quota) {
		limits := s.allowed()
		lines, err := s.u.o.Source.Read(s.next, limits.BatchFacts, limits.BatchBytes)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			s.waiting = true
			s.wait <- s.next - 1 // holds one, and watch has taken the one before
			return nil
		}
		s.tried = true
		if len(s.flight) == 0 {
			s.owes = time.Now()
		}
		if err := s.write(wire.NewFacts(s.next, lines)); err != nil {
			return err
		}
		s.spend(lines)
		s.next += uint64(len(lines))
		s.flight = append(s.flight, s.next-1)
	}
	return nil
}

// spend puts the next facts off, where the line allows so many bytes a second.
func (s *session) spend(lines [][]byte) {
	if s.u.o.Rate <= 0 {
		return
	}
	size := 0
	for _, line := range lines {
		size += len(line) + 1
	}
	s.quota = time.Now().Add(time.Duration(size) * time.Second / time.Duration(s.u.o.Rate))
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
