package smartro

import "slices"

// Which answer belongs to which request is nowhere written down: a response names
// a transaction, but no request. These are the rules:
//
//   - What was recorded before, is being recorded, or was acknowledged a moment
//     ago is a repeat.
//   - A cancel answer repeats the approval number that the request named.
//   - An approval that the pad's own memory showed before the charge went out is
//     not its answer, and neither is one that was sold before that.
//   - While the answer to an earlier charge is missing, an approval of another
//     amount is taken for that one's, and so is one of the same amount that is
//     older than the request. Both times are then the pad's: a clock that is wrong
//     is wrong in both. Without an earlier charge no clock is asked.
//   - While the answer to an earlier charge is missing that may have met a card, a
//     rejection counts only once a card was shown for this one. The same goes for
//     one that the pad made before the charge went out, by its own clock.
//
// An answer that belongs to nobody is offered as late. That is the harmless
// mistake: it is written down, and what nobody paid for goes back.

// isAnswer reports whether the event answers the request.
func (x *exchange) isAnswer(e event) bool {
	if e.kind != gotFrame || !x.answers(e.frame.Job) || x.memory.repeated(e.frame) {
		return false
	}
	var r Result
	if err := r.UnmarshalBinary(e.frame.Data); err != nil || r.IsBlank() {
		return true // for the caller to refuse
	}
	if r.Approved != nil {
		return x.approves(r.Approved)
	}
	return x.trail == nil || x.touched || !x.outdated(e.frame) && !slices.ContainsFunc(x.memory.open, mayRefuse)
}

// outdated reports whether the pad made a frame before the charge went out.
func (x *exchange) outdated(f Frame) bool { return before(f.Stamp, x.trail.padAt) }

// before compares two moments of the pad's clock. One that it did not tell is
// before nothing.
func before(a, b string) bool { return onlyDigits(a) && onlyDigits(b) && a < b }

// approves reports whether an approval answers the request.
func (x *exchange) approves(a *Approved) bool {
	ref := a.Ref()
	switch {
	case x.memory.known.Has(ref), x.offers[ref] != nil:
		return false
	case x.trail == nil:
		return a.Number == x.voids
	case x.memory.shown.Has(ref), before(a.Date+a.Time, x.memory.shownAt):
		return false
	}
	return len(x.memory.open) == 0 || a.Amount == x.trail.amount && !x.earlier(a)
}

// earlier reports whether an approval of our amount is an open charge's: its sale
// was before our request.
func (x *exchange) earlier(a *Approved) bool {
	return before(a.Date+a.Time, x.trail.padAt) && slices.ContainsFunc(x.memory.open, func(t trail) bool { return t.amount == a.Amount })
}

// mayRefuse reports whether a rejection can be a charge's answer: one that was
// stopped before a card was shown has had its own.
func mayRefuse(t trail) bool { return !t.clean }
