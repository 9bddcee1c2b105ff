package kioskapp

import (
	"context"
	"errors"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/receipts"
	"kioskd/ui"
)

// ReceiptPrinter prints slips for the engineer.
type ReceiptPrinter interface {
	// PrintReceipt prints a slip of a payment once more, of its sale or, with a
	// number from 1, of one of its refunds. It returns nil only when the printer has
	// said that it is out.
	PrintReceipt(ctx context.Context, key pay.Key, refund int) error

	// Payment returns what the books say about a key.
	Payment(ctx context.Context, key pay.Key) (pay.Payment, error)
}

// counter is the agent as a screen meets it: behind the rule that nothing is sold
// without paper, where there is that rule.
type counter struct {
	*agent.Agent
	receipts *receipts.Receipts // nil without a printer
	reader   func() bool        // whether only a client begins payments
}

var _ ui.Agent = counter{}

// Pay implements [ui.Agent].
func (c counter) Pay(ctx context.Context, key pay.Key, amount pay.Amount) (pay.Payment, error) {
	return c.PayInMonths(ctx, key, amount, 0)
}

// OrderByApp implements [ui.Agent]. In reader mode no page asks for payments of its
// own: the client does.
func (c counter) OrderByApp(ctx context.Context, w agent.AppOrder) (pay.Order, error) {
	if c.reader() {
		return pay.Order{}, agent.FaultMode
	}
	return c.Agent.OrderByApp(ctx, w)
}

// PayInMonths implements [ui.Agent]. Only a payment that would begin is refused:
// who asks again what became of one always gets an answer.
func (c counter) PayInMonths(ctx context.Context, key pay.Key, amount pay.Amount, months int) (pay.Payment, error) {
	if c.receipts == nil {
		return c.Agent.PayInMonths(ctx, key, amount, months)
	}
	if p, err := c.Payment(ctx, key); err == nil && p.Status.Retriable() {
		if err := c.receipts.Ready(ctx); err != nil {
			return pay.Payment{}, err
		}
	}
	return c.Agent.PayInMonths(ctx, key, amount, months)
}

// buildReceipts builds the printer beside the agent, where one is set.
func (a *App) buildReceipts() (err error) {
	if a.o.Config.Printer.Port == "" {
		return nil
	}
	a.receipts, err = receipts.New(receiptOptions(a.o, a.agent.Payment))
	return err
}

func receiptOptions(o Options, payment func(context.Context, pay.Key) (pay.Payment, error)) receipts.Options {
	return receipts.Options{
		Printer: o.Config.Printer, Store: o.Config.Store.Slip(), Test: o.Config.TestMode, Payment: payment, Log: o.Log,
	}
}

// runReceipts prints what is asked for, and every slip where that is set.
func (a *App) runReceipts(ctx context.Context) error {
	if a.o.Config.Printer.Automatic {
		ended := make(chan error, 1)
		go func() { ended <- a.receipts.Follow(ctx, a.agent) }()
		return errors.Join(a.receipts.Run(ctx), <-ended)
	}
	return a.receipts.Run(ctx)
}

// paper is the printer as the screen sees it, nil where there is none.
func (a *App) paper() ui.Paper {
	if a.receipts == nil {
		return nil
	}
	return a.receipts
}

// printer is how the printer is, nil where there is none.
func (a *App) printer() *pay.Printer {
	if a.receipts == nil {
		return nil
	}
	p, _ := a.receipts.Printer()
	return &pay.Printer{State: p.State, Reason: p.Reason}
}

// PrintReceipt implements [ReceiptPrinter].
func (a *App) PrintReceipt(ctx context.Context, key pay.Key, refund int) error {
	if a.receipts == nil {
		return agent.FaultNoPrinter
	}
	return a.receipts.PrintNow(ctx, key, reprint(refund))
}

func reprint(refund int) ui.Wish {
	if refund > 0 {
		return ui.Wish{Kind: "void", Refund: refund, Again: true}
	}
	return ui.Wish{Kind: "sale", Again: true}
}

// printerPatience is how long a command waits for a printer to answer.
const printerPatience = 10 * time.Second

// PrintDesk prints slips while no agent runs, from the journal alone.
type PrintDesk struct {
	books    *Books
	receipts *receipts.Receipts
}

var _ ReceiptPrinter = (*PrintDesk)(nil)

// OpenPrintDesk opens the journal and builds the printer. Close frees the folder.
func OpenPrintDesk(o Options) (*PrintDesk, error) {
	if o.Config.Printer.Port == "" {
		return nil, agent.FaultNoPrinter
	}
	books, err := OpenBooks(o)
	if err != nil {
		return nil, err
	}
	r, err := receipts.New(receiptOptions(o, books.Payment))
	if err != nil {
		return nil, errors.Join(err, books.Close())
	}
	return &PrintDesk{books, r}, nil
}

// Close frees the journal's folder.
func (d *PrintDesk) Close() error { return d.books.Close() }

// Payment implements [ReceiptPrinter].
func (d *PrintDesk) Payment(ctx context.Context, key pay.Key) (pay.Payment, error) {
	return d.books.Payment(ctx, key)
}

// PrintReceipt implements [ReceiptPrinter].
func (d *PrintDesk) PrintReceipt(ctx context.Context, key pay.Key, refund int) error {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- d.receipts.Run(ctx) }()
	patient, cancel := context.WithTimeout(ctx, printerPatience)
	err := d.receipts.AwaitPrinter(patient)
	cancel()
	if err == nil {
		err = d.receipts.PrintNow(ctx, key, reprint(refund))
	}
	stop()
	return errors.Join(err, <-ended)
}
