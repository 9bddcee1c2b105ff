package desk

import (
	"context"
	"errors"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// Run opens the way to the pad, recognises the pad, and serves calls; when the
// way breaks, it opens it again, after 0.5, 1, 2, 4 and up to 15 seconds. It
// returns nil when the context has ended or Close was called.
func (d *Desk[T]) Run(ctx context.Context) error {
	select {
	case d.running <- struct{}{}:
		defer func() { <-d.running }()
	default:
		return errors.New("run the pad's driver: it runs already")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	d.busy.Go(func() {
		select {
		case <-d.closing:
			cancel(ErrClosed)
		case <-ctx.Done():
		}
	})
	d.repeat(ctx)
	cancel(nil)
	d.busy.Wait()
	return nil
}

// repeat connects again and again.
func (d *Desk[T]) repeat(ctx context.Context) {
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
func (d *Desk[T]) connect(ctx context.Context, delay *backoff) error {
	line, err := d.opts.Link.Open(ctx)
	if err != nil {
		return err
	}
	aborts := make(chan chan<- error)
	visit := &Visit{Aborts: aborts, Recorder: newRecorder(&d.busy)}
	err = contain(func() error { return d.converse(ctx, line, visit, aborts, delay) }, d.broke)
	close(visit.gone)
	return errors.Join(err, line.Close())
}

// broke notes a panic. A value that panics may hold anything, a card number as
// well: only its kind goes to the log.
func (d *Desk[T]) broke(what any, stack []byte) {
	d.connection.Load().leave(ErrFault, d)
	d.opts.Log.Error("the pad's driver broke; it is started again", "kind", kindOf(what), "stack", string(stack))
}

// converse stays with one open link. A pad that answers and is not ready keeps
// it.
func (d *Desk[T]) converse(ctx context.Context, line link.Link, v *Visit, aborts chan chan<- error, delay *backoff) error {
	talk := d.opts.Start(ctx, line, v)
	for {
		name, err := talk.Greet(ctx)
		if err == nil {
			*delay = 0
			err = d.attend(ctx, talk, name, aborts)
		}
		if !errors.Is(err, ErrNotReady) {
			return err
		}
		d.down(err)
		if err := talk.Pause(ctx, delay.next()); err != nil {
			return err
		}
	}
}

// attend lets calls in for as long as the pad can serve them.
func (d *Desk[T]) attend(ctx context.Context, talk T, name string, aborts chan chan<- error) error {
	c := &connection[T]{calls: make(chan Call[T]), aborts: aborts, gone: make(chan struct{})}
	d.connection.Store(c)
	d.tell(pay.Link{Up: true, Pad: name})
	err := talk.Serve(ctx, c.calls)
	c.leave(err, d)
	return err
}

// leave sends callers away from now on. It may be called twice, by Run's
// goroutine.
func (c *connection[T]) leave(reason error, d interface{ away(error) }) {
	select {
	case <-c.gone:
	default:
		d.away(reason)
		close(c.gone)
	}
}

func (d *Desk[T]) away(reason error) { d.connection.Store(noConnection[T](reason)) }

// down says why there is no pad.
func (d *Desk[T]) down(cause error) {
	d.away(cause)
	d.tell(pay.Link{Reason: d.opts.Explain(cause)})
}

// tell reports the link when it has changed.
func (d *Desk[T]) tell(l pay.Link) {
	if l == d.told {
		return
	}
	d.told = l
	d.opts.Log.Info("pad link", "up", l.Up, "pad", l.Pad, "reason", l.Reason)
	d.opts.Watcher.Link(l)
}

// backoff grows from half a second to fifteen.
type backoff time.Duration

func (b *backoff) next() time.Duration {
	const first, most = 500 * time.Millisecond, 15 * time.Second
	d := max(first, min(most, time.Duration(*b)))
	*b = backoff(2 * d)
	return d
}
