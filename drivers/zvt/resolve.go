package zvt

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kioskd/agent/pay"
)

// mark is what [Driver.Mark] does.
func (p *pad) mark(ctx context.Context) (pay.Mark, error) {
	last, err := p.last(ctx)
	if err != nil {
		return pay.Mark{}, err
	}
	m := p.markOf(last)
	m.Proof, err = p.proof(ctx)
	return m, err
}

// proof is the sum of the pad's totals, or nothing where that is not asked for.
func (p *pad) proof(ctx context.Context) (string, error) {
	if !p.habits.totals {
		return "", nil
	}
	t, err := p.totals(ctx)
	return strconv.FormatInt(int64(t.Amount), 10), err
}

// markOf turns the pad's last receipt into a mark. One of a refusal shows no
// approval.
func (p *pad) markOf(last *Result) pay.Mark {
	if last == nil || !last.Approved() {
		return pay.Mark{Empty: true}
	}
	m := p.approval(*last).Mark()
	m.Returned = last.Reversal()
	return m
}

// resolve is what [Driver.Resolve] does.
//
// The last receipt is an approval, a refusal, or a reversal. A refusal, and a
// reversal of our amount that is not about the mark, show that the charge left
// nothing behind: the pad itself has taken it back. Any other reversal hides what
// came before it, and is shown as it is, for a person to judge.
func (p *pad) resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	last, err := p.last(ctx)
	if err != nil {
		return pay.Resolution{}, err
	}
	res := pay.Resolution{Last: p.markOf(last), Settled: true}
	if err := p.memory.recall.Stuck(); err != nil && res.Last.Same(before) {
		return pay.Resolution{}, err
	}
	switch {
	case last == nil || res.Last.Same(before):
	case !last.Approved(), last.Reversal() && tookBack(*last, c, before):
		res.Last = before
	case !last.Reversal():
		a := p.sale(*last, c)
		res.Approval = &a
	}
	if !p.habits.totals || before.Proof == "" {
		return res, nil
	}
	return p.prove(ctx, res, before)
}

// tookBack reports whether a reversal can be that of the charge itself.
func tookBack(r Result, c pay.Charge, before pay.Mark) bool {
	ofMark := strings.Contains(before.Ref, "/"+r.OrigTrace+"/")
	return !ofMark && (r.Amount == c.Amount || r.Amount == 0)
}

// prove holds what the memory shows against the pad's totals, where they were
// taken with the mark. If nothing was added to them, the pad has taken the money
// back, also when it shows the payment as it was. Totals that have moved by
// anything but the payment that is shown prove nothing, and neither does the
// memory then, as after an end of day.
func (p *pad) prove(ctx context.Context, res pay.Resolution, before pay.Mark) (pay.Resolution, error) {
	old, err := strconv.ParseInt(before.Proof, 10, 64)
	if err != nil {
		return pay.Resolution{}, fmt.Errorf("the mark of a payment has the proof %q: %w", before.Proof, err)
	}
	t, err := p.totals(ctx)
	if err != nil {
		return pay.Resolution{}, err
	}
	moved := t.Amount - pay.Amount(old)
	switch {
	case res.Approval != nil && moved == res.Approval.Amount, res.Approval == nil && moved == 0:
	case res.Approval != nil && moved == 0:
		res.Approval, res.Last = nil, before
	case res.Approval != nil || res.Last.Same(before):
		return pay.Resolution{}, fmt.Errorf("the pad's totals have moved by %s, and its last receipt does not say why", p.habits.currency.Format(moved))
	}
	return res, nil
}
