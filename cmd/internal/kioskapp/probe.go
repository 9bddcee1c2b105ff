package kioskapp

import (
	"context"
	"errors"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// Probe is a pad without an agent and without a journal: it can be asked, and
// moves no money. An approval that the pad tells unasked is not confirmed to it,
// so that the pad tells it again to an agent that can write it down.
type Probe struct {
	pad   drivers.Pad
	way   *way
	links earshot
	link  pay.Link
}

var _ PadAsker = (*Probe)(nil)

// NewProbe builds a probe of the configuration's pad.
func NewProbe(o Options) (p *Probe, err error) {
	p = &Probe{links: make(earshot, 1)}
	p.pad, p.way, err = newPad(o, p.links, nil)
	return p, err
}

// Run keeps the way to the pad open until ctx ends, and closes it.
func (p *Probe) Run(ctx context.Context) error {
	return errors.Join(p.pad.Run(ctx), p.pad.Close())
}

// AwaitPad returns as soon as the pad is reachable, or it is plain that it will
// not be. It is called before anything is asked.
func (p *Probe) AwaitPad(ctx context.Context) error {
	for !p.link.Up {
		if err := p.way.hopeless(); err != nil {
			return fmt.Errorf("the pad was not reached: %w", err)
		}
		select {
		case p.link = <-p.links:
		case <-ctx.Done():
			return notReached(p.link.Reason, ctx.Err())
		}
	}
	return nil
}

// Status implements [PadAsker]: it knows of the pad alone.
func (p *Probe) Status(context.Context) (Status, error) { return Status{Pad: p.link}, nil }

// PadLast implements [PadAsker].
func (p *Probe) PadLast(ctx context.Context) (pay.Mark, error) {
	ctx, cancel := context.WithTimeout(ctx, peekLimit)
	defer cancel()
	return p.pad.Mark(ctx)
}

// earshot hears a pad, and keeps the last it said of its link.
type earshot chan pay.Link

var _ pay.Watcher = earshot(nil)

// Progress implements [pay.Watcher].
func (earshot) Progress(pay.Progress) {}

// Late implements [pay.Watcher] and refuses.
func (earshot) Late(context.Context, pay.Offer) error {
	return errors.New("there is no journal to write the approval into: start the kiosk")
}

// Link implements [pay.Watcher]. One goroutine of the driver calls it.
func (e earshot) Link(l pay.Link) {
	select {
	case <-e: // nobody has asked for it yet
	default:
	}
	e <- l
}
