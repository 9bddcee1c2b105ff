package smartro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// authorize is what [Driver.Authorize] does, for B and G alike.
func (p *pad) authorize(ctx context.Context, c pay.Charge, job Job, data []byte, accept pay.Accept) (pay.Answer, error) {
	raw, err := p.frame(job, data)
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	x := &exchange{
		pad: p, request: raw, trail: p.memory.follow(c, p.padAt), card: true,
		answers: func(j Job) bool { return j == job.Response() },
		endBy:   time.Now().Add(p.limits.Charge()),
	}
	f, err := x.run(ctx)
	if err != nil {
		return pay.Answer{}, failed("authorize", err)
	}
	a, err := p.judge(ctx, f, accept)
	if err == nil && a.Approval != nil {
		p.memory.recall.Sold()
	}
	return a, pay.Fail("authorize", pay.Unknown, err)
}

// failed says what became of the money when an exchange had no answer.
func failed(op string, err error) error {
	var known *pay.Error
	switch {
	case errors.As(err, &known):
		return pay.Fail(op, known.Fate, err)
	case errors.Is(err, errRefused):
		return pay.Fail(op, pay.NotSent, err)
	}
	return pay.Fail(op, pay.Unknown, err)
}

// judge reads the answer to B, C or G. A rejection is acknowledged at once, an
// approval once it is on disk, and what cannot be read not at all.
func (p *pad) judge(ctx context.Context, f Frame, accept pay.Accept) (pay.Answer, error) {
	var r Result
	if err := r.UnmarshalBinary(f.Data); err != nil {
		return pay.Answer{}, fmt.Errorf("answer %v: %w", f.Job, err)
	}
	if f.Job != JobCancel.Response() {
		p.memory.trail.over = true
	}
	switch {
	case r.Rejected != nil:
		return p.rejected(f, r.Rejected)
	case r.Approved != nil:
		return p.approved(ctx, offerOf(f.Job, r.Approved), accept)
	}
	return pay.Answer{}, fmt.Errorf("answer %v: %w: it is blank", f.Job, ErrMessage)
}

func (p *pad) rejected(f Frame, j *Rejected) (pay.Answer, error) {
	p.memory.heard(f)
	if err := p.confirm(); err != nil {
		p.log.Warn("rejection not acknowledged, the pad will repeat it", "cause", err)
	}
	if j.Uncertain() {
		return pay.Answer{}, fmt.Errorf("code %s: the pad lost the VAN and does not know the outcome", j.Code)
	}
	return pay.Answer{Decline: j.Decline()}, nil
}

func (p *pad) approved(ctx context.Context, o pay.Offer, accept pay.Accept) (pay.Answer, error) {
	p.present(o, accept)
	if err := p.settle(ctx, o.Approval.Ref); err != nil {
		return pay.Answer{}, err
	}
	return pay.Answer{Approval: &o.Approval}, nil
}
