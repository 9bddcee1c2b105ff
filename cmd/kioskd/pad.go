package main

import (
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type padCmd struct {
	Ports  padPortsCmd  `cmd:"" help:"List the serial ports of this machine, and how to name them in the configuration."`
	Info   padInfoCmd   `cmd:"" help:"Tell what the pad is, how its parts are, and what it can do."`
	Check  padCheckCmd  `cmd:"" help:"Tell whether the pad is there and ready."`
	Last   padLastCmd   `cmd:"" help:"Tell the last approval that the pad remembers."`
	Pay    padPayCmd    `cmd:"" help:"Take a payment. With a real pad this moves real money."`
	Void   padVoidCmd   `cmd:"" help:"Take an approved payment back."`
	Trace  padTraceCmd  `cmd:"" help:"Record what pad and kiosk say to each other, without card data."`
	Replay padReplayCmd `cmd:"" help:"Tell how to play a recording to a simulated pad."`
}

// Help says who does the asking.
func (padCmd) Help() string {
	return `All of these go through the agent that runs. When none runs, they take its journal and its pad for as long as they last, so that no two programs ever have a hand on either.

A new kiosk: find the pad with "kioskd pad ports", write its address into the configuration as pad.port, ask with "kioskd pad check", and take a small payment back with "kioskd pad pay" and "kioskd pad void". What goes wrong on the line shows in "kioskd pad trace".`
}

type padCheckCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (p padCheckCmd) Run(t *terminal) error {
	return t.askPad(func(_ config.Config, e kioskapp.PadAsker) error {
		s, err := e.Status(t.ctx)
		if err != nil {
			return err
		}
		if p.JSON {
			err = t.json(s.Pad)
		} else {
			_, err = fmt.Fprintln(t.out, upOrWhy(s.Pad.Up, s.Pad.Pad, s.Pad.Reason))
		}
		if err == nil && !s.Pad.Up {
			err = errors.New("the pad is not connected: check its cable and power")
		}
		return err
	})
}

type padLastCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (p padLastCmd) Run(t *terminal) error {
	return t.askPad(func(c config.Config, e kioskapp.PadAsker) error {
		m, err := e.PadLast(t.ctx)
		if err != nil {
			return err
		}
		if p.JSON {
			return t.json(m)
		}
		_, err = fmt.Fprintln(t.out, tellMark(c, m))
		return err
	})
}

type padPayCmd struct {
	Amount int64 `help:"Whole minor units of the catalogue's currency: won, cents." required:""`
	JSON   bool  `help:"Print JSON." name:"json"`
}

// Help says what becomes of the payment.
func (padPayCmd) Help() string {
	return `The payment is one of an order of its own: written down first, shown on the kiosk's screen, sent to HQ. It prints the payment's key, by which "kioskd pad void KEY" takes it back. When this command is interrupted, the agent settles the payment all the same.`
}

// Run takes a payment like any customer's: stored first, recorded, uploaded.
func (p padPayCmd) Run(t *terminal) error {
	return t.withPad(func(c config.Config, e kioskapp.Engineer) error { return p.pay(t, c, e) })
}

func (p padPayCmd) pay(t *terminal, c config.Config, e kioskapp.Engineer) error {
	key, err := e.PadPay(t.ctx, amount(p.Amount))
	if errors.Is(err, kioskapp.ErrGone) {
		return fmt.Errorf("a payment may have been started: see kioskd queue list; what was charged is settled when the agent starts again: %w", err)
	}
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(t.errOut, "charging %s: show a card to the pad\n", c.Catalogue.Currency.Format(amount(p.Amount)))
	end, err := t.ending(e, key)
	if errors.Is(err, kioskapp.ErrGone) {
		return fmt.Errorf("payment %s may have been charged: do not take it again; the agent settles it at its next start: %w", key, err)
	}
	if err != nil {
		return err
	}
	return p.tell(t, c, end)
}

// tell prints an ending, and fails for one that is no approval.
func (p padPayCmd) tell(t *terminal, c config.Config, end pay.Payment) error {
	var err error
	if p.JSON {
		err = t.json(end)
	} else {
		err = t.tellEnding(c, end)
	}
	if err == nil && end.Status != pay.Approved {
		err = fmt.Errorf("payment %s is %s", end.Key, end.Status)
	}
	return err
}

func amount(n int64) pay.Amount { return pay.Amount(n) }

// ending waits until the books have a last word on a payment.
func (t *terminal) ending(e kioskapp.Engineer, key pay.Key) (pay.Payment, error) {
	for tick := time.NewTicker(200 * time.Millisecond); ; {
		p, err := e.Payment(t.ctx, key)
		if err != nil {
			return p, err
		}
		if !p.Status.Open() && p.Status != pay.Ordered {
			return p, nil
		}
		if p.Status == pay.Ordered {
			s, err := e.Status(t.ctx)
			if err != nil || s.State == agent.Failed || s.State == agent.NotCharged {
				return p, errors.Join(err, faultOf(s))
			}
		}
		select {
		case <-tick.C:
		case <-t.ctx.Done():
			return p, fmt.Errorf("payment %s is %s; it is settled by the agent: %w", key, p.Status, t.ctx.Err())
		}
	}
}

func faultOf(s kioskapp.Status) error {
	if s.Fault == nil {
		return nil
	}
	return s.Fault
}

func (t *terminal) tellEnding(c config.Config, p pay.Payment) error {
	line := fmt.Sprintf("%s: %s", p.Key, p.Status)
	if p.Approval != nil {
		line += fmt.Sprintf(", %s, approval number %s, card %s", c.Catalogue.Currency.Format(p.Approval.Amount), p.Approval.Number, p.Approval.Card)
	}
	if p.Decline != nil {
		line += fmt.Sprintf(", code %s %s", p.Decline.Code, p.Decline.Text)
	}
	_, err := fmt.Fprintln(t.out, line)
	return err
}
