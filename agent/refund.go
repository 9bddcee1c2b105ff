package agent

import (
	"unicode"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Refund asks for money to go back.
type Refund struct {
	Key    pay.Key    `json:"key"`
	Amount pay.Amount `json:"amount"` // 0 for all that is left
	Reason string     `json:"reason"`

	// ID names this refund for ever, where whoever asks may ask twice. The same
	// ID moves money once.
	ID string `json:"id,omitempty"`
}

// maxRefundID bounds what names a refund, and maxRefundReason what explains it.
const (
	maxRefundID     = 100
	maxRefundReason = 500
)

func notInID(r rune) bool { return r <= ' ' || !unicode.IsPrint(r) }

// cut shortens a reason to what the books keep.
func cut(reason string) string {
	if r := []rune(reason); len(r) > maxRefundReason {
		return string(r[:maxRefundReason])
	}
	return reason
}

// RefundName is the name under which the journal finds a refund by its ID.
func RefundName(id string) string { return "refund/" + id }

// DeliveryDay is the name under which the journal finds the refunds that a
// controller asked for on one day, as in 2026-01-05.
func DeliveryDay(day string) string { return "undelivered/" + day }

// voidAsked: money is to go back, of an approved payment.
func (s *step) voidAsked(e VoidAsked) {
	switch f := s.refuseVoid(e); {
	case f != nil:
		s.reply(f)
	case e.Done, s.asksAgain(e):
		s.reply(nil)
	case e.Undelivered:
		s.undelivered(e)
		s.reply(nil)
	default:
		s.pay, s.fault = e.Book, nil
		s.refund(e)
		s.reply(nil)
	}
}

// asksAgain reports whether the whole payment is asked back that has gone back
// already.
func (s *step) asksAgain(e VoidAsked) bool { return e.Book.Status == pay.Voided && e.Amount == 0 }

func (s *step) refuseVoid(e VoidAsked) *Fault {
	b := e.Book
	if e.Done || s.asksAgain(e) {
		return nil
	}
	switch {
	case e.Taken:
		return FaultRefundID
	case b.Status == pay.Voided:
		return FaultGone
	case !canGoBack(b):
		return FaultVoid
	case b.Test != s.test:
		return s.otherMode()
	case e.Amount < 0 || e.Amount > b.Left():
		return FaultTooMuch
	case e.isPart() && !e.Parts && !e.Undelivered:
		return FaultPart
	case s.broken:
		return FaultMemory
	case e.Undelivered:
		return nil
	case s.stopped:
		return FaultStopping
	case s.inMotion() || len(s.backlog) > 0:
		return FaultBusy
	case b.Via() != "" && !s.isThere(b):
		return FaultPhone
	case !s.isThere(b):
		return FaultPad
	}
	return nil
}

// canGoBack reports whether a person may have a payment taken back: what is
// paid, what was taken wrongly, and what was tried before in vain.
func canGoBack(p pay.Payment) bool {
	switch p.Status {
	case pay.Approved, pay.Mismatched:
		return p.Approval != nil
	case pay.Unresolved:
		return p.Approval != nil && p.Void != nil
	}
	return false
}

// isPart reports whether something stays, or has gone back before.
func (e VoidAsked) isPart() bool {
	return e.Amount > 0 && e.Amount < e.Book.Left() || len(e.Book.Refunds) > 0
}

// refund begins a void of the payment at hand.
func (s *step) refund(e VoidAsked) {
	s.intend(e)
	s.enter(Voiding)
	s.settle()
}

// intend writes down that money is to go back.
func (s *step) intend(e VoidAsked) {
	v := voidFor(e, s.at)
	s.pay.Void, s.pay.Status, s.unsent = &v, pay.Voiding, true
	f := s.fact(wire.KindVoiding, "", 0, approval(v.Approval), s.voidBody(), why(e.Reason))
	if e.ID != "" {
		f.Ref = RefundName(e.ID)
	}
	if e.Undelivered {
		s.record(s.fact(wire.KindUndelivered, DeliveryDay(e.Day), 0, s.voidBody(), why(e.Reason)), f)
		return
	}
	s.record(f)
}

// undelivered: a controller says that the goods never came. The intention is
// written down at once, whatever else goes on, and carried out when the pad is
// free. Beyond what the shop allows in a day, or the pad can do, it is the staff's.
func (s *step) undelivered(e VoidAsked) {
	shown := s.pay.Key == e.Book.Key && !s.inMotion()
	switch {
	case !s.policy.Undelivered.allows(e):
		s.toStaff(e, FaultCap, shown)
		return
	case e.isPart() && !e.Parts:
		s.toStaff(e, FaultPart, shown)
		return
	}
	if shown || s.state == Idle && len(s.backlog) == 0 && !s.inside(s.at) {
		s.pay, s.fault = e.Book, nil
		s.refund(e)
		return
	}
	on := step{Machine: s.Machine, at: s.at}
	on.pay = e.Book
	on.intend(e)
	s.do(on.effects...)
	s.backlog = append(s.backlog, on.pay)
}

// toStaff puts a refund that the kiosk may not or cannot make on the staff list,
// under its ID.
func (s *step) toStaff(e VoidAsked, fault *Fault, shown bool) {
	on := step{Machine: s.Machine, at: s.at}
	on.pay = e.Book
	v := voidFor(e, s.at)
	on.pay.Void, on.pay.Status, on.pay.EndedAt = &v, pay.Unresolved, s.at
	f := on.fact(wire.KindVoidFailed, "", 0, on.voidBody(), alarm(fault), why(fault.Text))
	f.Ref = RefundName(e.ID)
	on.record(f, on.listed(fault))
	s.do(on.effects...)
	if shown {
		s.pay = on.pay
		s.enter(Unresolved)
		s.fault = fault
	}
}
