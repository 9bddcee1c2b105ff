package zvt

import (
	"context"
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
	if p.habits.totals {
		t, err := p.count(ctx, CodeTotals)
		if err != nil {
			return pay.Mark{}, err
		}
		p.memory.tally = &tally{mark: m.Ref, count: t.Count, amount: t.Amount}
	}
	return m, nil
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
		return p.prove(ctx, res, before)
	}
	return res, nil
}

// tookBack reports whether a reversal can be that of the charge itself.
func tookBack(r Result, c pay.Charge, before pay.Mark) bool {
	ofMark := strings.Contains(before.Ref, "/"+r.OrigTrace+"/")
	return !ofMark && (r.Amount == c.Amount || r.Amount == 0)
}

// prove holds a remembered approval against the pad's totals, where they were
// taken with the mark: if nothing was added, the pad has taken the money back and
// shows the payment as it was.
func (p *pad) prove(ctx context.Context, res pay.Resolution, before pay.Mark) (pay.Resolution, error) {
	old := p.memory.tally
	if !p.habits.totals || old == nil || old.mark != before.Ref {
		return res, nil
	}
	t, err := p.count(ctx, CodeTotals)
	if err != nil {
		return pay.Resolution{}, err
	}
	if t.Amount == old.amount {
		res.Approval, res.Last = nil, before
	}
	return res, nil
}
