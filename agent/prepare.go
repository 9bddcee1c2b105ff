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
	s.months, s.via, s.language = e.Months, e.Via, e.Language
	s.begin(e.Book)
}

func (s *step) refuse(e PayAsked) *Fault {
	same := s.pay.Key == e.Book.Key
	switch {
	case e.Amount != e.Book.Order.Total:
		return FaultAmount
	case !s.policy.Instalments.offers(e.Amount, e.Months), e.Via != "" && e.Months != 0:
		return FaultInstalment
	case same && s.inMotion() && !s.pay.Order.Same(e.Book.Order):
		return FaultConflict
	case same && s.inMotion(), !e.Book.Status.Retriable():
		return nil
	case s.waiting != nil && s.waiting.Key == e.Book.Key:
		return nil
	case e.Book.Test != s.test:
		return s.otherMode()
	case s.broken:
		return FaultMemory
	case s.stopped:
		return FaultStopping
	case e.Hold != nil:
		return e.Hold
	case s.state == Starting:
		return FaultStarting
	case s.state == Uncertain || s.state == Resolving:
		return FaultResolving
	case s.state == Closing:
		return FaultClosing
	case s.inMotion() || len(s.backlog) > 0:
		return FaultBusy
	case s.inside(s.at):
		return FaultCard
	case e.Via != "" && !s.phone.offers(e.Via):
		return FaultPhone
	case e.Via == "" && !s.pad.Up:
		return FaultPad
	}
	return nil
}

// begin starts the next attempt at an order by asking for the pad's mark, or whether
// HQ takes payments by phone this very moment.
func (s *step) begin(book pay.Payment) {
	attempt := book.Attempt + 1
	s.pay = pay.Payment{Key: book.Key, Order: book.Order, Test: s.test, Status: book.Status, Attempt: attempt, StartedAt: s.at}
	s.progress, s.shown, s.fault, s.aborted, s.tries, s.cardInside = "", nil, nil, false, 0, false
	s.calling, s.check = true, ""
	s.enter(Preparing)
	if s.asks {
		s.do(AskSale{Order: s.pay.Order})
		return
	}
	if !s.reserveFirst() {
		s.approach()
	}
}

// approach asks whoever is to take the charge.
func (s *step) approach() {
	if s.via != "" {
		s.do(AskWay{Via: s.via})
		return
	}
	s.do(AskMark{})
}

// saleTold: the shop's server has been asked whether it sells, or could not be.
func (s *step) saleTold(e SaleTold) {
	if s.state != Preparing || s.check != "" {
		s.impossible(e)
		return
	}
	s.calling = false
	switch {
	case s.aborted || s.stopped:
		s.enter(NotCharged)
	case !e.Asked && s.policy.RefuseOffline:
		s.unsold(FaultNotAsked, e.Reason)
	case e.Asked && !e.Sell:
		s.unsold(FaultNotSold, e.Reason)
	default:
		s.check = checkOffline
		if e.Asked {
			s.check = checkConfirmed
		}
		s.calling = true
		if !s.reserveFirst() {
			s.approach()
		}
	}
}

// What a start says of the question to the shop's server.
const (
	checkConfirmed = "confirmed"
	checkOffline   = "offline"
)

// unsold ends an attempt before the pad has heard of it.
func (s *step) unsold(f *Fault, reason string) {
	s.pay.Status, s.pay.EndedAt = pay.NotCharged, s.at
	s.record(s.fact(wire.KindNotSent, "", 0, why(reason)))
	s.enter(Failed)
	s.fault = f
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
	s.blur(e)
	s.pay.Mark = e.Mark
	charge := pay.ChargeFor(s.pay.Order, s.pay.Attempt, s.at)
	charge.Instalment = s.months
	charge.Signature = s.policy.SignatureFrom > 0 && charge.Amount >= s.policy.SignatureFrom
	s.pay.Charge, s.pay.Status = &charge, pay.Started
	s.record(s.fact(wire.KindStarted, "", 0, func(b *wire.Body) {
		b.Charge, b.Mark, b.Check = wireCharge(charge), wireMark(e.Mark), s.check
	}))
	s.calling = true
	s.enter(Authorizing)
	s.do(Authorize{Charge: charge, Order: s.pay.Order})
}
