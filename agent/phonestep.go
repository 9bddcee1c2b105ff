package agent

import (
	"slices"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// A payment by phone goes through the machine as one by card does, but for this: no
// pad is asked for its mark or its memory, and what became of it is asked at HQ,
// beside everything else, so that it never keeps the pad from the next customer for
// longer than [Limits].Listed.

// waysOffered: what waits for HQ goes on at once.
func (s *step) waysOffered(e WaysOffered) {
	s.phone = phoneLink{ways: e.Ways, up: e.Up}
	if e.Up && !s.calling && s.state == Voiding && s.pay.Via() != "" {
		s.tryAgain()
	}
}

// isThere reports whether whoever took a payment can be asked now.
func (s *step) isThere(p pay.Payment) bool {
	if p.Via() != "" {
		return s.phone.up
	}
	return s.pad.Up
}

// wayOpen: HQ is there. The charge may leave as soon as it is on disk.
func (s *step) wayOpen(e WayOpen) {
	if s.state != Preparing || s.via == "" {
		s.impossible(e)
		return
	}
	s.calling = false
	if s.aborted || s.stopped {
		s.enter(NotCharged)
		return
	}
	charge := pay.ChargeFor(s.pay.Order, s.pay.Attempt, s.at)
	charge.Via, charge.Language = s.via, s.language
	s.pay.Charge, s.pay.Status = &charge, pay.Started
	s.record(s.fact(wire.KindStarted, "", 0, func(b *wire.Body) { b.Charge, b.Check = wireCharge(charge), s.check }))
	s.calling = true
	s.enter(Authorizing)
	s.do(Authorize{Charge: charge, Order: s.pay.Order})
}

// phoneShown: another code, or the customer has agreed.
func (s *step) phoneShown(e PhoneShown) {
	if s.pay.Key == e.Key && s.pay.Attempt == e.Attempt && (s.state == Authorizing || s.state == Aborting) {
		s.shown = &e.Step
		if (s.state == Aborting || s.stopped) && e.Step.State == pay.PhoneWaiting {
			s.do(AbortCall{Via: s.via}) // the wish may have come before the charge
		}
	}
}

// shownIn is what a state keeps showing of a payment by phone.
func (s *step) shownIn(state State) *pay.PhoneStep {
	if state == Authorizing || state == Aborting {
		return s.shown
	}
	return nil
}

// issued: there is an account to pay into. Nothing is paid, the goods stay here, and
// the kiosk is free; HQ tells when the money comes.
func (s *step) issued(a pay.Account) {
	s.pay.Account, s.pay.Status = &a, pay.Issued
	s.record(s.fact(wire.KindIssued, "", 0, account(a)))
	s.beginFollow(s.pay)
	s.enter(Issued)
}

func account(a pay.Account) func(*wire.Body) {
	return func(b *wire.Body) {
		w := wire.OnlineAccount(a)
		b.Account = &w
	}
}

// awaitPhone waits for HQ's word, on the screen for a while and then beside it.
func (s *step) awaitPhone() {
	s.tries, s.openedAt = 0, s.at
	s.beginFollow(s.pay)
	s.wake(s.limits.Listed)
}

func (s *step) beginFollow(p pay.Payment) {
	s.follow = append(s.follow, p)
	s.do(Follow{Charge: *p.Charge, Issued: p.Status == pay.Issued})
}

// phoneWaits reports whether a payment by phone has to wait for HQ. When that has been
// for too long the kiosk goes on without it: a person knows by now, and it is followed
// or tried again until its end.
func (s *step) phoneWaits() bool {
	waits := s.state == Uncertain || !s.isThere(s.pay)
	if waits && !s.broken && s.pay.Listed {
		s.noteFollowed()
		s.setAside()
	}
	return waits
}

func (s *step) isFollowed(p pay.Payment) bool { return s.followedAt(p.Key, p.Attempt) >= 0 }

func (s *step) followedAt(key pay.Key, attempt int) int {
	return slices.IndexFunc(s.follow, func(p pay.Payment) bool { return p.Key == key && p.Attempt == attempt })
}

// noteFollowed keeps what is known of the payment at hand beside the screen, too.
func (s *step) noteFollowed() {
	if i := s.followedAt(s.pay.Key, s.pay.Attempt); i >= 0 {
		s.follow[i] = s.pay
	}
}

// followed: HQ has told the end of a payment by phone. Where its customer still looks
// at it, it ends on the screen.
func (s *step) followed(e Followed) {
	i := s.followedAt(e.Key, e.Attempt)
	if i < 0 {
		s.impossible(e)
		return
	}
	if s.broken {
		return // nothing can be written down; the next start asks again
	}
	p := s.follow[i]
	s.follow = slices.Delete(s.follow, i, i+1)
	if s.pay.Key != p.Key || s.pay.Attempt != p.Attempt || s.state != Uncertain && s.state != Issued {
		s.endedApart(p, e.Answer)
		return
	}
	s.ended(e.Answer)
}

// ended ends the payment on the screen.
func (s *step) ended(a pay.Answer) {
	switch {
	case a.Approval != nil:
		s.approved(*a.Approval, s.state == Uncertain)
	case a.Decline != nil:
		s.declined(*a.Decline)
	default:
		s.issued(*a.Issued)
	}
}

// endedApart ends a payment whose customer has left. An approval is real money: it
// is kept for the staff to give out what was ordered, or goes back by itself.
func (s *step) endedApart(p pay.Payment, a pay.Answer) {
	on := step{Machine: s.Machine, at: s.at}
	on.pay, on.aborted = p, false
	goesBack := false
	switch {
	case a.Decline != nil:
		on.declined(*a.Decline)
	case a.Issued != nil:
		on.pay.Status, on.pay.Account = pay.Issued, a.Issued
		on.record(on.fact(wire.KindIssued, "", 0, account(*a.Issued)))
	case !a.Approval.Answers(*p.Charge), p.Override != nil:
		on.approved(*a.Approval, true)
	case p.Status == pay.Issued, s.policy.KeepLatePhone:
		on.approved(*a.Approval, p.Status != pay.Issued)
		on.record(on.listed(FaultPhoneLate))
	default:
		on.pay.Approval, on.pay.Recovered, goesBack = a.Approval, true, true
		on.hold()
	}
	s.recordsOf(on)
	switch {
	case a.Issued != nil:
		s.beginFollow(on.pay)
	case goesBack:
		s.backlog = append(s.backlog, on.pay)
		if s.state == Idle && !s.inside(s.at) {
			s.next()
		}
	}
}

// recordsOf takes over what a payment beside the screen has for the books.
func (s *step) recordsOf(on step) {
	for _, effect := range on.effects {
		if r, is := effect.(Record); is {
			s.do(r)
		}
	}
}
