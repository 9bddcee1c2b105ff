package agent

import (
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// lost: the answer to a charge did not come. From here only the pad's memory, a
// late answer, or a person says what became of the money.
func (s *step) lost(reason string) {
	if s.adoptOffer() {
		return
	}
	s.pay.Status = pay.Uncertain
	s.record(s.fact(wire.KindUnknown, "", 0, why(reason)))
	s.enter(Uncertain)
	if s.pay.Via() != "" {
		s.awaitPhone()
		return
	}
	s.settle()
}

// settle begins to find out, and sees to it that a person hears of it in time if
// nothing comes of that.
func (s *step) settle() {
	s.tries, s.openedAt = 0, s.at
	s.wake(s.limits.Listed)
	s.tryAgain()
}

// tryAgain begins the next resolve or void as soon as the pad is there.
func (s *step) tryAgain() {
	if s.pay.Via() != "" && !s.calling && s.phoneWaits() {
		return
	}
	if s.broken || s.calling || !s.isThere(s.pay) || s.stopped && s.tries > 0 {
		return
	}
	s.tries++
	if s.state == Voiding {
		s.tryVoid()
		return
	}
	s.calling = true
	s.enter(Resolving)
	if s.isOrphan() {
		s.lookAtOrphan()
		return
	}
	s.do(Resolve{Charge: *s.pay.Charge, Before: s.pay.Mark})
}

// retryLater waits before the next try, and tells a person when it has been
// long.
func (s *step) retryLater() {
	if s.state == Voiding && s.adoptUndo() {
		return
	}
	if s.state == Resolving {
		if s.adoptOffer() {
			return
		}
		s.enter(Uncertain)
	}
	if s.isOrphan() && s.listedIn() <= 0 {
		s.waiting = nil
		s.orphanListed("the pad did not show it whole in time")
		return
	}
	s.waiting = nil // it takes longer than a customer should be kept
	s.alarmWhenDue()
	if s.pay.Override != nil || s.pay.Via() != "" && s.pay.Listed {
		s.setAside()
		return
	}
	wait := s.limits.Retries[min(max(s.tries, 1), len(s.limits.Retries))-1]
	if s.fault == nil {
		wait = min(wait, s.listedIn())
	}
	s.wake(wait)
}

// listedIn returns how long it is until a person is told.
func (s *step) listedIn() time.Duration { return s.openedAt.Add(s.limits.Listed).Sub(s.at) }

// alarmWhenDue tells a person of what has not been settled for too long. It goes
// on being tried.
func (s *step) alarmWhenDue() {
	if s.fault != nil || s.pay.Override != nil || s.pay.Via() != "" && s.pay.Listed || s.listedIn() > 0 || s.isOrphan() {
		return
	}
	s.fault = FaultUnresolved
	if s.state == Voiding {
		s.fault = FaultNotBack
	}
	s.record(s.fact(wire.KindAlarm, "", 0, why("not settled yet"), alarm(s.fault)), s.listed(s.fault))
	s.pay.Listed = true
}

// resolved: the pad's memory has spoken. A new approval with our amount that
// the journal does not know as another sale is ours; the same memory as before
// means that nothing was charged, once the charge can no longer be running.
func (s *step) resolved(e Resolved) {
	if s.state != Resolving {
		s.impossible(e)
		return
	}
	s.calling = false
	if s.pay.Charge == nil {
		s.orphanTold(e)
		return
	}
	a := e.Resolution.Approval
	switch {
	case s.adoptOffer():
	case a != nil && s.isOurs(*a, e.Known) && e.Gaps && e.Known.Ref == "":
		s.unresolved("the journal may have lost the sale that the pad's approval belongs to", *a)
	case a != nil && s.isOurs(*a, e.Known) && slices.Contains(e.TooLateFor, s.pay.Key) && e.Known.Ref == "":
		s.unresolved("the pad's approval may belong to a later sale", *a)
	case a != nil && s.isOurs(*a, e.Known):
		s.approved(*a, true)
	case a != nil && !e.Known.Explained():
		s.unresolved("the pad's memory shows an approval that does not fit", *a)
	case e.Resolution.Settled && a == nil && !e.Resolution.Last.Same(s.pay.Mark):
		s.forgotten()
	case e.Resolution.Settled:
		s.notCharged()
	default:
		s.retryLater()
	}
}

// adoptOffer ends the payment with an approval that the pad announced and that
// stands even though its last word was lost.
func (s *step) adoptOffer() bool {
	if s.broken || s.pay.Offer == nil || !s.pay.Offer.Final {
		return false
	}
	s.approved(s.pay.Offer.Approval, true)
	return true
}

// isOurs judges an approval that the pad has remembered since our mark.
func (s *step) isOurs(a pay.Approval, k Known) bool {
	if k.Ref != "" {
		return k.Ref == s.pay.Key
	}
	if k.Number != "" && k.Number != s.pay.Key {
		return false
	}
	return a.Answers(*s.pay.Charge) && notBefore(a.At, s.pay.Mark.At)
}

// notBefore compares two moments of the pad's own clock. A moment that the pad
// did not tell proves nothing.
func notBefore(a, b pay.PadClock) bool { return a == "" || b == "" || a >= b }

func (s *step) notCharged() {
	s.pay.Status, s.pay.EndedAt = pay.NotCharged, s.at
	s.record(s.fact(wire.KindNotCharged, "", 0))
	s.enter(NotCharged)
}

// forgotten: the pad's memory is neither the mark nor anything new, so it proves
// nothing.
func (s *step) forgotten() {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	s.record(s.fact(wire.KindUnresolved, "", 0, why("the pad has forgotten its memory"), alarm(FaultUnresolved)), s.listed(FaultUnresolved))
	s.enter(Unresolved)
	s.fault = FaultUnresolved
}

// unresolved puts the payment on the staff list, with what the pad shows.
func (s *step) unresolved(reason string, a pay.Approval) {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	s.recordApproval(a, s.fact(wire.KindUnresolved, a.Ref, 0, why(reason), approval(a), alarm(FaultUnresolved)), s.listed(FaultUnresolved))
	s.enter(Unresolved)
	s.fault = FaultUnresolved
}
