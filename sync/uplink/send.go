package uplink

import (
	"context"
	"time"

	"kioskd/sync/wire"
)

// send puts frames on their way while HQ's window allows and there are facts, and
// has one ready for when it allows again: reading costs time that a distant HQ
// would wait for.
func (s *session) send() error {
	for s.mayGoOn() {
		if err := s.prepare(); err != nil || len(s.ready) == 0 {
			return err
		}
		if len(s.flight) >= s.allowed().InFlight {
			return nil
		}
		if err := s.dispatch(); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) mayGoOn() bool { return !s.forked && !s.waiting && !time.Now().Before(s.quota) }

// prepare reads the next frame. When there are no facts it asks to be told of the
// next one.
func (s *session) prepare() error {
	if len(s.ready) > 0 {
		return nil
	}
	limits := s.allowed()
	lines, err := s.u.o.Source.Read(s.next, limits.BatchFacts, limits.BatchBytes)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		s.waiting = true
		s.wait <- s.next - 1 // holds one, and watch has taken the one before
	}
	s.ready = lines
	return nil
}

// dispatch writes the frame that is ready.
func (s *session) dispatch() error {
	s.tried = true
	if len(s.flight) == 0 {
		s.owes = time.Now()
	}
	if err := s.write(wire.NewFacts(s.next, s.ready)); err != nil {
		return err
	}
	s.spend(s.ready)
	s.next += uint64(len(s.ready))
	s.flight, s.ready = append(s.flight, s.next-1), nil
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
