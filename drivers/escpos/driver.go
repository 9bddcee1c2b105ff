package escpos

import (
	"context"
	"fmt"
	"sync/atomic"

	"kioskd/agent/pay"
)

// Driver drives one printer, while Run runs. Its methods may be called from any
// goroutine; slips are printed one at a time.
type Driver struct {
	opts   Options
	font   charset
	habits habits

	// connection is how callers reach Run's goroutine, which owns all the rest.
	connection atomic.Pointer[connection]
	told       pay.Printer
	torn       bool   // a slip that was cut off hangs out of the printer
	next       uint32 // numbers slips, where they have names
}

// New builds a driver and touches nothing; errors are about the options.
func New(o Options) (*Driver, error) {
	font, habits, err := o.check()
	if err != nil {
		return nil, err
	}
	d := &Driver{opts: o, font: font, habits: habits}
	var seed [2]byte
	if _, err := o.Rand.Read(seed[:]); err != nil {
		return nil, fmt.Errorf("printer options: %w", err)
	}
	d.next = uint32(seed[0])<<8 | uint32(seed[1])
	d.connection.Store(noConnection(nil))
	return d, nil
}

// Print prints a slip, as many times as there are to be copies, and returns nil
// only when the printer has said that all of them are out. Otherwise the cause is
// [ErrNotBegun] or [ErrCutOff]. It takes a minute at the longest, and fails at
// once while the printer is not connected.
func (d *Driver) Print(ctx context.Context, r pay.Receipt, w Wish) error {
	pages, err := d.pages(r, w)
	if err != nil {
		return notBegun(err)
	}
	return d.do(ctx, func(ctx context.Context, s *session) error {
		for i, page := range pages {
			err := s.print(ctx, job{page: page, cut: d.habits.cut, name: d.name()})
			if err != nil && i > 0 {
				return fmt.Errorf("%w: copy %d of %d: %w", ErrCutOff, i+1, len(pages), err)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Look asks the printer how it is now.
func (d *Driver) Look(ctx context.Context) (pay.Printer, error) {
	var p pay.Printer
	err := d.do(ctx, func(ctx context.Context, s *session) error {
		err := s.look(ctx)
		p = s.printer()
		return err
	})
	return p, err
}

// name returns the next slip's, empty where slips have none.
func (d *Driver) name() string {
	if !d.habits.byName {
		return ""
	}
	d.next++
	return fmt.Sprintf("%04d", d.next%10_000)
}

// call is something to do at the printer.
type call struct {
	ctx  context.Context
	do   func(context.Context, *session) error
	done chan error // has room for the one answer
}

// connection is a way to the printer that stands, or stands no longer.
type connection struct {
	calls chan call
	gone  chan struct{} // closed when nobody takes calls any more
	why   error
}

// noConnection takes no calls.
func noConnection(why error) *connection {
	c := &connection{gone: make(chan struct{}), why: why}
	close(c.gone)
	return c
}

// do has Run's goroutine do something, and waits for it.
func (d *Driver) do(ctx context.Context, f func(context.Context, *session) error) error {
	c := d.connection.Load()
	ask := call{ctx: ctx, do: f, done: make(chan error, 1)}
	select {
	case c.calls <- ask:
		return <-ask.done
	case <-c.gone:
		return notBegun(c.missing())
	case <-ctx.Done():
		return notBegun(context.Cause(ctx))
	}
}

// missing says why there is no printer.
func (c *connection) missing() error {
	if c.why != nil {
		return fmt.Errorf("%w: %w", pay.ErrPrinterAway, c.why)
	}
	return pay.ErrPrinterAway
}
