package pg

import "fmt"

// took takes an approval, which is real money in every state.
func (s *step) took(r Result, newer bool) {
	switch {
	case s.a.Taken != nil:
		s.compareRefunds(r)
		return
	case s.a.State == Wrong:
		s.ignore("it is known to be wrong")
		s.rest()
		return
	}
	late := !s.a.Closed.IsZero() || s.a.State.Final()
	why := s.wrong(r)
	foreign := s.foreign(r)
	taken := takenOf(r)
	s.a.Taken = &taken
	if foreign {
		s.a.Taken = nil // it is not ours
	}
	switch {
	case why != "":
		s.mismatch(why, foreign)
	case s.open() != nil:
		s.tookWhileWithdrawn(r)
	case late && (s.r.Late != LateFulfil || newer):
		s.sendBack("late")
	default:
		s.a.Code, s.a.Reason = "", ""
		s.reach(Paid)
	}
}

// wrong says what is not as stored; empty if all is.
func (s *step) wrong(r Result) string {
	switch {
	case s.foreign(r):
		return "another payment's answer"
	case r.Amount != s.a.amount():
		return fmt.Sprintf("%d instead of %d", r.Amount, s.a.Order.Total)
	case r.Currency != "" && string(r.Currency) != s.a.Order.Currency:
		return fmt.Sprintf("%s instead of %s", r.Currency, s.a.Order.Currency)
	}
	return ""
}

// foreign reports whether an answer is about another payment, so that giving money
// back under it would take somebody else's.
func (s *step) foreign(r Result) bool {
	return r.Order != "" && r.Order != s.a.ID || r.Ref != "" && s.a.Ref != "" && r.Ref != s.a.Ref
}

func takenOf(r Result) Taken {
	return Taken{Amount: r.Amount, Means: r.Means, Parts: r.Parts, At: r.At, Receipt: r.Receipt, CashSlip: r.CashSlip, Refunded: r.Refunded}
}

// tookWhileWithdrawn takes a deposit that came while its account was to be withdrawn:
// what was to be withdrawn is to be given back.
func (s *step) tookWhileWithdrawn(r Result) {
	if s.a.State == AccountUp {
		s.reach(Paid)
	}
	s.compareRefunds(r)
}

// mismatch never counts as paid. What was taken goes back.
func (s *step) mismatch(why string, foreign bool) {
	s.a.Code, s.a.Reason = "mismatch", "the provider took "+why
	s.alarm("the provider took " + why)
	s.reach(Wrong)
	if !foreign && s.open() == nil {
		s.beginRefund(s.a.ID+"-mismatch", s.a.Taken.Left(), "not what was ordered")
	}
}

// sendBack gives back what came too late.
func (s *step) sendBack(code string) {
	s.a.Code, s.a.Reason = code, "paid after the kiosk had given up"
	s.a.State, s.a.Tries = Returning, 0
	s.tell()
	left := s.a.amount()
	if s.a.Taken != nil {
		left = s.a.Taken.Left()
	}
	s.beginRefund(s.a.ID+"-"+code, left, "paid after the kiosk had given up")
}
