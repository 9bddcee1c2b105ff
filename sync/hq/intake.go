package hq

import (
	"context"
	"errors"
	"time"

	"kioskd/sync/wire"
)

// facts stores a batch and then, and only then, acknowledges it.
func (s *session) facts(m *wire.Facts) error {
	if s.forked.Load() {
		return nil // said before; nothing of this epoch is taken
	}
	facts := make([]Fact, len(m.Lines))
	for i, line := range m.Lines {
		f, err := Read(m.First+uint64(i), line)
		if err != nil {
			return refuse(wire.CodeMalformed, "%v", err)
		}
		facts[i] = f
	}
	begun := time.Now()
	if err := s.put(facts); err != nil {
		return s.notStored(err)
	}
	if s.h.Stored != nil {
		s.h.Stored(s.kiosk, facts, time.Since(begun))
	}
	s.alarms(facts)
	s.h.bell.ring()
	return s.ack(facts)
}

func (s *session) put(facts []Fact) error {
	// Not the session's context: what has begun to be stored is stored to its
	// end when HQ stops or the kiosk comes back by another connection.
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	if err := s.h.Outbox.NoteFacts(ctx, s.kiosk, s.epoch, facts); err != nil {
		return err
	}
	return s.h.Store.Put(ctx, s.kiosk, s.epoch, facts)
}

func (s *session) notStored(err error) error {
	switch {
	case errors.Is(err, ErrFork):
		return s.fork(err.Error(), 0)
	case errors.Is(err, ErrGap):
		s.alarm(Trouble{Reason: AlarmGap, About: s.epoch, Detail: err.Error() + " of journal " + s.epoch})
		return refuse(wire.CodeGap, "%v", err)
	}
	return s.broken("store facts", err)
}

// ack acknowledges the facts; each refused one is named after everything before
// it was acknowledged.
func (s *session) ack(facts []Fact) error {
	for _, f := range facts {
		if f.Refused == "" {
			continue
		}
		s.log.Error("hq: a line that is no fact was refused", "kiosk", s.kiosk, "seq", f.Seq, "reason", f.Refused)
		if err := s.ackUpto(f.Seq - 1); err != nil {
			return err
		}
		if err := s.write(&wire.Reject{Seq: f.Seq, Reason: f.Refused}); err != nil {
			return err
		}
	}
	return s.ackUpto(facts[len(facts)-1].Seq)
}

func (s *session) ackUpto(seq uint64) error {
	if seq == 0 || seq < s.acked {
		return nil
	}
	s.acked = seq
	return s.write(&wire.Ack{Upto: seq})
}

// fork alarms, and tells the kiosk. The connection stays, so that operators go
// on seeing the kiosk's status.
func (s *session) fork(reason string, agreed uint64) error {
	s.forked.Store(true)
	s.log.Error("hq: a kiosk's journal has forked", "kiosk", s.kiosk, "epoch", s.epoch, "reason", reason)
	s.seen(nil)
	s.alarm(Trouble{Reason: AlarmFork, About: s.epoch, Detail: reason + ". HQ takes no more facts of this journal: look whether a disk was restored or a machine cloned, and begin a new journal on the right one"})
	s.h.bell.ring()
	return s.write(&wire.Fork{Reason: reason, Agreed: agreed})
}
