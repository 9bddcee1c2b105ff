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
}

type receiptPrintCmd struct {
	Key  string `arg:"" help:"Payment key, as in kioskd queue list."`
	Void bool   `help:"The slip of the refund instead of the sale's."`
}

// Run prints by the running agent or, when none runs, by the printer itself.
func (r receiptPrintCmd) Run(t *terminal) error {
	err := t.withPrinter(func(p kioskapp.ReceiptPrinter) error {
		return p.PrintReceipt(t.ctx, pay.Key(r.Key), r.Void)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "printed: the printer said that the slip of %s is out\n", r.Key)
	return err
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
	Key      string `arg:"" help:"Payment key, as in kioskd queue list."`
	Void     bool   `help:"The slip of the refund instead of the sale's."`
	Language string `help:"ko or en; by itself that of the currency." placeholder:"LANG"`
}

func (r receiptShowCmd) Run(t *terminal) error {
	return t.withBooks(func(c config.Config, b kioskapp.Bookkeeper) error {
		p, err := b.Payment(t.ctx, pay.Key(r.Key))
		if err != nil {
			return err
		}
		lines, err := r.lines(c, p)
		if err != nil {
			return err
		}
		var text strings.Builder
		for _, l := range lines {
			text.WriteString(l.Text + "\n")
		}
		_, err = fmt.Fprint(t.out, text.String())
		return err
	})
}

func (r receiptShowCmd) lines(c config.Config, p pay.Payment) ([]slip.Line, error) {
	kind := "sale"
	if r.Void {
		kind = "void"
	}
	receipt, err := receipts.Of(c.Store.Slip(), p, c.TestMode, kind)
	if err != nil {
		return nil, err
	}
	language := slip.Language(r.Language)
	if language == "" {
		language = slip.LanguageFor(receipt.Currency)
	}
	return slip.Write(receipt, slip.Options{Columns: c.Printer.Columns, Language: language, Reference: agent.Reference(p.Key)})
}
