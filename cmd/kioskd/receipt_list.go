package main

import (
	"fmt"
	"text/tabwriter"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/receipts"
)

type receiptListCmd struct {
	Key  string `arg:"" help:"Payment key, as in kioskd queue list."`
	JSON bool   `help:"Print JSON." name:"json"`
}

// slipOf is one slip of a payment, for people and programs.
type slipOf struct {
	Refund   int          `json:"refund"` // 0 for the sale, from 1 for refunds
	Kind     string       `json:"kind"`   // sale or void
	Currency pay.Currency `json:"currency"`
	Amount   pay.Amount   `json:"amount"`
	Number   string       `json:"number"` // approval number
	At       pay.PadClock `json:"at,omitzero"`
	Reason   string       `json:"reason,omitempty"` // of a refund
}

func (r receiptListCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		p, err := b.Payment(t.ctx, pay.Key(r.Key))
		if err != nil {
			return err
		}
		slips, err := slipsOf(c, p)
		if err != nil {
			return err
		}
		if r.JSON {
			return t.json(slips)
		}
		return t.tellSlips(slips)
	})
}

// slipsOf lists the slips of a payment: of its sale, and of what went back.
func slipsOf(c config.Config, p pay.Payment) ([]slipOf, error) {
	sale, err := receipts.Of(c.Store.Slip(), p, c.TestMode, "sale", 0)
	if err != nil {
		return nil, err
	}
	slips := []slipOf{{Kind: sale.Kind, Currency: sale.Currency, Amount: sale.Total, Number: sale.Number, At: sale.At}}
	for i, back := range p.Refunds {
		slips = append(slips, slipOf{
			Refund: i + 1, Kind: "void", Currency: sale.Currency, Amount: back.Amount, Number: back.Number, At: back.Pad, Reason: back.Reason,
		})
	}
	return slips, nil
}

func (t *terminal) tellSlips(slips []slipOf) error {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, s := range slips {
		name := "sale"
		if s.Refund > 0 {
			name = fmt.Sprintf("refund %d", s.Refund)
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\tapproval %s\t%s\t%s\n", name, s.Currency.Format(s.Amount), s.Number, s.At, s.Reason); err != nil {
			return err
		}
	}
	return w.Flush()
}
