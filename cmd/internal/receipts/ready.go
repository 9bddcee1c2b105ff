package receipts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
)

// glance bounds what a payment may wait for a look at the printer.
const glance = 700 * time.Millisecond

// Ready returns nil when a new payment may begin: paper is not required, or the
// printer says this moment that it prints. A printer that is busy with a slip is
// taken at its last word.
func (r *Receipts) Ready(ctx context.Context) error {
	if !r.o.Printer.Required {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	p, err := r.driver.Look(ctx)
	if err != nil {
		p = r.printer()
		if busy := r.busy(); !busy && p.Prints() {
			p = pay.Printer{State: pay.PrinterAway, Reason: "it did not answer: " + err.Error()}
		}
	}
	if p.Prints() {
		return nil
	}
	return because(agent.FaultPrinter, errors.New(reason(p)))
}

func (r *Receipts) busy() bool {
	p, _ := r.Printer()
	return p.Slip != nil && p.Slip.State == ui.SlipPrinting
}

// AwaitPrinter returns as soon as the printer is there and prints.
func (r *Receipts) AwaitPrinter(ctx context.Context) error {
	for {
		p, changed := r.Printer()
		now := pay.Printer{State: p.State, Reason: p.Reason}
		if now.Prints() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return because(agent.FaultPrinter, errors.New(reason(now)))
		}
	}
}

// Views is where the agent's views come from.
type Views interface {
	View() agent.View
	Wait(ctx context.Context, after uint64) (agent.View, error)
}

// Follow prints each sale and each refund by itself, as the screen shows them,
// until ctx ends.
func (r *Receipts) Follow(ctx context.Context, views Views) error {
	var last seen
	for v := views.View(); ; {
		if s, ok := ending(v); ok && s != last {
			last = s
			if err := r.Print(ctx, s.key, ui.Wish{Kind: s.kind}); err != nil {
				r.o.Log.Warn("slip", "key", s.key, "kind", s.kind, "err", err)
			}
		}
		next, err := views.Wait(ctx, v.Seq)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("follow the payments: %w", err)
		}
		v = next
	}
}

// seen is an ending on the screen: how much had gone back tells one refund of a
// payment from the next.
type seen struct {
	key  pay.Key
	kind string
	back pay.Amount
}

// ending returns what a view's payment has come to.
func ending(v agent.View) (seen, bool) {
	if v.Payment == nil || v.Payment.Receipt == nil {
		return seen{}, false
	}
	s := seen{v.Payment.Key, v.Payment.Receipt.Kind, v.Payment.Receipt.Refunded}
	if v.State == agent.Voided {
		s.kind = "void" // also when a part is left, so that the sale stands
	}
	return s, v.State == agent.Approved || v.State == agent.Voided
}
