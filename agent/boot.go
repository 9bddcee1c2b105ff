package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// booted takes up what the last run left open before it serves anyone.
func (s *step) booted(e Booted) {
	if s.state != Starting {
		s.impossible(e)
		return
	}
	s.first, s.device = e.First, e.Device
	for _, p := range e.Open {
		if p.Test != s.test {
			s.leaveApart(p)
			continue
		}
		if p.Via() != "" && (p.Status == pay.Issued || p.Status == pay.Uncertain && p.Listed) {
			s.beginFollow(p)
			continue
		}
		s.backlog = append(s.backlog, p)
	}
	s.next()
}

// next takes the oldest open payment from the backlog, or goes idle.
func (s *step) next() {
	if len(s.backlog) == 0 || s.stopped {
		s.enter(Idle)
		return
	}
	p := s.backlog[0]
	s.backlog = s.backlog[1:]
	s.pay, s.tries, s.aborted, s.fault, s.progress, s.openedAt = p, 0, p.Aborted, nil, "", s.at
	switch {
	case p.Status == pay.Voiding:
		s.enter(Voiding)
		if !s.adoptUndo() {
			s.settle()
		}
	case p.Status == pay.Late:
		s.beginVoid("nobody waited for this approval")
	case p.Status == pay.Uncertain && p.Via() != "":
		s.enter(Uncertain)
		s.awaitPhone()
	case p.Status == pay.Uncertain:
		s.enter(Uncertain)
		s.settle()
	default:
		s.lost("the kiosk restarted before the answer")
	}
}

// padLinked notes whether the pad is there. What waits for the pad goes on at
// once.
func (s *step) padLinked(e PadLinked) {
	s.pad = e.Link
	if e.Link.Up && !s.calling && (s.state == Uncertain || s.state == Voiding) {
		s.tryAgain()
	}
	if !e.Link.Up {
		s.cardInside = false
		if s.state == Idle && len(s.backlog) > 0 {
			s.next()
		}
	}
}

// woken: a wait is over.
func (s *step) woken() {
	if s.wakeAt.IsZero() || s.at.Before(s.wakeAt) {
		return
	}
	switch {
	case s.state == Held:
		s.giveBack()
	case s.state == Uncertain || s.state == Resolving || s.state == Voiding:
		s.alarmWhenDue()
		s.tryAgain()
	case s.state == Idle:
		s.tryWatched()
	case s.inMotion():
	case s.inside(s.at):
		s.wake(s.limits.Linger)
	default:
		s.next()
	}
}

// stopAsked: what is at the pad is called off, since nobody will be there to
// hear its end; money that races this is found by the next start.
func (s *step) stopAsked() {
	s.stopped = true
	if s.state == Authorizing || s.state == Aborting {
		s.do(AbortCall{Via: s.via})
	}
}

// dismissAsked: the customer leaves the result.
func (s *step) dismissAsked(e DismissAsked) {
	switch {
	case s.state == Idle:
		s.reply(nil)
	case s.state == Held && s.pay.Key == e.Key:
		s.reply(nil)
		s.giveBack()
	case s.inMotion() || s.pay.Key != e.Key:
		s.reply(FaultDismiss)
	default:
		s.reply(nil)
		s.next()
	}
}

// recordFailed: the disk did not take a fact, so what was to follow it did not
// happen. Nothing is sold until a start has read the journal again. Only when
// the fact was to come before a charge is it certain that no money moved. What
// was not about the payment on the screen leaves it as it is.
func (s *step) recordFailed(e RecordFailed) {
	s.broken = true
	before := e.Kind == wire.KindStarted || e.Kind == wire.KindBaseline || e.Kind == wire.KindReserving
	switch {
	case s.waiting != nil:
		s.calling, s.pay, s.waiting = false, *s.waiting, nil
		s.enter(Failed)
	case (s.state == Authorizing || s.state == Preparing) && before:
		s.calling, s.pay.Status = false, pay.NotCharged
		s.enter(Failed)
	case e.Kind == wire.KindImpossible || e.Kind == wire.KindAlarm || e.Key == "" || e.Key != s.pay.Key:
	default:
		s.calling, s.pay.Status = false, pay.Uncertain
		s.enter(Uncertain)
	}
	s.fault = FaultMemory
}
