package pg

import (
	"fmt"

	"kioskd/agent/pay"
)

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
