package zvt

import (
	"context"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// void is what [Driver.Void] does. A refund follows only where the pad says that
// it cannot reverse this payment, and somebody is there with the card.
func (p *pad) void(ctx context.Context, v pay.Void, f Frame, accept pay.Accept) (pay.Answer, error) {
	a, err := p.giveBack(ctx, v, f, accept)
	if err != nil || a.Approval != nil || v.Unattended {
		return a, err
	}
	if no := a.Decline.Code; no != IDIrreversible.Decline().Code && no != IDUnknown.Decline().Code {
		return a, nil
	}
	return p.refund(ctx, v, accept)
}

// refund pays a card back. A refund names no payment, so that one whose answer was
// lost is never sent again: nobody could tell that it was the second.
func (p *pad) refund(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
	ref := v.Approval.Ref
	if p.memory.refunds.Has(ref) || v.SentAt.Before(p.memory.since) {
		text := "the money may have gone back to a card before; look at the pad's receipts"
		return pay.Answer{Decline: &pay.Decline{Code: "refunded", Text: text, Advice: pay.TakeStaff}}, nil
	}
	f, err := refund(p.habits.password, v.Amount, v.Approval.Currency)
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	a, err := p.giveBack(ctx, v, f, accept)
	if err != nil && pay.FateOf(err) != pay.NotSent {
		p.memory.refunds.Add(ref)
	}
	return a, err
}

// giveBack runs a reversal or a refund.
func (p *pad) giveBack(ctx context.Context, v pay.Void, f Frame, accept pay.Accept) (pay.Answer, error) {
	x := &exchange{
		pad: p, request: f, once: true, card: !v.Unattended, accept: accept,
		offerOf: func(r Result) pay.Offer { return pay.Offer{Approval: p.undo(r, v), Voids: true} },
	}
	p.memory.recall.Returned()
	if err := x.run(ctx); err != nil {
		return pay.Answer{}, fateOf("void", err)
	}
	if x.refusedWith() == IDReversed {
		return p.voidedBefore(ctx, v, accept)
	}
	if !x.taken && x.out.no.id != IDBusy && x.out.no.id != IDUnregistered {
		return pay.Answer{Decline: x.decline(x.out.no.id)}, nil
	}
	return x.conclusion("void")
}

// undo is what took a payment back, under that payment's number.
func (p *pad) undo(r Result, v pay.Void) pay.Approval {
	if r.Amount == 0 {
		r.Amount = v.Amount
	}
	a := p.approval(r)
	a.Number = v.Approval.Number
	if a.Ref == v.Approval.Ref {
		a.Ref += "/voided"
	}
	return a
}

// refusedWith returns the id with which the pad said no, or zero.
func (x *exchange) refusedWith() ID {
	switch {
	case x.out.result != nil && x.out.result.ID != 0:
		return x.out.result.ID
	case x.out.no != nil:
		return x.out.no.id
	}
	return 0
}

// voidedBefore ends a void that an earlier try had made, or the pad by itself.
func (p *pad) voidedBefore(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
	o := desk.VoidedBefore(v)
	if err := p.record(ctx, o, accept); err != nil {
		return pay.Answer{}, pay.Fail("void", pay.Unknown, err)
	}
	return pay.Answer{Approval: &o.Approval}, nil
}
