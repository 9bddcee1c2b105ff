package pg

import (
	"maps"
	"time"

	"kioskd/agent/pay"
)

// begun makes a stored attempt ready.
func (s *step) begun() {
	if s.a.State != Preparing {
		s.ignore("it has begun already")
		return
	}
	s.call(OpPrepare)
}

func (s *step) ready(e Ready) {
	if s.a.State != Preparing {
		s.ignore("nobody waits for it to be ready")
		return
	}
	s.a.Prepared, s.a.Ref = e.Prepared, e.Prepared.Ref
	s.remember(e.Prepared.Memo)
	s.a.Until = s.until(e)
	if !s.a.Closed.IsZero() {
		s.end(Gone, "closed", "the kiosk gave up before the phone was asked")
		return
	}
	s.a.State = Waiting
	s.waitForPhone()
}

// until is when the customer must have agreed: the provider's time or the operator's,
// whichever is sooner.
func (s *step) until(e Ready) time.Time {
	until := s.now.Add(s.r.Window)
	if own := s.now.Add(e.Window); e.Window > 0 && own.Before(until) {
		until = own
	}
	if theirs := e.Prepared.Until; !theirs.IsZero() && theirs.Before(until) {
		until = theirs
	}
	return until
}

func (s *step) waitForPhone() {
	over := s.a.Until.Add(grace)
	if next := s.now.Add(pollEvery); !s.r.Approves && next.Before(over) {
		over = next
	}
	s.wake(over)
}

func (s *step) remember(m Memo) {
	if len(m) == 0 {
		return
	}
	if s.a.Memo == nil {
		s.a.Memo = Memo{}
	}
	maps.Copy(s.a.Memo, m)
}

// came takes a callback. It proves nothing: where money moves in Approve, the checks
// come next, and otherwise a lookup.
func (s *step) came(g Agreed) {
	switch {
	case s.a.State != Waiting && !s.needsName() && (s.r.Approves || !s.a.State.Final()):
		s.ignore("the outcome stands, or is on its way")
	case g.Order != "" && g.Order != s.a.ID, g.Ref != "" && s.a.Ref != "" && g.Ref != s.a.Ref && !s.needsName():
		s.ignore("it names another payment")
	case g.Claims && g.Amount != s.a.amount():
		s.ignore("it names another amount")
	default:
		s.agreed(g)
	}
}

func (s *step) agreed(g Agreed) {
	switch {
	case s.needsName():
		s.heardOf(g.Ref)
	case g.Ref != "":
		s.a.Ref = g.Ref
	}
	s.remember(g.Memo)
	switch {
	case !s.r.Approves:
		s.lookNow()
	case g.Outcome == "":
		s.a.Agreed, s.a.State, s.a.Tries = s.now, Checking, 0
		s.tell()
		s.call(OpCheck)
	default:
		s.end(stateOf(g.Outcome), g.Code, g.Reason)
	}
}

// lookNow asks the provider what the customer has done.
func (s *step) lookNow() {
	if s.a.State == Waiting {
		s.a.Agreed, s.a.State = s.now, Looking
		s.tell()
	}
	s.look()
}

func stateOf(o Outcome) State {
	switch o {
	case Refused:
		return Denied
	case Cancelled:
		return Gone
	case Expired:
		return Lapsed
	}
	return Doubtful
}

// checked approves, or says why not. Up to here nothing was sent that takes money.
func (s *step) checked(e Checked) {
	switch {
	case s.a.State != Checking:
		s.ignore("nobody waits for a check")
	case !s.a.Closed.IsZero():
		s.end(Gone, "closed", "the kiosk gave up before the payment was approved")
	case e.No != "":
		s.end(Denied, "not-possible", e.No)
	case e.Seen != nil:
		s.seen(*e.Seen)
	default:
		s.approve()
	}
}

// seen judges a lookup before an approval that names no amount.
func (s *step) seen(r Result) {
	switch {
	case r.Outcome == Pending && s.wrong(r) == "":
		s.approve()
	case r.Outcome == Pending:
		s.alarm("a callback led to " + s.wrong(r) + "; nothing was approved")
		s.end(Denied, "tampered", "the payment is not the one that was ordered")
	case r.Outcome == Unknown || r.Outcome == Absent:
		s.end(Denied, r.Code, "the provider could not confirm the payment; nothing was taken")
	default:
		s.settle(r, false)
	}
}

func (s *step) approve() {
	s.a.State = Approving
	s.a.Approvals++
	s.call(OpApprove)
}

// shut notes that the kiosk gave up. Where nothing can have been taken, that is the end.
func (s *step) shut() {
	switch {
	case s.a.State == AccountUp || s.a.State == Paid || s.a.State.Final() || !s.a.Closed.IsZero():
		s.ignore("it has ended, or lives on without the kiosk")
	case s.a.State == Waiting && (s.r.Approves || s.unseen()):
		s.a.Closed = s.now
		s.end(Gone, "closed", "the kiosk waits no more")
	case s.a.State == Waiting:
		s.a.Closed = s.now
		s.lookNow()
	default:
		s.a.Closed = s.now
	}
}

// failed takes a call that brought no answer.
func (s *step) failed(e Failed) {
	switch {
	case e.Of == OpPrepare && s.a.State == Preparing:
		s.end(Denied, "not-prepared", e.Reason)
	case e.Of == OpCheck && s.a.State == Checking:
		s.tryAgain(e.Reason)
	case e.Of == OpApprove && s.a.State == Approving:
		s.notApproved(e)
	case e.Of == OpLookup:
		s.lookLater(e.Reason)
	default:
		s.ignore("nobody waits for this call")
	}
}

// tryAgain repeats what certainly took nothing, a few times.
func (s *step) tryAgain(reason string) {
	s.backOff()
	if s.a.Tries >= maxTries {
		s.end(Denied, "unreachable", reason)
	}
}

func (s *step) notApproved(e Failed) {
	if e.Fate == pay.NotSent && s.a.Approvals == 1 {
		s.a.Approvals, s.a.State = 0, Checking
		s.tryAgain(e.Reason)
		return
	}
	s.doubt(e.Reason)
}
