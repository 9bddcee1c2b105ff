package smartro

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
	d := &Driver{opts: o, habits: habits}
	d.Desk = desk.New(desk.Options[*pad]{Link: o.Link, Watcher: o.Watcher, Log: o.Log, Start: d.newPad, Explain: d.explain})
	return d, nil
}

// Mark clears the pad (E) and asks for its last approval (L).
func (d *Driver) Mark(ctx context.Context) (pay.Mark, error) {
	return desk.Ask(ctx, d.Desk, "mark", pay.NotSent, (*pad).mark)
}

// Authorize sends B once and waits for b.
func (d *Driver) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (a pay.Answer, err error) {
	q, err := requestOf(c)
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	down := d.Do(ctx, "authorize", func(ctx context.Context, p *pad) { a, err = p.authorize(ctx, c, q, accept) })
	if down != nil {
		return pay.Answer{}, down
	}
	return a, err
}

// Void sends C once and waits for c. Unattended it uses the card-less kind that
// names the payment. An answer "cancelled before" counts as an approval.
func (d *Driver) Void(ctx context.Context, v pay.Void, accept pay.Accept) (a pay.Answer, err error) {
	q, err := cancelOf(v)
	if errors.Is(err, pay.ErrUnsupported) { // a clear no, and the staff's from here
		return pay.Answer{Decline: &pay.Decline{Code: "unsupported", Text: err.Error(), Advice: pay.NotOffered}}, nil
	}
	if err != nil {
		return pay.Answer{}, pay.Fail("void", pay.NotSent, err)
	}
	down := d.Do(ctx, "void", func(ctx context.Context, p *pad) { a, err = p.void(ctx, v, q, accept) })
	if down != nil {
		return pay.Answer{}, down
	}
	return a, err
}

// Resolve clears the pad (E), lets it settle, and compares its last approval (L)
// with the mark. The charge is settled when it was stopped before a card was
// shown, or when the pad has been idle for as long as a VAN may take. Its age
// proves nothing: how long a pad waits for a card is its own affair.
//
// An error means that the pad did not show its memory: the charge stays unknown.
func (d *Driver) Resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	return desk.Ask(ctx, d.Desk, "resolve", pay.Unknown, func(p *pad, ctx context.Context) (pay.Resolution, error) {
		return p.resolve(ctx, c, before)
	})
}

// stamp returns what goes into the head of a frame.
func (d *Driver) stamp() (terminal, at string) {
	return d.opts.TerminalID, time.Now().In(d.opts.Location).Format(StampFormat)
}
