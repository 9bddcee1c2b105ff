package agent

import (
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// beginVoid takes back what nobody waits for: the intention is written down, and
// only then it is sent.
func (s *step) beginVoid(reason string) {
	s.refund(VoidAsked{Book: s.pay, Reason: reason})
}

// voidFor makes a void of what is asked. Voids have nobody at the pad, so they
// name the payment and need no card.
func voidFor(e VoidAsked, at time.Time) pay.Void {
	a := *e.Book.Approval
	v := pay.Void{Key: e.Book.Key, Approval: a, Amount: e.Amount, Reason: e.Reason, SentAt: at, Unattended: true}
	if v.Amount == 0 {
		v.Amount = e.Book.Left()
	}
	if e.isPart() {
		split := splitOf(e.Book, v)
		v.Part, v.VAT, v.Service = len(e.Book.Refunds)+1, split.VAT, split.Service
	}
	return v
}

// splitOf returns the shares of what a void takes back.
func splitOf(p pay.Payment, v pay.Void) pay.Split {
	a := v.Approval
	whole := p.Order.Split
	if whole.Total() != a.Amount {
		whole = pay.Split{Supply: a.Amount - a.VAT - a.Service, VAT: a.VAT, Service: a.Service}
	}
	split, err := whole.Part(p.Refunded(), v.Amount)
	if err != nil {
		return pay.Split{Supply: v.Amount} // the card company's figures do not add up; the amount counts
	}
	return split
}

// tryVoid sends the void. Where an earlier try may have left, the pad's memory
// is asked first: it may show that the money is back. HQ hears a void by its name,
// however often it is said.
func (s *step) tryVoid() {
	s.calling = true
	if s.looking = !s.unsent && s.pay.Via() == ""; s.looking {
		s.do(AskMark{})
		return
	}
	s.do(SendVoid{Void: *s.pay.Void})
}

// voidLooked: the pad's memory before another try. A void repeats the number of
// its sale under a reference of its own, which the journal does not know yet.
func (s *step) voidLooked(e MarkTold) {
	a, v := *s.pay.Approval, *s.pay.Void
	if !e.Mark.Returned && e.Known.Ref == "" && e.Mark.Ref != a.Ref && e.Mark.Number == a.Number && e.Mark.Amount == v.Amount {
		a.Ref, a.At, a.Amount = e.Mark.Ref, e.Mark.At, v.Amount
		s.voided(a, recovered(true))
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
		s.voided(*answer.Approval, recovered(false))
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
	s.record(s.fact(wire.KindVoidFailed, a.Ref, 0, approval(a), s.voidBody(), alarm(FaultMismatch), why("the pad took something else back")), s.listed(FaultMismatch))
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

// voided: the money is back, all of it or a part.
func (s *step) voided(a pay.Approval, how func(*wire.Body)) {
	v := *s.pay.Void
	s.record(s.fact(wire.KindVoided, a.Ref, -v.Amount, approval(a), s.voidBody(), how))
	s.pay.Refunds = append(slices.Clone(s.pay.Refunds), pay.Refund{
		Part: v.Part, Amount: v.Amount, Split: splitOf(s.pay, v), Reason: v.Reason, Number: a.Number, Pad: a.At, At: s.at,
	})
	s.pay.Status, s.pay.EndedAt, s.pay.Undo = statusAfter(s.pay), s.at, nil
	s.enter(Voided)
}

// statusAfter returns what a payment is after something has gone back.
func statusAfter(p pay.Payment) pay.Status {
	if p.Left() > 0 {
		return pay.Approved
	}
	return pay.Voided
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
	s.record(s.fact(wire.KindVoidFailed, "", 0, s.voidBody(), alarm(FaultNotBack), s.doubt(), func(b *wire.Body) { b.Decline = wireDecline(d) }), s.listed(FaultNotBack))
	s.enter(Unresolved)
	s.fault = FaultNotBack
}
