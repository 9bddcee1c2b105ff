package smartro

import (
	"context"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// void is what [Driver.Void] does.
func (p *pad) void(ctx context.Context, v pay.Void, q CancelRequest, accept pay.Accept) (pay.Answer, error) {
	q.Long = p.habits.longCancel
	if p.habits.oneCredit && q.Type == '2' {
		q.Type = '1'
	}
	data, err := q.MarshalBinary()
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	raw, err := p.frame(JobCancel, data)
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	x := &exchange{
		pad: p, request: raw, card: !v.Unattended, endBy: time.Now().Add(p.voidLimit(v)),
		answers: func(j Job) bool { return j == JobCancel.Response() || j == JobQuery.Response() },
	}
	f, err := x.run(ctx)
	if err != nil {
		return pay.Answer{}, failed("void", err)
	}
	a, err := p.judgeVoid(ctx, v, f, accept)
	return a, pay.Fail("void", pay.Unknown, err)
}

// voidLimit is shorter where nobody has to find a card.
func (p *pad) voidLimit(v pay.Void) time.Duration {
	if v.Unattended {
		return p.limits.VAN
	}
	return p.limits.Charge()
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
	switch q.Status {
	case QueryCancelled:
		return p.approved(ctx, voidedBefore(v.Approval), accept)
	case QueryNothing:
		return p.wrongCard()
	}
	return pay.Answer{}, fmt.Errorf("answer to a cancel: the pad describes a card and says nothing about the cancel")
}

// voidedBefore makes the offer of a void that had been made before. The pad does
// not repeat its details, so those of the sale stand, under a name of its own.
func voidedBefore(sale pay.Approval) pay.Offer {
	sale.Ref += "/voided"
	return pay.Offer{Approval: sale, Final: true, Voids: true}
}

func (p *pad) wrongCard() (pay.Answer, error) {
	if err := p.confirm(); err != nil {
		return pay.Answer{}, err
	}
	return pay.Answer{Decline: &pay.Decline{Code: "0", Text: "the card that was shown did not make this payment", Advice: pay.OtherCard}}, nil
}
