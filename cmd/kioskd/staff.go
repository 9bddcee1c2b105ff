package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type staffCmd struct {
	List     staffListCmd     `cmd:"" default:"withargs" help:"List the payments that a person has to look at, each with its next step."`
	PIN      staffPINCmd      `cmd:"" name:"pin" help:"Set the number by which the shop's people open the staff page on the kiosk."`
	Override staffOverrideCmd `cmd:"" help:"Unblock the kiosk, or close a case. Marks nothing as paid."`
	Refund   staffRefundCmd   `cmd:"" help:"Have money go back. With a real pad this moves real money."`
}

type staffListCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

func (s staffListCmd) Run(t *terminal) error {
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		cases, err := b.StaffList(t.ctx)
		switch {
		case err != nil:
			return err
		case s.JSON:
			return t.json(cases)
		case len(cases) == 0:
			_, err = fmt.Fprintln(t.out, "nothing: every payment has its ending")
			return err
		}
		return tellCases(t.out, cases)
	})
}

func tellCases(out io.Writer, cases []agent.Case) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range cases {
		line := func(name, value string) {
			if value != "" {
				_, _ = fmt.Fprintf(w, "%s\t%s\n", name, value)
			}
		}
		line("reference", c.Reference)
		line("payment", fmt.Sprintf("%s, %s, %s", c.Key, c.Status, c.Currency.Format(c.Amount)))
		if !c.Since.IsZero() {
			line("since", c.Since.Local().Format(time.DateTime))
		}
		line("approval", c.Number)
		line("why", c.Reason)
		if o := c.Override; o != nil {
			line("overridden", fmt.Sprintf("by %s: %s", o.Name, o.Reason))
		}
		line("next", c.Next)
		line(" ", " ")
	}
	return w.Flush()
}

type staffOverrideCmd struct {
	Key    string `arg:"" help:"Payment key, as kioskd staff list shows it."`
	Name   string `help:"Who decides." required:""`
	Reason string `help:"Why." required:""`
}

// Run needs no pad: a pad that does not answer is why it is needed.
func (s staffOverrideCmd) Run(t *terminal) error {
	_, running, err := t.dial()
	if err != nil {
		return err
	}
	if running == nil {
		return fmt.Errorf("%w; start it with: kioskd run", kioskapp.ErrNotRunning)
	}
	if err := running.Override(t.ctx, pay.Key(s.Key), s.Name, s.Reason); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "noted; what is not settled goes on being tried")
	return err
}

type staffRefundCmd struct {
	Key    string `arg:"" help:"Payment key."`
	Amount int64  `help:"Whole minor units; all that is left without it."`
	Reason string `help:"Why." required:""`
	ID     string `help:"Names this refund, so that it is made once however often it is asked for."`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Run has a payment taken back like any other, and waits for its ending.
func (s staffRefundCmd) Run(t *terminal) error {
	return t.withPad(func(c config.Config, e kioskapp.Engineer) error {
		r := agent.Refund{Key: pay.Key(s.Key), Amount: amount(s.Amount), Reason: s.Reason, ID: s.ID}
		if err := e.Refund(t.ctx, r); err != nil {
			return err
		}
		p, err := t.ending(e, r.Key)
		if err != nil {
			return err
		}
		return s.tell(t, c, p)
	})
}

func (s staffRefundCmd) tell(t *terminal, c config.Config, p pay.Payment) (err error) {
	if s.JSON {
		err = t.json(p)
	} else {
		_, err = fmt.Fprintf(t.out, "%s: %s, %s of %s has gone back\n", p.Key, p.Status, c.Catalogue.Currency.Format(p.Refunded()), c.Catalogue.Currency.Format(p.Refunded()+p.Left()))
	}
	if err == nil && p.Status == pay.Unresolved {
		err = fmt.Errorf("payment %s: the money has not gone back; see kioskd staff list", p.Key)
	}
	return err
}
