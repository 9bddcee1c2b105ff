package pg

import (
	"errors"
	"fmt"

	"kioskd/agent/pay"
)

// Causes of a refund's refusal, for errors.Is.
var (
	ErrOver      = errors.New("more than is left of the payment")
	ErrNotPaid   = errors.New("nothing was taken")
	ErrOnlyWhole = errors.New("this provider gives back the whole payment only")
	ErrRefunding = errors.New("another refund of this payment is under way")
)

// MayRefund reports why an amount, 0 for all that is left, cannot be given back under
// an id. An id that the attempt knows may be asked again.
func (a Attempt) MayRefund(id string, amount pay.Amount, p Powers) error {
	if f, known := a.Refund(id); known {
		return sameRefund(f, amount)
	}
	if a.State == AccountUp && a.openRefund() < 0 {
		return wholeAccount(a, amount)
	}
	switch {
	case a.Taken == nil || a.State != Paid && a.State != Wrong:
		return ErrNotPaid
	case a.openRefund() >= 0:
		return ErrRefunding
	case a.Taken.Left() <= 0 || amount > a.Taken.Left():
		return fmt.Errorf("%w: %d is left", ErrOver, a.Taken.Left())
	case amount < 0:
		return fmt.Errorf("%w: %d", pay.ErrAmount, amount)
	case amount > 0 && amount < a.Taken.Left() && !p.PartialCancel:
		return ErrOnlyWhole
	}
	return nil
}

func sameRefund(f Refunding, amount pay.Amount) error {
	if amount != 0 && amount != f.Amount {
		return fmt.Errorf("refund %s is known with another amount, %d", f.ID, f.Amount)
	}
	return nil
}

func wholeAccount(a Attempt, amount pay.Amount) error {
	if amount != 0 && amount != a.amount() {
		return ErrOnlyWhole
	}
	return nil
}

// Refund returns a refund by its id.
func (a Attempt) Refund(id string) (Refunding, bool) {
	for _, f := range a.Refunds {
		if f.ID == id {
			return f, true
		}
	}
	return Refunding{}, false
}

// openRefund returns the place of the refund that has no end yet; -1 for none.
func (a Attempt) openRefund() int {
	for i, f := range a.Refunds {
		if f.Open() {
			return i
		}
	}
	return -1
}

func (s *step) open() *Refunding {
	if i := s.a.openRefund(); i >= 0 {
		return &s.a.Refunds[i]
	}
	return nil
}

func (s *step) find(id string) *Refunding {
	for i := range s.a.Refunds {
		if s.a.Refunds[i].ID == id {
			return &s.a.Refunds[i]
		}
	}
	return nil
}

func (s *step) refundAsked(e RefundAsked) {
	if s.find(e.ID) != nil {
		s.ignore("this refund is known")
		return
	}
	if err := s.a.MayRefund(e.ID, e.Amount, s.r.Powers); err != nil {
		s.ignore(err.Error())
		return
	}
	left := s.a.amount()
	if s.a.Taken != nil {
		left = s.a.Taken.Left()
	}
	if e.Amount == 0 {
		e.Amount = left
	}
	s.beginRefund(e.ID, e.Amount, e.Reason)
}

// beginRefund is stored before the provider hears of it.
func (s *step) beginRefund(id string, amount pay.Amount, reason string) {
	left, before := s.a.amount(), pay.Amount(0)
	if s.a.Taken != nil {
		left, before = s.a.Taken.Left(), s.a.Taken.Refunded
	}
	f := Refunding{Began: s.now, Before: before, Refund: Refund{ID: id, Amount: amount, Left: left, Whole: before == 0 && amount == left, Reason: reason}}
	f.Split = takePart(s.splitLeft(), amount)
	s.a.Refunds = append(s.a.Refunds, f)
	s.do(Call{Op: OpCancel, Refund: id})
}

// splitLeft is the split of what has not been given back. Of a mismatch nobody knows
// how it is taxed: all of it counts as supply beyond the order's own split.
func (s *step) splitLeft() pay.Split {
	left := s.a.Split
	if s.a.Taken != nil {
		left.Supply += s.a.Taken.Amount - s.a.Split.Total()
	}
	for _, f := range s.a.Refunds {
		if f.State == Approved {
			left = minus(left, f.Split)
		}
	}
	if left.Supply < 0 {
		return pay.Split{Supply: left.Total()}
	}
	return left
}

func (s *step) refundAnswered(e RefundAnswered) {
	f := s.find(e.ID)
	if f == nil || !f.Open() {
		s.ignore("nobody waits for this refund")
		return
	}
	if e.Returned.Alarm {
		s.alarm(fmt.Sprintf("the provider answered %s to a refund: %s", e.Returned.Code, e.Returned.Reason))
	}
	switch e.Returned.Outcome {
	case Approved:
		s.refundDone(f, e.Returned)
	case Refused:
		s.refundRefused(f, e.Returned.Code, e.Returned.Reason)
	default:
		s.refundUnknown(f, e.Returned.Code, e.Returned.Reason)
	}
}

func (s *step) refundDone(f *Refunding, r Returned) {
	f.State, f.Number, f.At, f.Code, f.Why = Approved, r.Number, r.At, "", ""
	if f.At.IsZero() {
		f.At = s.now
	}
	if s.a.Taken != nil {
		s.a.Taken.Refunded += f.Amount
	}
	s.a.Tries = 0
	s.rest()
	switch s.a.State {
	case Returning:
		s.reach(GivenBack)
	case AccountUp:
		s.end(Gone, "cancelled", "the account was withdrawn")
	default:
		s.tell()
	}
}

func (s *step) refundRefused(f *Refunding, code, why string) {
	f.State, f.At, f.Code, f.Why = Refused, s.now, code, why
	s.a.Tries = 0
	s.rest()
	switch s.a.State {
	case Returning, Wrong:
		s.a.State = Wrong
		s.alarm("the provider does not give back what it should not have taken: " + why)
	case AccountUp:
		s.waitForDeposit()
	}
	s.tell()
}

func (s *step) refundUnknown(f *Refunding, code, why string) {
	f.State, f.Code, f.Why = Unknown, code, why
	f.Tries++
	if f.Tries == alarmAt {
		s.puzzle("the provider does not say what became of a refund: " + why)
	}
	if f.Tries == 1 {
		s.tell()
		s.call(OpLookup)
		return
	}
	s.backOff()
}

func (s *step) refundFailed(e RefundFailed) {
	f := s.find(e.ID)
	switch {
	case f == nil || !f.Open():
		s.ignore("nobody waits for this refund")
	case e.Fate == pay.NotSent && f.State == "" && f.Tries+1 >= maxTries && s.a.State == Paid:
		s.refundRefused(f, "unreachable", e.Reason)
	case e.Fate == pay.NotSent && f.State == "":
		f.Tries++
		f.Why = e.Reason
		s.backOff()
	default:
		s.refundUnknown(f, "", e.Reason)
	}
}

// compareRefunds holds what a provider says was given back against our books.
func (s *step) compareRefunds(r Result) {
	f := s.open()
	switch {
	case s.foreign(r):
		s.alarm("a lookup told of another payment")
		s.backOff()
	case f != nil && r.Refunded == f.Before+f.Amount:
		s.refundDone(f, Returned{})
	case f != nil && r.Refunded == f.Before:
		s.resend(f)
	case f != nil:
		s.alarm(fmt.Sprintf("the provider says that %d was given back, our books say %d and a refund of %d", r.Refunded, f.Before, f.Amount))
		s.backOff()
	case r.Refunded > s.a.Taken.Refunded:
		s.refundedElsewhere(r.Refunded - s.a.Taken.Refunded)
	case r.Refunded < s.a.Taken.Refunded:
		s.alarm(fmt.Sprintf("the provider says that %d was given back, our books say %d", r.Refunded, s.a.Taken.Refunded))
		s.restOrOwe()
	default:
		s.restOrOwe()
	}
}

// restOrOwe ends a lookup that told nothing new.
func (s *step) restOrOwe() {
	s.a.Tries = 0
	s.rest()
}

// resend sends a refund again that the provider has not made. Its id and the balance
// that it names keep it from being made twice.
func (s *step) resend(f *Refunding) {
	s.do(Call{Op: OpCancel, Refund: f.ID})
}

// refundedElsewhere books what was given back at the provider without us.
func (s *step) refundedElsewhere(amount pay.Amount) {
	id := fmt.Sprintf("%s-elsewhere-%d", s.a.ID, len(s.a.Refunds)+1)
	f := Refunding{Began: s.now, At: s.now, State: Approved, Before: s.a.Taken.Refunded, Refund: Refund{ID: id, Amount: amount, Left: s.a.Taken.Left(), Reason: "given back at the provider"}}
	f.Split = takePart(s.splitLeft(), amount)
	s.a.Refunds = append(s.a.Refunds, f)
	s.a.Taken.Refunded += amount
	s.alarm(fmt.Sprintf("%d was given back at the provider, not here", amount))
	s.restOrOwe()
	s.tell()
}
