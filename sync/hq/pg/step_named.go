package pg

import "slices"

// maxNamed bounds the names that wait for the provider's word.
const maxNamed = 8

// needsName reports whether money may move without us at a provider that can be asked
// only with a name of its own. Such a name comes with the phone or with a webhook, and
// either may be forged: it counts once the provider has it under our order.
func (s *step) needsName() bool { return !s.r.Approves && !s.r.LookupByOrder }

// unseen reports whether no phone has seen what it takes to pay where money moves
// without us. Nothing can have been taken then.
func (s *step) unseen() bool { return s.a.Landed.IsZero() && s.blind() }

// blind reports whether nobody can ask the provider: it has given no name.
func (s *step) blind() bool { return s.needsName() && s.a.Ref == "" && len(s.a.Named) == 0 }

// landed keeps that a phone is about to see what it takes to pay.
func (s *step) landed() {
	switch {
	case s.a.State != Waiting:
		s.ignore("there is nothing to pay any more")
	case s.a.Landed.IsZero():
		s.a.Landed = s.now
	}
}

// heardOf keeps the name of a payment until the provider has been asked about it, and
// reports whether it is new.
func (s *step) heardOf(ref string) bool {
	if ref == "" || ref == s.a.Ref || slices.Contains(s.a.Named, ref) || len(s.a.Named) >= maxNamed {
		return false
	}
	s.a.Named = append(s.a.Named, ref)
	return true
}

// look asks the provider, about what was only named first. While nothing is known to be
// taken it asks in turn: a name about which the provider never answers hides neither the
// others nor the attempt's own payment.
func (s *step) look() {
	names := slices.Clone(s.a.Named)
	if s.a.Taken == nil && (s.a.Ref != "" || !s.needsName()) || len(names) == 0 {
		names = append(names, s.a.Ref)
	}
	if s.blind() {
		s.nothingYet(Result{Outcome: Pending})
		return
	}
	s.lookFor(names[s.a.Tries%len(names)])
}

// lookFor asks the provider for a payment, the attempt's own or one that was named.
func (s *step) lookFor(ref string) {
	if ref == s.a.Ref {
		ref = ""
	}
	s.do(Call{Op: OpLookup, Ref: ref})
}

// answeredOf takes what the provider says of a payment that somebody named.
func (s *step) answeredOf(e Answered) {
	r := e.Result
	if r.Outcome == Unknown && r.Order == "" { // it has not said whose it is
		if r.Alarm {
			s.alarm("the provider answered " + r.Code + ": " + r.Reason)
		}
		s.lookLater(r.Reason)
		return
	}
	s.a.Named = slices.DeleteFunc(s.a.Named, func(ref string) bool { return ref == e.Ref })
	switch ours := r.Order == s.a.ID && r.Ref == e.Ref; {
	case ours && s.a.Taken != nil && e.Ref != s.a.Ref:
		s.second(e.Ref, r)
	case ours && s.adopts(r):
		s.a.Ref = e.Ref
		s.settle(r, e.Newer)
	default:
		s.notOurs(e.Ref)
	}
	if len(s.a.Named) > 0 && !s.calls() {
		s.look()
	}
}

// calls reports whether this step asks somebody already.
func (s *step) calls() bool {
	return slices.ContainsFunc(s.effects, func(e Effect) bool { _, is := e.(Call); return is })
}

// adopts reports whether a payment under our order becomes the attempt's own: one that
// took money does, whatever came before it; another only as the first, and for the
// amount that was ordered.
func (s *step) adopts(r Result) bool {
	took := r.Outcome == Approved || r.Outcome == Issued || r.Outcome == Unknown
	return took || s.a.Ref == "" && r.Amount == s.a.amount()
}

// second tells people of money that was taken for an order that is paid already.
func (s *step) second(ref string, r Result) {
	if r.Outcome == Approved {
		s.alarm("the provider took a second payment for the same order, " + ref + ": give it back there")
	}
}

// notOurs asks on as if a name had not been heard: its answer says nothing of our own
// payment. What was taken before stays as it is.
func (s *step) notOurs(ref string) {
	s.ignore("the provider has no payment of this order as " + ref)
	if s.a.Word != nil && s.a.Word.Ref == ref {
		s.refute()
	}
	if s.a.Taken == nil {
		s.look()
	}
}

// notHeard is the code of an attempt that only people can end.
const notHeard = "not-heard"

// leaveToPeople ends nothing: a phone saw the window, nobody has heard of it since, and
// the provider cannot be asked. A webhook may still bring the name.
func (s *step) leaveToPeople() {
	const why = "a phone opened the payment and did not come back; only the provider's own page can say whether it paid"
	if s.a.Code != notHeard {
		s.a.State, s.a.Tries, s.a.Code, s.a.Reason = Doubtful, 0, notHeard, why
		s.tell()
		s.puzzle(why)
	}
	s.backOff()
}
