package smartro

import (
	"context"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// void is what [Driver.Void] does.
func (p *pad) void(ctx context.Context, v pay.Void, q CancelRequest, accept pay.Accept) (pay.Answer, error) {
	data, err := q.MarshalBinary()
	switch {
	case err != nil:
	case q.Kind == CancelLast:
		err = p.mayCancelLast(ctx, v)
	case q.Kind == CancelPGPart:
		err = p.mayGivePart(v)
	}
	var raw []byte
	if err == nil {
		raw, err = p.frame(JobCancel, data)
	}
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	x := &exchange{
		pad: p, request: raw, card: q.Kind == CancelWithCard, voids: q.Number, endBy: time.Now().Add(p.voidLimit(q)),
		answers: func(j Job) bool { return j == JobCancel.Response() || j == JobQuery.Response() },
	}
	p.memory.recall.Returned()
	f, err := x.run(ctx)
	if err != nil {
		err = failed("void", err)
		p.doubt(v, err)
		return pay.Answer{}, err
	}
	a, err := p.judgeVoid(ctx, v, f, accept)
	err = pay.Fail("void", pay.Unknown, err)
	p.doubt(v, err)
	return a, err
}

// mayGivePart allows the cancel of a part once: it says how much goes back, not
// which part it is, so that a second one would give the money twice. A void of an
// earlier run may have been sent by it.
func (p *pad) mayGivePart(v pay.Void) error {
	if p.memory.parts.Has(partName(v)) || v.SentAt.Before(p.memory.since) {
		return fmt.Errorf("%w: an earlier try to give this part back may have succeeded, and the pad cannot tell", pay.ErrUnsupported)
	}
	return nil
}

// doubt remembers a part that may have gone back.
func (p *pad) doubt(v pay.Void, err error) {
	if v.Part > 0 && err != nil && pay.FateOf(err) == pay.Unknown {
		p.memory.parts.Add(partName(v))
	}
}

func partName(v pay.Void) string { return fmt.Sprintf("%s part %d", v.Approval.Ref, v.Part) }

// mayCancelLast allows the kind of cancel that means "the last one": only when the
// pad has just shown that the last one is meant, and only once. A void of an
// earlier run may have been sent by it.
func (p *pad) mayCancelLast(ctx context.Context, v pay.Void) error {
	ref := v.Approval.Ref
	if p.memory.lastOnes.Has(ref) || v.SentAt.Before(p.memory.since) {
		return fmt.Errorf("%w: the cancel that means the last payment may have been sent before, and is never sent twice", pay.ErrUnsupported)
	}
	last, err := p.last(ctx)
	if err != nil {
		return err
	}
	if last.Approved == nil || last.Approved.Ref() != ref {
		return fmt.Errorf("%w: it is not the pad's last payment any more", pay.ErrUnsupported)
	}
	p.memory.lastOnes.Add(ref)
	return nil
}

// voidLimit is shorter where nobody has to find a card.
func (p *pad) voidLimit(q CancelRequest) time.Duration {
	if q.Kind == CancelWithCard {
		return p.limits.Charge()
	}
	return p.limits.VAN
}

// judgeVoid reads the answer to C, which may be a card query: then its status
// says what is wrong.
func (p *pad) judgeVoid(ctx context.Context, v pay.Void, f Frame, accept pay.Accept) (pay.Answer, error) {
	if f.Job == JobCancel.Response() {
		return p.judge(ctx, f, accept)
	}
	var q CardQuery
	if err := q.UnmarshalBinary(f.Data); err != nil {
		return pay.Answer{}, fmt.Errorf("answer to a cancel: %w", err)
	}
	p.memory.heard(f)
	switch {
	case !q.describes(v.Approval):
	case q.Status == QueryCancelled:
		return p.approved(ctx, desk.VoidedBefore(v), accept)
	case q.Status == QueryNothing:
		return p.wrongCard()
	}
	return pay.Answer{}, fmt.Errorf("answer to a cancel: the pad describes a card and says nothing about the cancel")
}

// describes reports whether a card's description can be about a payment: what it
// names of card and amount is that payment's.
func (q CardQuery) describes(a pay.Approval) bool {
	sameCard := q.Card.IsZero() || a.Card.IsZero() || q.Card == a.Card || q.Status == QueryNothing
	return sameCard && (q.Last == 0 || q.Last == a.Amount || q.Status == QueryNothing)
}

func (p *pad) wrongCard() (pay.Answer, error) {
	if err := p.confirm(); err != nil {
		return pay.Answer{}, err
	}
	return pay.Answer{Decline: &pay.Decline{Code: "0", Text: "the card that was shown did not make this payment", Advice: pay.OtherCard}}, nil
}
