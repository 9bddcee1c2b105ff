package zvt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// offered is an approval that is being made durable.
type offered struct {
	answered bool // the pad waits for nothing
	done     bool // the verdict has come
	err      error
}

// errNameless refuses an approval that could never be told from another: it has
// neither a receipt nor a trace number.
var errNameless = errors.New("the pad approved a payment that has no name")

// present has an offer made durable. The verdict comes as an event.
func (p *pad) present(o pay.Offer, accept pay.Accept) *offered {
	kept := new(offered)
	p.offers[o.Approval.Ref] = kept
	p.visit.Record(p.ctx, o, accept)
	return kept
}

// conclude acts on a verdict: what is on disk is accepted, what is not is refused,
// so that the pad takes the money back.
func (p *pad) conclude(v desk.Verdict) error {
	o := p.offers[v.Ref]
	if o == nil {
		return nil
	}
	o.done, o.err = true, v.Err
	if v.Err == nil {
		p.memory.known.Add(v.Ref)
		delete(p.offers, v.Ref)
	}
	if o.answered {
		return nil
	}
	o.answered = true
	return errors.Join(wrap(v.Err), p.answer(verdictCode(v.Err)))
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record approval: %w", err)
}

// verdictCode answers a result: yes, or take the money back.
func verdictCode(err error) Code {
	if err == nil {
		return CodeGood
	}
	return Negative(IDProcessing)
}

// approved handles an approval of the running command: on disk first, then
// accepted. One that comes again is answered again.
func (x *exchange) approved(ctx context.Context, r Result) error {
	if !r.named() {
		x.out.result, x.out.withheld = &r, errNameless
		return x.answer(Negative(IDProcessing))
	}
	offer := x.offerOf(r)
	ref := offer.Approval.Ref
	mine := x.out.offer != nil && x.out.offer.Approval.Ref == ref
	if x.memory.known.Has(ref) && !mine && x.offers[ref] == nil {
		return x.answer(CodeGood) // an earlier payment, told again
	}
	x.out.result, x.out.offer = &r, &offer
	if x.memory.known.Has(ref) {
		return x.answer(CodeGood)
	}
	kept := x.offers[ref]
	if kept == nil {
		kept = x.present(offer, x.accept)
	}
	kept.answered = false
	return x.settle(ctx, ref, kept)
}

// settle waits for the verdict on an offer and answers with it. A disk that takes
// its time is no reason to lose the payment: the pad is asked to come again.
func (x *exchange) settle(ctx context.Context, ref string, kept *offered) error {
	for until := time.Now().Add(x.limits.Confirm); !kept.done; {
		e, err := x.wait(ctx, until)
		switch {
		case err != nil:
			return err
		case e.kind == gotTime:
			kept.answered = true
			return x.answer(Negative(IDBusy))
		case e.kind == gotVerdict && e.verdict.Ref == ref:
			kept.answered = true // below
			_ = x.conclude(e.verdict)
		case e.kind == gotAbort:
			x.wants = true
			e.abort <- nil
		case e.kind == gotFrame && e.frame.Code == CodeResult: // the same, impatiently
		default:
			x.unasked(e)
		}
	}
	x.out.withheld = wrap(kept.err)
	return x.answer(verdictCode(kept.err))
}

// late handles a result that nobody waits for. A refusal needs nobody. An approval
// is real money: somebody has to have it on disk first.
func (p *pad) late(f Frame) error {
	var r Result
	if err := r.UnmarshalBinary(f.Data); err != nil {
		p.log.Error("a late result cannot be read to its end", "cause", err)
	}
	r = p.fill(r)
	switch {
	case !r.Approved():
		return p.answer(CodeGood)
	case !r.named():
		return errors.Join(errNameless, p.answer(Negative(IDProcessing)))
	case p.memory.known.Has(r.Ref()):
		return p.answer(CodeGood)
	case p.offers[r.Ref()] != nil && !p.offers[r.Ref()].done:
		return nil // its verdict answers
	}
	p.present(pay.Offer{Approval: p.approval(r), Voids: r.Reversal()}, p.watcher.Late)
	return nil
}

// record has an offer made durable for which the pad waits for no answer.
func (p *pad) record(ctx context.Context, o pay.Offer, accept pay.Accept) error {
	kept := p.present(o, accept)
	kept.answered = true
	for !kept.done {
		e, err := p.wait(ctx, time.Now().Add(time.Hour))
		if err != nil {
			return err
		}
		p.unasked(e)
	}
	return wrap(kept.err)
}
