package smartro

import (
	"context"
	"encoding"
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

// Mark clears the pad (E) and asks for its last approval (L).
func (d *Driver) Mark(ctx context.Context) (pay.Mark, error) {
	return desk.Ask(ctx, d.Desk, "mark", pay.NotSent, (*pad).mark)
}

// Authorize sends B once and waits for b.
func (d *Driver) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
	q, err := d.habits.requestOf(c)
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	return d.charge(ctx, c, JobApprove, q, accept)
}

// charge sends a charge that this pad can take. What does not fit is refused
// before.
func (d *Driver) charge(ctx context.Context, c pay.Charge, job Job, q encoding.BinaryMarshaler, accept pay.Accept) (a pay.Answer, err error) {
	data, err := q.MarshalBinary()
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	down := d.Do(ctx, "authorize", func(ctx context.Context, p *pad) { a, err = p.authorize(ctx, c, job, data, accept) })
	if down != nil {
		return pay.Answer{}, down
	}
	return a, err
}

// Void sends C once and waits for c, by a kind that fits the approval; see
// [CancelRequest]. Unattended it needs no card. An answer "cancelled before"
// counts as an approval; what this pad can never do is declined.
func (d *Driver) Void(ctx context.Context, v pay.Void, accept pay.Accept) (a pay.Answer, err error) {
	q, err := d.habits.cancelOf(v)
	if err == nil {
		down := d.Do(ctx, "void", func(ctx context.Context, p *pad) { a, err = p.void(ctx, v, q, accept) })
		if down != nil {
			return pay.Answer{}, down
		}
	}
	if errors.Is(err, pay.ErrUnsupported) {
		return pay.Answer{Decline: &pay.Decline{Code: "unsupported", Text: err.Error(), Advice: pay.NotOffered}}, nil
	}
	var known *pay.Error
	if err != nil && !errors.As(err, &known) {
		err = pay.Fail("void", pay.NotSent, err)
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
