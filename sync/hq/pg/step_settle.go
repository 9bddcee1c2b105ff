package pg

import "fmt"

func (s *step) answered(e Answered) {
	if e.To == OpApprove && s.a.State != Approving && s.a.State != Doubtful {
		s.ignore("nobody waits for an approval")
		return
	}
	if e.Ref != "" {
		s.answeredOf(e)
		return
	}
	s.settle(e.Result, e.Newer)
}

// settle takes what a provider says about the money.
func (s *step) settle(r Result, newer bool) {
	s.learn(r)
	if r.Outcome != Approved && r.Outcome != Unknown {
		s.refute()
	}
	switch r.Outcome {
	case Approved:
		s.took(r, newer)
	case Issued:
		s.issued(r)
	case Refused, Cancelled, Expired:
		s.none(r)
	case Pending, Absent:
		s.nothingYet(r)
	default:
		s.unsure(r)
	}
}

// learn keeps what a provider says beside the money. Names are kept once.
func (s *step) learn(r Result) {
	if s.foreign(r) {
		return
	}
	if s.a.Ref == "" {
		s.a.Ref = r.Ref
	}
	if r.Proof != "" {
		s.a.Proof = r.Proof
	}
	s.remember(r.Memo)
	if r.Alarm {
		s.alarm(fmt.Sprintf("the provider answered %s: %s", r.Code, r.Reason))
	}
}

func (s *step) unsure(r Result) {
	if !s.onWord() {
		s.a.Code = r.Code
	}
	if s.a.State == Approving {
		s.doubt(r.Reason)
		return
	}
	s.lookLater(r.Reason)
}

// none takes the word that nothing is taken, or no more.
func (s *step) none(r Result) {
	switch {
	case s.a.Taken != nil && r.Outcome == Cancelled:
		r.Refunded = s.a.Taken.Amount
		s.compareRefunds(r)
	case s.a.Taken != nil:
		s.alarm("the provider says " + string(r.Outcome) + " of a payment that it approved")
		s.rest()
	case s.open() != nil: // an account that was to be withdrawn
		s.refundDone(s.open(), Returned{})
	case s.a.State.Final():
		s.rest()
	case s.a.State == Wrong:
		s.rest()
	default:
		s.end(stateOf(r.Outcome), r.Code, r.Reason)
	}
}

// nothingYet takes the word that nothing is taken so far.
func (s *step) nothingYet(r Result) {
	switch {
	case s.a.Taken != nil:
		s.alarm("the provider knows nothing of a payment that it approved")
		s.rest()
	case s.open() != nil: // an account is being withdrawn
		s.backOff()
	case s.a.State == AccountUp:
		s.waitForDeposit()
	case s.a.State == Approving:
		s.doubt("the provider has not said what became of the approval")
	case s.a.State == Waiting && s.now.Before(s.a.Until):
		s.waitForPhone()
	case s.onWord() && s.now.Before(s.deadline()):
		s.backOff() // the customer may still pay it
	case s.a.State.Final() || s.a.State == Wrong:
		s.rest()
	case s.now.After(s.deadline()) && s.blind() && !s.unseen():
		s.leaveToPeople()
	case s.now.After(s.deadline()):
		s.end(Lapsed, "expired", "nobody paid in time")
	case s.mayRepeat(r):
		s.approve()
	case s.a.State == Looking && s.a.Closed.IsZero() && s.now.Before(s.a.Until):
		s.a.State = Waiting // the customer came back without having paid
		s.tell()
		s.waitForPhone()
	default:
		s.backOff()
	}
}
