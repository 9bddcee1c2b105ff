package escpos

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"kioskd/agent/pay"
)

// Run opens the way to the printer and serves calls; when the way breaks, it
// opens it again, after 0.5, 1, 2, 4 and up to 15 seconds. It returns nil when
// the context has ended.
func (d *Driver) Run(ctx context.Context) error {
	var delay backoff
	for ctx.Err() == nil {
		err := d.contain(func() error { return d.connect(ctx, &delay) })
		if ctx.Err() != nil {
			break
		}
		d.down(err)
		timer := time.NewTimer(delay.next())
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
	d.connection.Store(noConnection(nil))
	return nil
}

// connect opens the link and serves until it has to be given up.
func (d *Driver) connect(ctx context.Context, delay *backoff) (err error) {
	line, err := d.opts.Link.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, line.Close()) }()
	s := newSession(line, d.opts.Limits, &d.torn)
	err = d.greet(ctx, s)
	if err == nil {
		*delay = 0
		err = d.attend(ctx, s)
	}
	return err
}

// greet recognises the printer by its answers before it is told anything. What it
// still holds of a slip that counts as cut off is thrown away.
func (d *Driver) greet(ctx context.Context, s *session) error {
	if err := s.look(ctx); err != nil {
		return err
	}
	if *s.torn {
		s.throwAway(ctx)
	}
	return errors.Join(s.broken, s.write(cmdASB(d.habits.asb)))
}

// attend lets calls in for as long as the link stands.
func (d *Driver) attend(ctx context.Context, s *session) error {
	c := &connection{calls: make(chan call), gone: make(chan struct{})}
	d.connection.Store(c)
	defer close(c.gone)
	defer d.connection.Store(noConnection(nil))
	return d.serve(ctx, s, c.calls)
}

// serve does what it is asked to, and looks at the printer in between.
func (d *Driver) serve(ctx context.Context, s *session, calls <-chan call) error {
	tick := time.NewTicker(d.opts.Limits.Poll)
	defer tick.Stop()
	for s.broken == nil {
		d.tell(s.printer())
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case said, ok := <-s.line.Receive():
			if !ok {
				return s.lost(s.line.Err())
			}
			s.hear(said)
		case <-tick.C:
			if err := s.look(ctx); err != nil && s.broken == nil {
				return err
			}
		case c := <-calls:
			d.take(ctx, s, c)
		}
	}
	return s.broken
}

// take does a call until it or the driver is told to end. A caller of what breaks
// hears so as well.
func (d *Driver) take(ctx context.Context, s *session, c call) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.ctx, func() { cancel(context.Cause(c.ctx)) })()
	err := cutOff(errBug)
	defer func() { c.done <- err }()
	err = c.do(ctx, s)
}

// contain keeps a driver that breaks, which is a bug, from taking the kiosk with
// it. Paper is not worth a payment.
func (d *Driver) contain(do func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			d.opts.Log.Error("the receipt printer's driver broke", "stack", string(debug.Stack()))
			err = errBug
		}
	}()
	return do()
}

// down says why there is no printer.
func (d *Driver) down(cause error) {
	d.connection.Store(noConnection(cause))
	state := pay.PrinterAway
	if errors.Is(cause, errNonsense) {
		state = pay.PrinterFault
	}
	d.tell(pay.Printer{State: state, Reason: d.explain(cause)})
}

// tell reports the printer when it has changed.
func (d *Driver) tell(p pay.Printer) {
	if p == d.told {
		return
	}
	d.told = p
	d.opts.Log.Info("receipt printer", "state", p.State, "reason", p.Reason)
	d.opts.Tell(p)
}

// explain turns a cause into a sentence for the person on site.
func (d *Driver) explain(cause error) string {
	switch {
	case errors.Is(cause, errNonsense):
		return fmt.Sprintf("what answers on %s does not speak ESC/POS: check that this is the receipt printer's port, and its speed (?baud=)", d.opts.Link)
	case errors.Is(cause, errNoAnswer):
		return fmt.Sprintf("no receipt printer answers on %s: check its power and cable, that it is online, and its speed (?baud=)", d.opts.Link)
	case errors.Is(cause, errLine):
		return fmt.Sprintf("the line to the receipt printer on %s broke: check its cable and power", d.opts.Link)
	}
	return cause.Error()
}

// backoff grows from half a second to fifteen.
type backoff time.Duration

func (b *backoff) next() time.Duration {
	const first, most = 500 * time.Millisecond, 15 * time.Second
	d := max(first, min(most, time.Duration(*b)))
	*b = backoff(2 * d)
	return d
}
