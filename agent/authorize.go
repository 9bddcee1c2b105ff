package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// progressed: the pad reports a step.
func (s *step) progressed(e Progressed) {
	switch e.Progress {
	case pay.CardInside:
		s.cardInside, s.cardAt = true, s.at
	case pay.CardRemoved:
		s.cardInside, s.cardAt = false, s.at
	}
	s.progress = e.Progress
	switch {
	case (s.state == Aborting || s.stopped && s.state == Authorizing) && e.Progress == pay.WaitingForCard:
		s.do(AbortCall{Via: s.via}) // the wish may have come before the charge
	case s.state == Idle && !s.inside(s.at) && len(s.backlog) > 0:
		s.next()
	}
}

// abortAsked: a finger on cancel. It is a wish; the payment ends on the pad's
// word only.
func (s *step) abortAsked(e AbortAsked) {
	if s.waiting != nil && s.waiting.Key == e.Key {
		s.waiting = nil
		s.reply(nil)
		return
	}
	if s.pay.Key != e.Key || s.pay.Key == "" {
		s.reply(FaultAbort)
		return
	}
	switch s.state {
	case Preparing:
		s.aborted = true
		s.reply(nil)
	case Authorizing:
		s.aborted = true
		s.record(s.fact(wire.KindAbort, "", 0))
		s.enter(Aborting)
		s.do(AbortCall{Via: s.via})
		s.reply(nil)
	case Aborting:
		s.do(AbortCall{Via: s.via})
		s.reply(nil)
	default:
		s.reply(FaultAbort)
	}
}

// offered: the pad announces an approval and waits. It is on disk before the
// pad has its acknowledgement.
func (s *step) offered(e Offered) {
	if !s.calling || s.pay.Key == "" {
		s.impossible(e)
		return
	}
	a := e.Offer.Approval
	if e.Offer.Voids {
		s.undone(e.Offer)
	} else {
		s.pay.Offer, s.pay.Status = &e.Offer, pay.Offered
		s.record(s.fact(wire.KindOffered, numberName(a), 0, approval(a), final(e.Offer)))
	}
	s.do(Confirm{})
}

// answered: the pad's final word on the running call.
func (s *step) answered(e Answered) {
	if !s.calling {
		s.impossible(e)
		return
	}
	s.calling = false
	switch {
	case s.state == Voiding:
		s.voidAnswered(e.Answer)
	case s.state != Authorizing && s.state != Aborting:
		s.impossible(e)
	case e.Answer.Approval != nil:
		s.approved(*e.Answer.Approval, false)
	case e.Answer.Decline != nil:
		s.declined(*e.Answer.Decline)
	case e.Answer.Issued != nil:
		s.issued(*e.Answer.Issued)
	default:
		s.lost("the pad's answer was empty")
	}
}

// approved: the money is taken. What was not asked is never finished as paid,
// and what the customer cancelled is held for a last word.
func (s *step) approved(a pay.Approval, wasLost bool) {
	s.pay.Approval, s.pay.Recovered = &a, wasLost
	if s.pay.Charge == nil || !a.Answers(*s.pay.Charge) {
		s.mismatched(a)
		return
	}
	if a.Via == "" {
		s.device = a.Device
	}
	if s.aborted {
		s.hold()
		return
	}
	s.pay.Status, s.pay.EndedAt = pay.Approved, s.at
	f := s.fact(wire.KindApproved, a.Ref, a.Amount, approval(a), recovered(wasLost))
	if s.pay.Override == nil {
		s.recordApproval(a, f)
	} else {
		s.recordApproval(a, f, s.listed(FaultLater))
	}
	s.enter(Approved)
}

func (s *step) mismatched(a pay.Approval) {
	s.pay.Status, s.pay.EndedAt = pay.Mismatched, s.at
	s.recordApproval(a, s.fact(wire.KindMismatch, a.Ref, a.Amount, approval(a), alarm(FaultMismatch)), s.listed(FaultMismatch))
	s.enter(Unresolved)
	s.fault = FaultMismatch
}

func (s *step) declined(d pay.Decline) {
	s.pay.Decline, s.pay.Status, s.pay.EndedAt = &d, pay.Declined, s.at
	s.record(s.fact(wire.KindDeclined, "", 0, func(b *wire.Body) { b.Decline = wireDecline(d) }))
	if s.aborted {
		s.enter(NotCharged)
		return
	}
	s.enter(Declined)
}

// callFailed: a call to the pad ended without an answer. Its fate decides.
func (s *step) callFailed(e CallFailed) {
	if !s.calling {
		s.impossible(e)
		return
	}
	s.calling = false
	switch s.state {
	case Preparing:
		s.notSent(e.Reason)
	case Authorizing, Aborting:
		if e.Fate == pay.NotSent && s.pay.Offer == nil { // who has offered has heard of it
			s.notSent(e.Reason)
			return
		}
		s.lost(e.Reason)
	case Voiding:
		s.voidLost(e)
	case Resolving:
		s.retryLater()
	case Closing:
		s.dayEndFailed(e.Reason)
	}
}

// notSent: nothing that could move money has left us.
func (s *step) notSent(reason string) {
	if s.pay.Status == pay.Started {
		s.record(s.fact(wire.KindNotSent, "", 0, why(reason)))
	}
	s.pay.Status, s.pay.EndedAt = pay.NotCharged, s.at
	if s.aborted {
		s.enter(NotCharged)
		return
	}
	s.enter(Failed)
	switch {
	case s.via != "":
		s.fault = FaultPhone
	case !s.pad.Up:
		s.fault = FaultPad
	default:
		s.fault = FaultPadSilent
	}
}
