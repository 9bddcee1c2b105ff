package smartro

import (
	"context"

	"kioskd/agent/pay"
)

// resolve is what [Driver.Resolve] does.
//
// L has been read as "last approval" and as "last transaction". Under the second
// reading a rejection shows as such: it is no approval, and the memory counts as
// unchanged; and a cancel shows like a sale: it is handed on, and its approval
// number tells the agent. A pad whose memory does not change at all looks like
// one where nothing happened, until it has missed a sale that we know of; then
// nothing is decided by it. This is why a charge that is presumed not to have been
// made stays watched.
func (p *pad) resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	t := p.memory.find(c)
	if err := p.standby(ctx); err != nil {
		return pay.Resolution{}, err
	}
	if err := p.Pause(ctx, p.limits.Settle); err != nil {
		return pay.Resolution{}, err
	}
	last, err := p.last(ctx)
	if err != nil {
		return pay.Resolution{}, err
	}
	res := pay.Resolution{Last: markOf(last), Settled: t.settled(p.limits)}
	if last.Rejected != nil {
		res.Last = before
	}
	if err := p.memory.recall.Stuck(); err != nil && res.Last.Same(before) {
		return pay.Resolution{}, err
	}
	if last.Approved != nil && !res.Last.Same(before) {
		a := last.Approved.Approval()
		res.Approval = &a
		t.over = t.over || a.Answers(c)
	}
	return res, nil
}
