package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// voidAsked: an approved payment is to be taken back.
func (s *step) voidAsked(e VoidAsked) {
	switch {
	case e.Book.Status == pay.Voided:
		s.reply(nil)
	case e.Book.Status != pay.Approved || e.Book.Approval == nil:
		s.reply(FaultVoid)
	case s.broken:
		s.reply(FaultMemory)
	case s.inMotion() || len(s.backlog) > 0:
		s.reply(FaultBusy)
	case !s.pad.Up:
		s.reply(FaultPad)
	default:
		s.pay, s.tries, s.fault = e.Book, 0, nil
		s.beginVoid(e.Reason)
		s.reply(nil)
	}
}

// beginVoid writes the intention down, and only then sends it. Voids that begin
// here have nobody at the pad, so they name the payment and need no card.
func (s *step) beginVoid(reason string) {
	a := *s.pay.Approval
	s.pay.Void = &pay.Void{Key: s.pay.Key, Approval: a, Amount: a.Amount, Reason: reason, SentAt: s.at, Unattended: true}
	s.pay.Status, s.tries = pay.Voiding, 0
	s.record(s.fact(wire.KindVoiding, "", 0, approval(a), s.voidBody(), why(reason)))
	s.enter(Voiding)
	s.tryAgain()
}

func (s *step) voidAnswered(answer pay.Answer) {
	switch {
	case answer.Approval != nil:
		s.voided(*answer.Approval)
	case answer.Decline != nil:
		s.voidDeclined(*answer.Decline)
	default:
		s.retryLater()
	}
}

func (s *step) voided(a pay.Approval) {
	s.pay.Status, s.pay.EndedAt = pay.Voided, s.at
	s.record(s.fact(wire.KindVoided, a.Ref, -s.pay.Approval.Amount, approval(a), s.voidBody()))
	s.enter(Voided)
}

// voidDeclined: the money stays taken. The payment is what it was, and the
// staff have to give the money back.
func (s *step) voidDeclined(d pay.Decline) {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	s.record(s.fact(wire.KindVoidFailed, "", 0, s.voidBody(), alarm(FaultUnresolved), func(b *wire.Body) { b.Decline = wireDecline(d) }))
	s.enter(Unresolved)
	s.fault = FaultUnresolved
}
