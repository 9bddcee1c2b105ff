package pg

import (
	"fmt"
	"time"
)

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
	if s.a.State.Final() && s.a.Tries >= alarmAt {
		s.rest()
	}
}

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
	s.a.Code = r.Code
	if s.a.State == Approving {
		s.doubt(r.Reason)
		return
	}
	s.lookLater(r.Reason)
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

// took takes an approval, which is real money in every state.
func (s *step) took(r Result, newer bool) {
	switch {
	case s.onWord() && s.open() == nil:
		s.borneOut(r)
		return
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

func takenOf(r Result) Taken {
	return Taken{Amount: r.Amount, Means: r.Means, Parts: r.Parts, At: r.At, Receipt: r.Receipt, CashSlip: r.CashSlip, Refunded: r.Refunded}
}

// whoSaid names who called the payment paid.
func (s *step) whoSaid() string {
	if s.onWord() {
		return s.a.Word.By + " and " + s.a.Word.Second + " called paid"
	}
	return "it approved"
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

// none takes the word that nothing is taken, or no more.
func (s *step) none(r Result) {
	switch {
	case s.a.Taken != nil && r.Outcome == Cancelled:
		r.Refunded = s.a.Taken.Amount
		s.compareRefunds(r)
	case s.a.Taken != nil:
		s.alarm("the provider says " + string(r.Outcome) + " of a payment that " + s.whoSaid())
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
		s.alarm("the provider knows nothing of a payment that " + s.whoSaid())
		s.rest()
	case s.open() != nil: // an account is being withdrawn
		s.backOff()
	case s.a.State == AccountUp:
		s.waitForDeposit()
	case s.a.State == Approving:
		s.doubt("the provider has not said what became of the approval")
	case s.a.State == Waiting && s.now.Before(s.a.Until):
		s.waitForPhone()
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
