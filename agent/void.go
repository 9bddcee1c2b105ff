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
		s.pay, s.fault = e.Book, nil
		s.beginVoid(e.Reason)
		s.reply(nil)
	}
}

// beginVoid writes the intention down, and only then sends it. Voids that begin
// here have nobody at the pad, so they name the payment and need no card.
func (s *step) beginVoid(reason string) {
	a := *s.pay.Approval
	s.pay.Void = &pay.Void{Key: s.pay.Key, Approval: a, Amount: a.Amount, Reason: reason, SentAt: s.at, Unattended: true}
	s.pay.Status, s.unsent = pay.Voiding, true
	s.record(s.fact(wire.KindVoiding, "", 0, approval(a), s.voidBody(), why(reason)))
	s.enter(Voiding)
	s.settle()
}

// tryVoid sends the void. Where an earlier try may have left, the pad's memory
// is asked first: it may show that the money is back.
func (s *step) tryVoid() {
	s.calling = true
	if s.looking = !s.unsent; s.looking {
		s.do(AskMark{})
		return
	}
	s.do(SendVoid{Void: *s.pay.Void})
}

// voidLooked: the pad's memory before another try. A void repeats the number of
// its sale under a reference of its own, which the journal does not know yet.
func (s *step) voidLooked(e MarkTold) {
	a, v := *s.pay.Approval, *s.pay.Void
	if e.Known.Ref == "" && e.Mark.Ref != a.Ref && e.Mark.Number == a.Number && e.Mark.Amount == v.Amount {
		a.Ref, a.At, a.Amount = e.Mark.Ref, e.Mark.At, v.Amount
		s.pay.Recovered = true
		s.voided(a)
		return
	}
	if s.noteOrphan(e) {
		s.listMark(e)
	}
	s.calling = true
	s.do(SendVoid{Void: v})
}

func (s *step) voidAnswered(answer pay.Answer) {
	switch {
	case answer.Approval != nil && !undoes(*answer.Approval, *s.pay.Void):
		s.wrongVoid(*answer.Approval)
	case answer.Approval != nil:
		s.voided(*answer.Approval)
	case answer.Decline != nil:
		s.voidDeclined(*answer.Decline)
	default:
		s.retryLater()
	}
}

// undoes reports whether what the pad took back is what it was asked to.
func undoes(a pay.Approval, v pay.Void) bool {
	return a.Number == v.Approval.Number && a.Amount == v.Amount
}

// wrongVoid: the pad took something else back. A person has to look.
func (s *step) wrongVoid(a pay.Approval) {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	s.record(s.fact(wire.KindVoidFailed, a.Ref, 0, approval(a), s.voidBody(), alarm(FaultMismatch), why("the pad took something else back")))
	s.enter(Unresolved)
	s.fault = FaultMismatch
}

// undone notes that the pad has taken the money back.
func (s *step) undone(o pay.Offer) {
	s.pay.Undo = &o
	s.record(s.fact(wire.KindOffered, o.Approval.Ref, 0, approval(o.Approval), final(o), s.voidBody()))
}

// adoptUndo ends a void that the pad announced and whose last word was lost.
func (s *step) adoptUndo() bool {
	if s.broken || s.pay.Undo == nil || !s.pay.Undo.Final {
		return false
	}
	s.voidAnswered(pay.Answer{Approval: &s.pay.Undo.Approval})
	return true
}

// voidLost: the answer to a void did not come. It is tried again, since it names
// the payment. One that never even leaves becomes the staff's in the end, so that
// the kiosk can go on.
func (s *step) voidLost(e CallFailed) {
	if s.looking {
		s.looking = false
		s.retryLater()
		return
	}
	s.unsent = s.unsent && e.Fate == pay.NotSent
	if s.unsent && s.tries >= len(s.limits.Retries) {
		s.voidDeclined(pay.Decline{Code: "not-sent", Text: e.Reason, Advice: pay.TakeStaff})
		return
	}
	s.retryLater()
}

func (s *step) voided(a pay.Approval) {
	s.pay.Status, s.pay.EndedAt = pay.Voided, s.at
	s.record(s.fact(wire.KindVoided, a.Ref, -s.pay.Approval.Amount, approval(a), s.voidBody(), recovered(s.pay.Recovered)))
	s.enter(Voided)
}

// doubt says what a refusal is worth after an earlier try whose answer was lost.
func (s *step) doubt() func(*wire.Body) {
	if !s.unsent {
		return why("an earlier try may have succeeded: look it up at the VAN before money is given back by hand")
	}
	return why("")
}

// voidDeclined: the money stays taken. The payment is what it was, and the
// staff have to give the money back.
func (s *step) voidDeclined(d pay.Decline) {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	s.record(s.fact(wire.KindVoidFailed, "", 0, s.voidBody(), alarm(FaultUnresolved), s.doubt(), func(b *wire.Body) { b.Decline = wireDecline(d) }))
	s.enter(Unresolved)
	s.fault = FaultUnresolved
}
