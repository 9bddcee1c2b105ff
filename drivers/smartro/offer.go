package smartro

import (
	"context"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// offered is an approval that is being made durable.
type offered struct {
	confirmed bool // the pad has our ACK already
	turn      int  // which of those being recorded it is
}

// present has an offer made durable. The verdict comes as an event.
func (p *pad) present(o pay.Offer, accept pay.Accept) {
	p.offers[o.Approval.Ref] = &offered{turn: p.nextTurn()}
	p.visit.Record(p.ctx, o, accept)
}

// conclude acts on a verdict: what is on disk is acknowledged, what is not stays
// unacknowledged, so that the pad says it again.
func (p *pad) conclude(v desk.Verdict) error {
	o := p.offers[v.Ref]
	delete(p.offers, v.Ref)
	if v.Err != nil {
		return fmt.Errorf("record approval: %w", v.Err)
	}
	p.memory.known.Add(v.Ref)
	if o == nil || o.confirmed || p.overtaken(o) {
		return nil
	}
	return p.confirm()
}

// overtaken reports whether the pad has told of a later approval that is not on
// disk yet. An ACK has no name: the pad would take it for the later one. Whatever
// it does not get an ACK for it tells again.
func (p *pad) overtaken(o *offered) bool {
	for _, other := range p.offers {
		if other.turn > o.turn && !other.confirmed {
			return true
		}
	}
	return false
}

// settle waits for the verdict on an offer. The pad gets its ACK with the
// verdict, or when it has waited for long enough: its repeat would be free
// redundancy, but a pad that is never acknowledged may do what nobody knows.
func (p *pad) settle(ctx context.Context, ref string) error {
	for until := time.Now().Add(p.limits.Confirm); ; {
		e, err := p.wait(ctx, until)
		switch {
		case err != nil:
			return err
		case e.kind == gotVerdict && e.verdict.Ref == ref:
			return p.conclude(e.verdict)
		case e.kind == gotTime:
			if err := p.confirmEarly(ref); err != nil {
				return err
			}
			until = time.Now().Add(time.Hour)
		default:
			p.unasked(e)
		}
	}
}

// confirmEarly acknowledges an offer that is still being recorded.
func (p *pad) confirmEarly(ref string) error {
	o := p.offers[ref]
	if o == nil || o.confirmed {
		return nil
	}
	o.confirmed = true
	return p.confirm()
}

// late handles an answer to B, C or G that nobody waits for. A rejection needs
// nobody. An approval is real money: somebody has to have it on disk first.
func (p *pad) late(f Frame) error {
	var r Result
	if err := r.UnmarshalBinary(f.Data); err != nil {
		return fmt.Errorf("late answer %v: %w", f.Job, err)
	}
	if r.Approved == nil {
		p.memory.heard(f)
		p.memory.arrived(mayRefuse)
		return p.confirm()
	}
	if known, err := p.repeated(r.Approved.Ref()); known {
		return err
	}
	if f.Job != JobCancel.Response() {
		p.memory.arrived(func(t trail) bool { return t.amount == r.Approved.Amount })
	}
	p.present(offerOf(f.Job, r.Approved), p.watcher.Late)
	return nil
}

// repeated deals with an approval that was heard before: recorded ones are
// acknowledged again, those being recorded only if they were already.
func (p *pad) repeated(ref string) (bool, error) {
	if o := p.offers[ref]; o != nil {
		if o.confirmed {
			return true, p.confirm()
		}
		return true, nil
	}
	if p.memory.known.Has(ref) {
		return true, p.confirm()
	}
	return false, nil
}

func offerOf(job Job, a *Approved) pay.Offer {
	return pay.Offer{Approval: a.Approval(), Final: true, Voids: job == JobCancel.Response()}
}

// nextTurn is greater than that of all offers that are being recorded.
func (p *pad) nextTurn() (next int) {
	for _, o := range p.offers {
		next = max(next, o.turn+1)
	}
	return next
}
