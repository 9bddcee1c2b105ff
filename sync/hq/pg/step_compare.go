package pg

import (
	"fmt"

	"kioskd/agent/pay"
)

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
