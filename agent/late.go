package agent

import (
	"slices"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// lateOffered: an approval outside of any call. It is real money in every
// state: the answer to the payment whose answer was lost, a repeat of something
// known, or a sale that nobody waits for, which goes back by itself.
func (s *step) lateOffered(e LateOffered) {
	switch {
	case e.Known.Ref != "" && e.Known.Ref != s.pay.Key:
		s.do(Confirm{})
	case s.broken: // nothing can be written down, so nothing is confirmed
	case e.Offer.Voids:
		s.lateVoid(e)
	case s.awaits(e):
		s.lateAnswer(e.Offer)
	case e.Known.Explained():
		s.do(Confirm{})
	case s.provesWatched(e):
	case s.proves(e):
		s.pay.Offer, s.pay.Approval, s.pay.Recovered = nil, &e.Offer.Approval, false
		s.hold()
		s.do(Confirm{})
	default:
		s.stray(e.Offer.Approval, e.Fresh)
	}
}

// awaits reports whether the approval can be the answer that was lost. While a
// charge is under way its answer comes as such, so that anything else is not.
func (s *step) awaits(e LateOffered) bool {
	lost := s.state == Uncertain || s.state == Resolving
	again := s.pay.Offer == nil || s.pay.Offer.Approval.Ref == e.Offer.Approval.Ref // a pad repeats what was not accepted
	return lost && s.pay.Charge != nil && s.pay.Via() == "" && again && e.Offer.Approval.Answers(*s.pay.Charge) && (e.Known.Number == "" || e.Known.Number == s.pay.Key)
}

// lateVoid is the answer to a void that was lost: of this payment, of one that
// waits for its turn, of one on the staff list, or of nothing we know.
func (s *step) lateVoid(e LateOffered) {
	a := e.Offer.Approval
	waiting := slices.IndexFunc(s.backlog, func(p pay.Payment) bool { return p.Key == e.Known.Number })
	switch {
	case e.Known.Ref != "":
	case s.state == Voiding && a.Number == s.pay.Approval.Number:
		s.undone(e.Offer)
	case e.Known.Undone && waiting < 0:
		s.unwatch(e.Known.Number)
		s.record(Fact{Kind: wire.KindVoided, Key: e.Known.Number, Ref: a.Ref, Sum: -a.Amount, Body: s.body(approval(a))})
	case e.Known.Undone:
		s.backlog[waiting].Undo = &e.Offer
		s.record(Fact{Kind: wire.KindOffered, Key: e.Known.Number, Ref: a.Ref, Body: s.body(approval(a), final(e.Offer), voidOf(s.backlog[waiting], *s.backlog[waiting].Void))})
	default:
		s.record(Fact{Kind: wire.KindOrphan, Key: BaselineKey, Ref: a.Ref, Body: s.body(approval(a), alarm(FaultOrphan))})
	}
	s.do(Confirm{})
	if s.state == Voiding && !s.calling {
		s.adoptUndo()
	}
}

// lateAnswer is the lost answer after all. A call that still asks the pad's
// memory ends first; its end then finds the offer.
func (s *step) lateAnswer(o pay.Offer) {
	a := o.Approval
	s.pay.Offer = &o
	s.record(s.fact(wire.KindLate, NumberName(a.Number), 0, approval(a), final(o)))
	s.do(Confirm{})
	if !s.calling {
		s.adoptOffer()
	}
}

// stray is a sale that nobody waits for. It is written down under a key of its
// own, and taken back as soon as the pad is free.
func (s *step) stray(a pay.Approval, fresh pay.Key) {
	p := pay.Payment{Key: fresh, Status: pay.Late, Approval: &a, StartedAt: s.at}
	f := Fact{Kind: wire.KindLate, Key: p.Key, Ref: a.Ref, Sum: a.Amount, Body: s.body(approval(a))}
	s.record(Fact{Kind: wire.KindOffered, Key: p.Key, Ref: NumberName(a.Number), Body: f.Body}, f)
	s.do(Confirm{})
	s.backlog = append(s.backlog, p)
	if !s.inside(s.at) && s.state == Idle {
		s.next()
	}
}

// proves reports whether the approval shows that the payment on the screen was
// charged after all, although it was presumed not to be.
func (s *step) proves(e LateOffered) bool {
	a := e.Offer.Approval
	return s.state == NotCharged && s.pay.Status == pay.NotCharged && s.pay.Charge != nil && s.pay.Via() == "" && e.Known.Number == "" &&
		a.Answers(*s.pay.Charge) && notBefore(a.At, s.pay.Mark.At)
}
