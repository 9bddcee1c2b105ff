package receipts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/escpos"
	"kioskd/drivers/link"
	"kioskd/drivers/slip"
	"kioskd/ui"
)

// Options are what receipts need; all are.
type Options struct {
	Printer config.Printer
	Store   pay.Store
	Test    bool // every slip is marked as one of a practice

	// Payment returns what the books say about a key.
	Payment func(context.Context, pay.Key) (pay.Payment, error)

	Log *slog.Logger
}

// Receipts is the printer with what is waiting for it.
type Receipts struct {
	*board
	o      Options
	driver *escpos.Driver
	jobs   chan job
}

var _ ui.Paper = (*Receipts)(nil)

// most is how many slips may wait. A second one is rare: nobody sells so fast.
const most = 8

// New builds the driver and touches nothing. The configuration must name a
// printer.
func New(o Options) (*Receipts, error) {
	way, err := link.Parse(o.Printer.Port)
	if err != nil {
		return nil, fmt.Errorf("printer.port: %w", err)
	}
	r := &Receipts{o: o, board: newBoard(o.Printer.Required), jobs: make(chan job, most)}
	r.driver, err = escpos.New(escpos.Options{
		Link: way, Tell: r.told, Log: o.Log, Columns: o.Printer.Columns, Copies: o.Printer.Copies,
		Characters: o.Printer.Characters, Settings: o.Printer.Settings,
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Run keeps the way to the printer open and prints, until ctx ends.
func (r *Receipts) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.driver.Run(ctx) })
	g.Go(func() error { r.work(ctx); return nil })
	return g.Wait()
}

// job is a slip that shall be printed.
type job struct {
	title
	receipt pay.Receipt
	wish    escpos.Wish
	done    chan error // has room for the one answer
}

// Print implements [ui.Paper].
func (r *Receipts) Print(ctx context.Context, key pay.Key, w ui.Wish) error {
	j, err := r.prepare(ctx, key, w)
	if err != nil {
		return err
	}
	_, err = r.submit(j, w.Again)
	return err
}

// PrintNow prints a slip, whether or not it was printed before, and returns nil
// only when the printer has said that it is out.
func (r *Receipts) PrintNow(ctx context.Context, key pay.Key, w ui.Wish) error {
	j, err := r.prepare(ctx, key, w)
	if err != nil {
		return err
	}
	same, err := r.submit(j, true)
	if err != nil {
		return err
	}
	if same {
		return because(agent.FaultPrinter, errors.New("this slip is being printed already"))
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return because(agent.FaultSlip, ctx.Err())
	}
}

// prepare makes the slip that is wanted of what the books say.
func (r *Receipts) prepare(ctx context.Context, key pay.Key, w ui.Wish) (job, error) {
	p, err := r.o.Payment(ctx, key)
	if err != nil {
		return job{}, err
	}
	receipt, err := Of(r.o.Store, p, r.o.Test, w.Kind, w.Refund)
	if err != nil {
		return job{}, err
	}
	name := title{key: key, kind: receipt.Kind}
	if name.kind == "void" {
		name.refund = cmp.Or(w.Refund, len(p.Refunds))
	}
	return job{
		title: name, receipt: receipt, done: make(chan error, 1),
		wish: escpos.Wish{Language: slip.Language(w.Language), Reprint: w.Again, Reference: agent.Reference(key)},
	}, nil
}

// Of returns the slip of a payment: of its sale; of a refund, counted from 1, or 0
// for the last one; or without a kind that of the sale until all has gone back.
func Of(s pay.Store, p pay.Payment, test bool, kind string, refund int) (pay.Receipt, error) {
	r, err := pay.ReceiptFor(s, p, test)
	switch {
	case err != nil:
	case kind == "sale":
		r = r.Sale()
	case refund > len(p.Refunds):
		err = fmt.Errorf("payment %s has had %d refunds", p.Key, len(p.Refunds))
	case refund > 0:
		r, err = pay.RefundSlip(s, p, p.Refunds[refund-1].Part, test)
	case kind == "void" || r.Kind == "void":
		r, err = pay.LastRefundSlip(s, p, test)
	}
	if err != nil {
		return r, because(agent.FaultNoSlip, err)
	}
	return r, nil
}

// submit puts a slip in front of the printer. Same says that there was nothing to
// do: the slip is on its way, or came out and was not wanted again.
func (r *Receipts) submit(j job, again bool) (same bool, err error) {
	before := r.stateOf(j.title)
	if before == ui.SlipWaiting || before == ui.SlipPrinting || before == ui.SlipPrinted && !again {
		return true, nil
	}
	j.wish.Reprint = j.wish.Reprint || before == ui.SlipCutOff
	if p := r.printer(); !p.Prints() {
		r.note(j.title, orElse(before, ui.SlipNotPrinted))
		return false, because(agent.FaultPrinter, errors.New(reason(p)))
	}
	r.note(j.title, ui.SlipWaiting)
	select {
	case r.jobs <- j:
		return false, nil
	default:
		r.note(j.title, orElse(before, ui.SlipNotPrinted))
		return false, because(agent.FaultPrinter, fmt.Errorf("%d slips are waiting already", most))
	}
}

// work prints what waits.
func (r *Receipts) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-r.jobs:
			r.note(j.title, ui.SlipPrinting)
			j.done <- r.print(ctx, j)
		}
	}
}

func (r *Receipts) print(ctx context.Context, j job) error {
	begun := time.Now()
	err := r.driver.Print(ctx, j.receipt, j.wish)
	state, fault := verdict(err)
	r.note(j.title, state)
	if err != nil {
		r.o.Log.Warn("slip", "key", j.key, "kind", j.kind, "state", state, "err", err)
		return because(fault, err)
	}
	r.o.Log.Info("slip", "key", j.key, "kind", j.kind, "state", state, "took", time.Since(begun).String())
	return nil
}

// verdict says what a print came to.
func verdict(err error) (ui.SlipState, *agent.Fault) {
	switch {
	case err == nil:
		return ui.SlipPrinted, nil
	case errors.Is(err, escpos.ErrCutOff):
		return ui.SlipCutOff, agent.FaultSlip
	}
	return ui.SlipNotPrinted, agent.FaultPrinter
}

// because returns a fault with its cause.
func because(f *agent.Fault, cause error) error {
	g := *f
	g.Cause = cause
	return &g
}

// reason never is empty.
func reason(p pay.Printer) string {
	if p.Reason == "" {
		return "it has not been reached yet"
	}
	return p.Reason
}

func orElse(s, other ui.SlipState) ui.SlipState {
	if s == "" {
		return other
	}
	return s
}
