package zvt

import (
	"context"
	"errors"
	"fmt"

	"kioskd/agent/pay"
)

// authorize is what [Driver.Authorize] does.
func (p *pad) authorize(ctx context.Context, c pay.Charge, f Frame, accept pay.Accept) (pay.Answer, error) {
	x := &exchange{
		pad: p, request: f, once: true, card: true, accept: accept,
		offerOf: func(r Result) pay.Offer { return pay.Offer{Approval: p.sale(r, c)} },
	}
	if err := x.run(ctx); err != nil {
		return pay.Answer{}, fateOf("authorize", err)
	}
	a, err := x.conclusion("authorize")
	if err == nil && a.Approval != nil {
		p.memory.recall.Sold()
	}
	return a, err
}

// sale is an approval of a charge. A pad may leave out an amount that it was told,
// and knows nothing of taxes.
func (p *pad) sale(r Result, c pay.Charge) pay.Approval {
	if r.Amount == 0 {
		r.Amount = c.Amount
	}
	a := p.approval(r)
	if a.Answers(c) {
		a.VAT, a.Service = c.VAT, c.Service
	}
	return a
}

// fateOf says what became of the money when a command did not end.
func fateOf(op string, err error) error {
	var known *pay.Error
	switch {
	case errors.As(err, &known):
		return pay.Fail(op, known.Fate, err)
	case errors.Is(err, errRefused):
		return pay.Fail(op, pay.NotSent, err)
	}
	return pay.Fail(op, pay.Unknown, err)
}

// conclusion says what a command came to that has ended. The last result counts.
func (x *exchange) conclusion(op string) (pay.Answer, error) {
	out := x.out
	switch {
	case !x.taken:
		return pay.Answer{}, pay.Fail(op, pay.NotSent, out.no)
	case out.withheld != nil:
		return pay.Answer{}, pay.Fail(op, pay.Unknown, out.withheld)
	case out.result != nil && out.result.ID != 0:
		return pay.Answer{Decline: x.decline(out.result.ID)}, nil
	case out.no != nil && out.offer != nil:
		return pay.Answer{}, pay.Fail(op, pay.Unknown, fmt.Errorf("the pad approved and then gave up: %w", out.no))
	case out.no != nil:
		return pay.Answer{Decline: x.decline(out.no.id)}, nil
	case out.offer != nil:
		a := out.offer.Approval
		a.Slip = x.slips.best()
		return pay.Answer{Approval: &a}, nil
	}
	return pay.Answer{}, pay.Fail(op, pay.Unknown, fmt.Errorf("%w: %v ended without a result", ErrMessage, x.request.Code))
}

// decline is a clear no, with the pad's own words where it has any.
func (x *exchange) decline(id ID) *pay.Decline {
	x.note(id)
	d := id.Decline()
	if x.out.text != "" {
		d.Text = x.out.text
	}
	return d
}
