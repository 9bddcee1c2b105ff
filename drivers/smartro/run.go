package smartro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// ErrClosed is the cause when the driver was closed.
var ErrClosed = errors.New("driver closed")

// Run opens the way to the pad, recognises the pad, and serves calls; when the
// way breaks, it opens it again, after 0.5, 1, 2, 4 and up to 15 seconds. It
// returns nil when the context has ended or Close was called.
func (d *Driver) Run(ctx context.Context) error {
	select {
	case d.running <- struct{}{}:
		defer func() { <-d.running }()
	default:
		return errors.New("run the pad's driver: it runs already")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	d.memory.busy.Go(func() {
		select {
		case <-d.closing:
			cancel(ErrClosed)
		case <-ctx.Done():
		}
	})
	d.repeat(ctx)
	cancel(nil)
	d.memory.busy.Wait()
	return nil
}

// repeat connects again and again.
func (d *Driver) repeat(ctx context.Context) {
	var delay backoff
	for ctx.Err() == nil {
		err := d.connect(ctx, &delay)
		if ctx.Err() != nil {
			return
		}
		d.down(err)
		timer := time.NewTimer(delay.next())
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// connect opens the link and serves the pad until the link has to be given up.
func (d *Driver) connect(ctx context.Context, delay *backoff) error {
	line, err := d.opts.Link.Open(ctx)
	if err != nil {
		return err
	}
	aborts := make(chan chan<- error)
	p := d.newPad(ctx, line, aborts)
	err = d.converse(ctx, p, aborts, delay)
	close(p.gone)
	return errors.Join(err, line.Close())
}

// converse stays with one open link. A pad that answers and is not ready keeps
// it: opening a port again may restart a pad.
func (d *Driver) converse(ctx context.Context, p *pad, aborts chan chan<- error, delay *backoff) error {
	for {
		name, err := p.probe(ctx)
		if err == nil {
			*delay = 0
			err = d.attend(ctx, p, name, aborts)
		}
		if !errors.Is(err, ErrNotReady) {
			return err
		}
		d.down(err)
		if err := p.pause(ctx, delay.next()); err != nil {
			return err
		}
	}
}

// attend lets calls in for as long as the pad can serve them.
func (d *Driver) attend(ctx context.Context, p *pad, name string, aborts chan chan<- error) error {
	c := &connection{calls: make(chan call), aborts: aborts, gone: make(chan struct{})}
	d.connection.Store(c)
	d.tell(pay.Link{Up: true, Pad: name})
	err := p.serve(ctx, c.calls)
	d.connection.Store(noConnection(err))
	close(c.gone)
	return err
}

// down says why there is no pad.
func (d *Driver) down(cause error) {
	d.connection.Store(noConnection(cause))
	d.tell(pay.Link{Reason: d.explain(cause)})
}

// tell reports the link when it has changed.
func (d *Driver) tell(l pay.Link) {
	if l == d.told {
		return
	}
	d.told = l
	d.opts.Log.Info("pad link", "up", l.Up, "pad", l.Pad, "reason", l.Reason)
	d.opts.Watcher.Link(l)
}

// explain turns a cause into a sentence for the person on site.
func (d *Driver) explain(cause error) string {
	switch {
	case errors.Is(cause, pay.ErrNoAnswer):
		return fmt.Sprintf("nothing that speaks Smartro's protocol answers on %s: check the pad's power and cable, and that this is its port", d.opts.Link)
	case errors.Is(cause, errLine):
		return fmt.Sprintf("the line to the pad on %s broke: check its cable and power", d.opts.Link)
	case errors.Is(cause, ErrMessage):
		return fmt.Sprintf("what answers on %s does not speak Smartro's protocol as expected: check that this is the pad's port (%v)", d.opts.Link, cause)
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
