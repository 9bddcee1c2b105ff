package zvt

import (
	"context"
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/desk"
)

// Driver drives one pad. It is a [pay.Terminal] while Run runs.
type Driver struct {
	*desk.Desk[*pad]

	opts   Options
	habits habits
	memory memory // belongs to the goroutine of Run
}

var _ drivers.Pad = (*Driver)(nil)

// New builds a driver and touches nothing.
func New(o Options) (*Driver, error) {
	habits, err := o.check()
	if err != nil {
		return nil, err
	}
	d := &Driver{opts: o, habits: habits, memory: memory{since: time.Now()}}
	d.Desk = desk.New(desk.Options[*pad]{Link: o.Link, Watcher: o.Watcher, Log: o.Log, Start: d.newPad, Explain: d.explain})
	return d, nil
}

// Mark ends what may be running at the pad (06 B0) and asks for its last receipt
// (06 20).
func (d *Driver) Mark(ctx context.Context) (pay.Mark, error) {
	return desk.Ask(ctx, d.Desk, "mark", pay.NotSent, (*pad).mark)
}

// Authorize sends 06 01 once and answers the pad until 06 0F or 06 1E. Its offers
// are never final: the pad takes back what is not accepted.
func (d *Driver) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (a pay.Answer, err error) {
	f, err := d.habits.requestOf(c)
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	down := d.Do(ctx, "authorize", func(ctx context.Context, p *pad) { a, err = p.authorize(ctx, c, f, accept) })
	if down != nil {
		return pay.Answer{}, down
	}
	return a, err
}

// Void sends 06 30 once, which names the payment by its receipt and needs no card.
// Where the pad cannot do that any more and somebody stands there with the card,
// it sends 06 31 for the same amount. "Already reversed" counts as an approval.
func (d *Driver) Void(ctx context.Context, v pay.Void, accept pay.Accept) (a pay.Answer, err error) {
	f, err := d.habits.reversalOf(v)
	if errors.Is(err, pay.ErrUnsupported) { // a clear no, and the staff's from here
		return pay.Answer{Decline: &pay.Decline{Code: "unsupported", Text: err.Error(), Advice: pay.NotOffered}}, nil
	}
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	down := d.Do(ctx, "void", func(ctx context.Context, p *pad) { a, err = p.void(ctx, v, f, accept) })
	if down != nil {
		return pay.Answer{}, down
	}
	return a, err
}

// Resolve ends what may be running at the pad, and compares its last receipt with
// the mark. A pad that answers has nothing running any more, so the charge is
// settled then.
//
// An error means that the pad did not show its memory: the charge stays unknown.
func (d *Driver) Resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	return desk.Ask(ctx, d.Desk, "resolve", pay.Unknown, func(p *pad, ctx context.Context) (pay.Resolution, error) {
		return p.resolve(ctx, c, before)
	})
}
