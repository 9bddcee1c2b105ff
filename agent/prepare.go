package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// payAsked: a finger on Pay. The stored order decides the amount, and a key has
// one outcome for ever.
func (s *step) payAsked(e PayAsked) {
	if f := s.refuse(e); f != nil {
		s.reply(f)
		return
	}
	s.reply(nil)
	waits := s.waiting != nil && s.waiting.Key == e.Book.Key
	if waits || s.pay.Key == e.Book.Key && s.inMotion() || !e.Book.Status.Retriable() {
		return
	}
	s.begin(e.Book)
}

func (s *step) refuse(e PayAsked) *Fault {
	same := s.pay.Key == e.Book.Key
	switch {
	case e.Amount != e.Book.Order.Total:
		return FaultAmount
	case same && s.inMotion() && !s.pay.Order.Same(e.Book.Order):
		return FaultConflict
	case same && s.inMotion(), !e.Book.Status.Retriable():
		return nil
	case s.waiting != nil && s.waiting.Key == e.Book.Key:
		return nil
	case s.broken:
		return FaultMemory
	case s.stopped:
		return FaultStopping
	case s.state == Starting:
		return FaultStarting
	case s.state == Uncertain || s.state == Resolving:
		return FaultResolving
	case s.inMotion() || len(s.backlog) > 0:
		return FaultBusy
	case s.inside():
		return FaultCard
	case !s.pad.Up:
		return FaultPad
	}
	return nil
}

// begin starts the next attempt at an order by asking for the pad's mark.
func (s *step) begin(book pay.Payment) {
	attempt := book.Attempt + 1
	s.pay = pay.Payment{Key: book.Key, Order: book.Order, Status: book.Status, Attempt: attempt, StartedAt: s.at}
	s.progress, s.fault, s.aborted, s.tries, s.cardInside = "", nil, false, 0, false
	s.calling = true
	s.enter(Preparing)
	s.do(AskMark{})
}

// markTold: the pad's memory is known. An approval in it that the journal does
// not know is settled first; then the charge may leave, but only after its mark
// is on disk.
func (s *step) markTold(e MarkTold) {
	if s.state == Voiding && s.looking {
		s.calling, s.looking = false, false
		s.voidLooked(e)
		return
	}
	if s.state != Preparing {
		s.impossible(e)
		return
	}
	s.calling = false
	if s.aborted || s.stopped {
		s.enter(NotCharged)
		return
	}
	if s.noteOrphan(e) {
		s.settleOrphan(e)
		return
	}
	s.pay.Mark = e.Mark
	charge := pay.ChargeFor(s.pay.Order, s.pay.Attempt, s.at)
	s.pay.Charge, s.pay.Status = &charge, pay.Started
	s.record(s.fact(wire.KindStarted, "", 0, func(b *wire.Body) {
		b.Charge, b.Mark = wireCharge(charge), wireMark(e.Mark)
	}))
	s.calling = true
	s.enter(Authorizing)
	s.do(Authorize{Charge: charge})
}
