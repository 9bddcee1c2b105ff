package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// BaselineKey is the key of facts about the pad's memory that belong to no
// payment.
const BaselineKey pay.Key = "pad-memory"

// noteOrphan writes down an approval that the pad shows and no order asked for,
// and reports whether there was one. What the pad remembered when we first met
// it is nobody's, and money that it has given back is nobody's loss.
func (s *step) noteOrphan(e MarkTold) bool {
	mark := func(b *wire.Body) { b.Mark = wireMark(e.Mark) }
	switch {
	case s.first:
		s.first = false
		s.record(Fact{Kind: wire.KindBaseline, Key: BaselineKey, Ref: e.Mark.Ref, Body: s.body(mark)})
	case !e.Mark.Empty && !e.Mark.Returned && !e.Known.Explained():
		s.record(Fact{Kind: wire.KindOrphan, Key: BaselineKey, Ref: e.Mark.Ref, Body: s.body(mark, alarm(FaultOrphan))})
		return true
	}
	return false
}

// settleOrphan looks at it closely while the customer waits: their charge would
// push it out of the pad's memory.
func (s *step) settleOrphan(e MarkTold) {
	book := s.pay
	book.Attempt--
	s.waiting = &book
	s.pay = pay.Payment{Key: e.Fresh, Status: pay.Late, Mark: e.Mark, StartedAt: s.at}
	s.openedAt, s.calling = s.at, true
	s.enter(Resolving)
	s.lookAtOrphan()
}

// isOrphan reports whether what is looked for is an approval of the pad's, and no
// charge of ours.
func (s *step) isOrphan() bool {
	return (s.state == Resolving || s.state == Uncertain) && s.pay.Charge == nil
}

// lookAtOrphan asks the pad to show its last approval whole.
func (s *step) lookAtOrphan() { s.do(Resolve{Before: pay.Mark{Empty: true}}) }

// orphanTold: the pad has shown its last approval whole. If it was made at this
// pad and can be taken back without a card it goes back, since nobody was given
// goods for it; otherwise, and where the journal may have lost the sale that it
// belongs to, a person has to look.
func (s *step) orphanTold(e Resolved) {
	a := e.Resolution.Approval
	if a == nil || a.Ref != s.pay.Mark.Ref {
		s.orphanListed("the pad does not show it any more")
		return
	}
	if w, ok := s.watched(*a, e.TooLateFor); ok {
		s.foundAfterAll(w, *a)
		return
	}
	s.pay.Approval = a
	s.recordApproval(*a, s.fact(wire.KindLate, a.Ref, a.Amount, approval(*a)))
	if !e.Cardless || a.Device == "" || a.Device != s.device || s.policy.KeepOrphans || e.Gaps {
		s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
		s.record(s.fact(wire.KindUnresolved, "", 0, why("no order asked for it"), approval(*a), alarm(FaultOrphan)), s.listed(FaultOrphan))
		s.enter(Unresolved)
		return
	}
	s.beginVoid("no order asked for it")
}

// orphanListed puts on the staff list what is known of an orphan by its mark.
func (s *step) orphanListed(reason string) {
	s.pay.Status, s.pay.EndedAt = pay.Unresolved, s.at
	mark := func(b *wire.Body) { b.Mark = wireMark(s.pay.Mark) }
	s.record(s.fact(wire.KindUnresolved, "", 0, why(reason), mark, alarm(FaultOrphan)), s.listed(FaultOrphan))
	s.enter(Unresolved)
}

// listMark puts an orphan on the staff list that nobody has time for now.
func (s *step) listMark(e MarkTold) {
	b := s.body(why("no order asked for it"), alarm(FaultOrphan))
	b.Mark = wireMark(e.Mark)
	s.record(Fact{Kind: wire.KindUnresolved, Key: e.Fresh, Body: b}, Fact{Kind: wire.KindListed, Key: e.Fresh, Ref: StaffList, Body: s.body(alarm(FaultOrphan))})
}

// resume goes on with the customer who waited, once the orphan has its ending.
func (s *step) resume() {
	if s.waiting == nil || s.inMotion() {
		return
	}
	book := *s.waiting
	s.waiting = nil
	if s.pad.Up && !s.stopped && !s.broken {
		s.begin(book)
	}
}
