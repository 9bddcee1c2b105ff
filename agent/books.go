package agent

import (
	"encoding/json"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// Fold reads the facts of one key, oldest first, into what the books say about
// its payment. It is the only way from the journal to a payment, so a restart,
// a repeated request and a staff page all hear the same.
func Fold(facts []queue.Fact) (pay.Payment, error) {
	var p pay.Payment
	for _, f := range facts {
		var b wire.Body
		if err := json.Unmarshal(f.Body, &b); err != nil {
			return p, fmt.Errorf("read fact %d (%s): %w", f.Seq, f.Kind, err)
		}
		p.Key, p.Test = pay.Key(f.Key), p.Test || b.Test
		if err := fold(&p, f.Kind, f.At, b); err != nil {
			return p, fmt.Errorf("read fact %d (%s): %w", f.Seq, f.Kind, err)
		}
	}
	return p, nil
}

func fold(p *pay.Payment, kind string, at time.Time, b wire.Body) error {
	switch kind {
	case wire.KindOrdered:
		return foldOrder(p, b)
	case wire.KindReserving:
		p.Attempt = b.Attempt // which begins with it; an id of a reservation is used once
	case wire.KindStarted:
		return foldStart(p, at, b)
	case wire.KindOffered, wire.KindLate:
		return foldOffer(p, kind, at, b)
	case wire.KindApproved, wire.KindMismatch, wire.KindUnresolved:
		return foldApproval(p, kind, at, b)
	case wire.KindDeclined:
		if b.Decline == nil {
			return fmt.Errorf("no decline in it")
		}
		p.Status, p.Decline, p.EndedAt = pay.Declined, payDecline(*b.Decline), at
	case wire.KindAbort:
		p.Aborted = true
	case wire.KindUnknown:
		p.Status, p.Reason = pay.Uncertain, b.Reason
	case wire.KindNotSent, wire.KindNotCharged:
		p.Status, p.EndedAt = pay.NotCharged, at
	case wire.KindIssued:
		return foldIssued(p, b)
	case wire.KindHeld:
		return foldHeld(p, b)
	case wire.KindKept:
		p.Status, p.EndedAt, p.Aborted = pay.Approved, at, false
	case wire.KindVoiding:
		return foldVoid(p, b)
	case wire.KindVoided:
		return foldVoided(p, at, b)
	case wire.KindVoidFailed:
		return foldVoidFailed(p, at, b)
	case wire.KindListed:
		p.Listed, p.Fault, p.Override = true, b.Fault, nil
	case wire.KindOverride:
		return foldOverride(p, at, b)
	}
	return nil
}

func foldOrder(p *pay.Payment, b wire.Body) error {
	if b.Order == nil {
		return fmt.Errorf("no order in it")
	}
	if p.Order.Key != "" {
		return nil // the first one decides, for ever
	}
	p.Order, p.Status = payOrder(*b.Order), pay.Ordered
	return nil
}

func foldStart(p *pay.Payment, at time.Time, b wire.Body) error {
	if b.Charge == nil || b.Mark == nil && b.Charge.Via == "" {
		return fmt.Errorf("no charge or no mark in it")
	}
	if b.Mark == nil {
		b.Mark = &wire.Mark{} // no pad was asked
	}
	*p = pay.Payment{
		Key: p.Key, Order: p.Order, Test: p.Test, Status: pay.Started, Attempt: b.Attempt, StartedAt: at,
		Charge: payCharge(p.Key, b.Attempt, *b.Charge), Mark: payMark(*b.Mark),
	}
	return nil
}

// foldOffer: an approval announced. While the answer is awaited it is that
// answer; otherwise it is a sale that nobody waits for.
func foldOffer(p *pay.Payment, kind string, at time.Time, b wire.Body) error {
	if b.Approval == nil {
		return fmt.Errorf("no approval in it")
	}
	a := payApproval(*b.Approval)
	switch {
	case b.Void != nil:
		p.Undo = &pay.Offer{Approval: *a, Final: b.Final, Voids: true}
	case p.Status.Waiting():
		p.Status, p.Offer = pay.Offered, &pay.Offer{Approval: *a, Final: b.Final}
	case kind == wire.KindLate:
		p.Status, p.Approval = pay.Late, a
		if p.StartedAt.IsZero() {
			p.StartedAt = at
		}
	}
	return nil
}

// foldIssued: there is an account to pay into, and nothing is paid.
func foldIssued(p *pay.Payment, b wire.Body) error {
	if b.Account == nil {
		return fmt.Errorf("no account in it")
	}
	account := pay.Account(*b.Account)
	p.Status, p.Account = pay.Issued, &account
	return nil
}

// foldHeld: approved too late, and held for its customer.
func foldHeld(p *pay.Payment, b wire.Body) error {
	if b.Approval == nil {
		return fmt.Errorf("no approval in it")
	}
	p.Status, p.Approval, p.Recovered = pay.Late, payApproval(*b.Approval), b.Recovered
	return nil
}

func foldApproval(p *pay.Payment, kind string, at time.Time, b wire.Body) error {
	if kind == wire.KindUnresolved && b.Approval == nil {
		p.Status, p.EndedAt, p.Reason, p.Fault = pay.Unresolved, at, b.Reason, b.Fault
		if b.Mark != nil {
			p.Mark = payMark(*b.Mark)
		}
		return nil
	}
	if b.Approval == nil {
		return fmt.Errorf("no approval in it")
	}
	p.Approval, p.Recovered, p.EndedAt = payApproval(*b.Approval), b.Recovered, at
	p.Reason, p.Fault, p.Listed = b.Reason, b.Fault, false
	p.Status = map[string]pay.Status{
		wire.KindApproved: pay.Approved, wire.KindMismatch: pay.Mismatched, wire.KindUnresolved: pay.Unresolved,
	}[kind]
	return nil
}

func foldVoid(p *pay.Payment, b wire.Body) error {
	if b.Approval == nil || b.Void == nil {
		return fmt.Errorf("no approval or no void in it")
	}
	p.Approval = payApproval(*b.Approval)
	p.Void = payVoid(p.Key, *p.Approval, *b.Void)
	p.Status, p.Undo = pay.Voiding, nil
	return nil
}

// foldVoided: money is back. One that comes after all, for a case on the staff
// list, may not repeat what it was asked for.
func foldVoided(p *pay.Payment, at time.Time, b wire.Body) error {
	if b.Approval == nil {
		return fmt.Errorf("no approval in it")
	}
	r := pay.Refund{Amount: pay.Amount(b.Approval.Amount), Number: b.Approval.Number, Pad: pay.PadClock(b.Approval.At), At: at}
	switch v := b.Void; {
	case v != nil && v.Split != nil:
		r.Part, r.Amount, r.Split, r.Reason = v.Part, pay.Amount(v.Amount), paySplit(*v.Split), v.Reason
	case v != nil:
		r.Amount, r.Split, r.Reason = pay.Amount(v.Amount), p.Order.Split, v.Reason
	}
	p.Refunds, p.Undo, p.EndedAt, p.Listed = append(p.Refunds, r), nil, at, false
	p.Status = statusAfter(*p)
	return nil
}

// foldVoidFailed: the money has not gone back, and the staff know.
func foldVoidFailed(p *pay.Payment, at time.Time, b wire.Body) error {
	p.Status, p.EndedAt, p.Reason, p.Fault = pay.Unresolved, at, b.Reason, b.Fault
	if p.Approval == nil || b.Void == nil {
		return nil
	}
	p.Void = payVoid(p.Key, *p.Approval, *b.Void)
	return nil
}

func foldOverride(p *pay.Payment, at time.Time, b wire.Body) error {
	if b.Staff == nil {
		return fmt.Errorf("no name in it")
	}
	p.Override = &pay.Override{Name: b.Staff.Name, Reason: b.Staff.Reason, At: at}
	return nil
}
