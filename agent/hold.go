package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// hold keeps an approval that came when its customer no longer waited for it:
// after a cancel, or after the payment was presumed not charged. It is real
// money. Whoever still has the payment on the screen may keep it for a while;
// otherwise it goes back by itself.
func (s *step) hold() {
	a := *s.pay.Approval
	s.pay.Status = pay.Late
	s.recordApproval(a, s.fact(wire.KindHeld, a.Ref, a.Amount, approval(a), recovered(s.pay.Recovered)))
	s.enter(Held)
	s.wake(s.limits.Keep)
}

// keepAsked: the customer wants the goods after all. Asked twice, it is said
// twice.
func (s *step) keepAsked(e KeepAsked) {
	switch {
	case s.pay.Key != e.Key || s.state != Held && s.state != Approved:
		s.reply(FaultKeep)
	case s.broken:
		s.reply(FaultMemory)
	case s.state == Approved:
		s.reply(nil)
	default:
		s.pay.Status, s.pay.EndedAt, s.pay.Aborted, s.aborted = pay.Approved, s.at, false, false
		s.record(s.fact(wire.KindKept, "", 0, approval(*s.pay.Approval)))
		s.enter(Approved)
		s.reply(nil)
	}
}

// giveBack ends the wait for the customer's word.
func (s *step) giveBack() {
	if s.aborted {
		s.beginVoid("the customer had cancelled")
		return
	}
	s.beginVoid("nobody waited for this approval")
}
