package pg

import "time"

// doubt says that nobody can tell, and has somebody look.
func (s *step) doubt(reason string) {
	s.a.State, s.a.Reason, s.a.Tries = Doubtful, reason, 0
	s.tell()
	s.call(OpLookup)
}

// lookLater takes a lookup that told nothing.
func (s *step) lookLater(reason string) {
	if s.a.State == Looking || s.a.State == Waiting && !s.r.Approves && s.now.After(s.a.Until) {
		s.a.State, s.a.Reason = Doubtful, reason
		s.tell()
	}
	s.backOff()
	if s.a.Tries == alarmAt {
		s.puzzle("the provider does not say what became of this payment: " + reason)
	}
	if s.a.State.Final() && s.a.Tries >= alarmAt && !s.onWord() {
		s.rest()
	}
}

// hinted looks, unless somebody is about to hear anyway.
func (s *step) hinted(e Hinted) {
	news := s.needsName() && s.heardOf(e.Ref)
	switch s.a.State {
	case Preparing, Checking, Approving, Looking:
		if !news || s.a.State == Preparing {
			s.ignore("an answer is on its way")
			return
		}
	}
	s.look()
}

// mayRepeat reports whether an approval whose answer was lost may be sent again: the
// provider knows the payment and has not taken it, the kiosk still wants it, and the
// provider promises that a second one takes nothing more.
func (s *step) mayRepeat(r Result) bool {
	return r.Outcome == Pending && s.wrong(r) == "" && s.a.State == Doubtful && s.a.Closed.IsZero() &&
		s.a.Approvals > 0 && s.a.Approvals < maxRepeat && s.r.Idempotency != NotSafe && s.r.Idempotency != "" &&
		s.now.Add(s.r.Call).Before(s.deadline())
}

// deadline is when an attempt that nobody approved cannot be approved any more.
func (s *step) deadline() time.Time {
	within := s.r.ApproveWithin
	if within == 0 {
		within = s.r.Window
	}
	from := s.a.Agreed
	if from.IsZero() {
		from = s.a.Until
	}
	return from.Add(within + grace)
}
