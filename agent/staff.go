package agent

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Bounds of what a person may say in an override, in characters.
const (
	minName   = 2
	maxName   = 100
	maxReason = 500
)

// overrideAsked: a person unblocks the kiosk, or closes a case. It marks nothing
// as paid, and what is not settled goes on being tried: later evidence wins.
func (s *step) overrideAsked(e OverrideAsked) {
	name, reason := strings.TrimSpace(e.Name), strings.TrimSpace(e.Reason)
	switch n, r := utf8.RuneCountInString(name), utf8.RuneCountInString(reason); {
	case n < minName || n > maxName || r < minName || r > maxReason:
		s.reply(FaultOverride)
	case !OnStaffList(e.Book):
		s.reply(FaultNotListed)
	case s.broken:
		s.reply(FaultMemory)
	default:
		s.override(e.Book, wire.Staff{Name: name, Reason: reason})
		s.reply(nil)
	}
}

func (s *step) override(book pay.Payment, by wire.Staff) {
	b := s.body(func(b *wire.Body) { b.Staff = &by })
	b.Attempt, b.Test = book.Attempt, book.Test
	s.record(Fact{Kind: wire.KindOverride, Key: book.Key, Body: b})
	word := &pay.Override{Name: by.Name, Reason: by.Reason, At: s.at}
	if i := s.followedAt(book.Key, book.Attempt); i >= 0 {
		s.follow[i].Override = word
	}
	if s.pay.Key != book.Key {
		return
	}
	s.pay.Override = word
	switch {
	case s.calling: // its end sets the payment aside
	case s.state == Uncertain || s.state == Voiding:
		s.setAside()
	case s.state == Unresolved:
		s.next()
	}
}

// setAside lets the kiosk sell again while a payment goes on being tried.
func (s *step) setAside() {
	if !s.isFollowed(s.pay) {
		s.watch = append(s.watch, s.pay)
	}
	s.enter(Idle)
	s.next()
}

// wakeToWatch tries what was put aside again after the longest wait, if the
// kiosk is idle then.
func (s *step) wakeToWatch() {
	if len(s.watch) > 0 {
		s.wake(s.limits.Retries[len(s.limits.Retries)-1])
	}
}

// tryWatched takes up the payment that was put aside the longest ago.
func (s *step) tryWatched() {
	i := slices.IndexFunc(s.watch, s.isThere)
	switch {
	case len(s.watch) == 0:
	case i < 0 || s.stopped || s.inside(s.at):
		s.wakeToWatch()
	default:
		s.backlog = append(s.backlog, s.watch[i])
		s.watch = slices.Delete(s.watch, i, i+1)
		s.next()
	}
}

// longestCharge is how long a charge may run before nothing new in the pad's
// memory means that nothing was charged.
const longestCharge = 5 * time.Minute

// watched returns the payment that an approval turns up for after all. For some it
// is too late.
func (s *step) watched(a pay.Approval, tooLateFor []pay.Key) (pay.Payment, bool) {
	for _, w := range s.watch {
		if w.Status == pay.Uncertain && !slices.Contains(tooLateFor, w.Key) && w.Charge != nil && a.Answers(*w.Charge) && notBefore(a.At, w.Mark.At) {
			return w, true
		}
	}
	return pay.Payment{}, false
}

func (s *step) unwatch(key pay.Key) {
	s.watch = slices.DeleteFunc(s.watch, func(w pay.Payment) bool { return w.Key == key })
}

// foundAfterAll ends a payment that was put aside: it was paid. What was done
// meanwhile on a person's word is for people to compare.
func (s *step) foundAfterAll(w pay.Payment, a pay.Approval) {
	s.unwatch(w.Key)
	s.pay, s.aborted = w, false
	s.approved(a, true)
}

// provesWatched takes a late approval that answers a payment put aside.
func (s *step) provesWatched(e LateOffered) bool {
	w, ok := s.watched(e.Offer.Approval, nil)
	if !ok || e.Known.Number != "" {
		return false
	}
	s.unwatch(w.Key)
	on := step{Machine: s.Machine, at: s.at}
	on.pay, on.aborted = w, false
	on.approved(e.Offer.Approval, true)
	s.recordsOf(on)
	s.do(Confirm{})
	return true
}

// blur ends the watch of payments whose trace in the pad's memory the next
// charge hides. Where nothing new is in it and the charge is long over, nothing
// was charged.
func (s *step) blur(e MarkTold) {
	for _, w := range s.watch {
		if w.Status != pay.Uncertain {
			continue
		}
		on := step{Machine: s.Machine, at: s.at}
		on.pay = w
		if e.Mark.Same(w.Mark) && w.Charge != nil && s.at.Sub(w.Charge.SentAt) > longestCharge {
			on.record(on.fact(wire.KindNotCharged, "", 0, why("the pad's memory shows nothing new")))
		} else {
			on.record(on.fact(wire.KindUnresolved, "", 0, why("another charge has gone out since"), alarm(FaultUnresolved)), on.listed(FaultUnresolved))
		}
		s.do(on.effects...)
	}
	s.watch = slices.DeleteFunc(s.watch, func(w pay.Payment) bool { return w.Status == pay.Uncertain })
}

// OnStaffList reports whether a person has to look at a payment: what is not
// settled after a while, and what cannot be, until somebody closes the case.
func OnStaffList(p pay.Payment) bool {
	switch p.Status {
	case pay.Started, pay.Offered, pay.Late, pay.Uncertain, pay.Voiding, pay.Issued, pay.Approved:
		return p.Listed && (p.Status != pay.Approved || p.Override == nil)
	case pay.Unresolved, pay.Mismatched:
		return p.Override == nil
	}
	return false
}
