package main

import (
	"errors"
	"fmt"
	"strings"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/receipts"
	"kioskd/drivers/slip"
)

type receiptCmd struct {
	Print receiptPrintCmd `cmd:"" help:"Print it once more; it is marked as a reprint."`
	Show  receiptShowCmd  `cmd:"" help:"Write it on the terminal, as it would be printed."`
	List  receiptListCmd  `cmd:"" help:"List the slips that a payment has: of its sale, and of each refund."`
}

// whichSlip picks among the slips of a payment.
type whichSlip struct {
	Key    string `arg:"" help:"Payment key, as in kioskd queue list."`
	Void   bool   `help:"The slips of all its refunds, one after the other, instead of the sale's." xor:"refund"`
	Refund int    `help:"The slip of one refund, by its number in kioskd receipt list." placeholder:"N" xor:"refund"`
}

// numbers returns the slips that are meant: 0 for the sale, from 1 for refunds.
func (w whichSlip) numbers(p pay.Payment) ([]int, error) {
	switch n := len(p.Refunds); {
	case w.Refund < 0 || w.Refund > n:
		return nil, fmt.Errorf("there is no refund %d of payment %s, which has %d: kioskd receipt list %s", w.Refund, p.Key, n, p.Key)
	case w.Refund > 0:
		return []int{w.Refund}, nil
	case !w.Void:
		return []int{0}, nil
	case n == 0:
		return nil, fmt.Errorf("nothing of payment %s has gone back: without --void it is the slip of the sale", p.Key)
	default:
		all := make([]int, n)
		for i := range all {
			all[i] = i + 1
		}
		return all, nil
	}
}

type receiptPrintCmd struct{ whichSlip }

// Run prints by the running agent or, when none runs, by the printer itself.
func (r receiptPrintCmd) Run(t *terminal) error {
	return t.withPrinter(func(printer kioskapp.ReceiptPrinter) error {
		p, err := printer.Payment(t.ctx, pay.Key(r.Key))
		if err != nil {
			return err
		}
		numbers, err := r.numbers(p)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if err := printer.PrintReceipt(t.ctx, p.Key, n); err != nil {
				return fmt.Errorf("%s: %w", slipName(n), err)
			}
			if _, err := fmt.Fprintf(t.out, "printed: the printer said that the %s of %s is out\n", slipName(n), p.Key); err != nil {
				return err
			}
		}
		return nil
	})
}

func slipName(number int) string {
	if number == 0 {
		return "slip"
	}
	return fmt.Sprintf("slip of refund %d", number)
}

// withPrinter hands over the running agent or, when none runs, the printer.
func (t *terminal) withPrinter(do func(kioskapp.ReceiptPrinter) error) error {
	c, running, err := t.dial()
	if err != nil {
		return err
	}
	if running != nil {
		return do(running)
	}
	desk, err := kioskapp.OpenPrintDesk(t.options(c))
	if err != nil {
		return err
	}
	return errors.Join(do(desk), desk.Close())
}

type receiptShowCmd struct {
	whichSlip
	Language string `help:"ko or en; by itself that of the currency." placeholder:"LANG"`
}

func (r receiptShowCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		p, err := b.Payment(t.ctx, pay.Key(r.Key))
		if err != nil {
			return err
		}
		numbers, err := r.numbers(p)
		if err != nil {
			return err
		}
		var text strings.Builder
		for _, n := range numbers {
			lines, err := r.lines(c, p, n)
			if err != nil {
				return err
			}
			for _, l := range lines {
				text.WriteString(l.Text + "\n")
			}
		}
		_, err = fmt.Fprint(t.out, text.String())
		return err
	})
}

func (r receiptShowCmd) lines(c config.Config, p pay.Payment, refund int) ([]slip.Line, error) {
	kind := "sale"
	if refund > 0 {
		kind = "void"
	}
	receipt, err := receipts.Of(c.Store.Slip(), p, c.TestMode, kind, refund)
	if err != nil {
		return nil, err
	}
	language := slip.Language(r.Language)
	if language == "" {
		language = slip.LanguageFor(receipt.Currency)
	}
	return slip.Write(receipt, slip.Options{Columns: c.Printer.Columns, Language: language, Reference: agent.Reference(p.Key)})
}
