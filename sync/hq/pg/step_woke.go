package pg

// woke goes on where somebody stopped.
func (s *step) woke() {
	owed := s.a.Owes
	switch s.a.State {
	case Preparing:
		s.end(Denied, "not-prepared", "it was interrupted before a phone was asked")
	case Waiting:
		s.wokeWaiting()
	case Checking:
		if s.now.After(s.deadline()) {
			s.end(Lapsed, "expired", "the time to approve is over")
			return
		}
		s.call(OpCheck)
	case Approving:
		s.doubt("no answer to the approval was kept")
	case Looking, Doubtful, AccountUp:
		s.look()
	default:
		s.wokeSettled()
	}
	if owed {
		s.effects = append(s.effects, Finish{})
	}
	if s.a.Unheeded {
		s.heed()
	}
}

func (s *step) wokeWaiting() {
	switch {
	case s.now.Before(s.a.Until) && s.r.Approves:
		s.waitForPhone()
	case !s.r.Approves:
		s.look()
	default:
		s.end(Lapsed, "expired", "nobody paid in time")
	}
}

// wokeSettled goes on with a refund, or tells the purpose once more.
func (s *step) wokeSettled() {
	switch {
	case s.open() != nil:
		s.call(OpLookup)
	case s.a.Tries > 0, len(s.a.Named) > 0:
		s.look()
	case !s.a.Owes && !s.a.Unheeded:
		s.rest()
	}
}
