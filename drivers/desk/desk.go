package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// Causes that all drivers share.
var (
	// ErrClosed is the cause when the driver was closed.
	ErrClosed = errors.New("driver closed")

	// ErrNotReady is the cause when the pad answers and cannot take payments. Its
	// link is kept: opening a port again may restart a pad.
	ErrNotReady = errors.New("pad not ready")

	// ErrFault is the cause when a driver broke, which is a bug.
	ErrFault = errors.New("the pad's driver broke")
)

// Talk is a protocol at work on one open link. Its methods are called from the
// goroutine of Run alone.
type Talk[T any] interface {
	// Greet recognises the pad before anything that moves money is sent, and
	// returns its name for people.
	Greet(context.Context) (name string, err error)

	// Serve keeps an idle pad checked and does what is asked, until the link ends
	// or the pad is not ready any more.
	Serve(ctx context.Context, calls <-chan Call[T]) error

	// Pause waits, while what comes in goes its way.
	Pause(context.Context, time.Duration) error
}

// Options is what a desk needs; all but Log are.
type Options[T Talk[T]] struct {
	Link    link.Opener
	Watcher pay.Watcher
	Log     *slog.Logger // not nil

	// Start begins a talk over a link that has just been opened. The context is
	// that of Run. Wishes to abort come by the visit while the pad serves.
	Start func(context.Context, link.Link, *Visit) T

	// Explain turns the cause of a missing pad into a sentence for the person on
	// site.
	Explain func(error) string
}

// Visit is the time from the opening of a link to its end.
type Visit struct {
	// Aborts brings wishes to stop waiting for a card. Each wants one reply.
	Aborts <-chan chan<- error

	// Recorder has offers made durable.
	*Recorder
}

// Desk is the shared part of a driver.
type Desk[T Talk[T]] struct {
	opts Options[T]

	// connection is how callers reach Run's goroutine, which owns all the rest.
	connection atomic.Pointer[connection[T]]
	told       pay.Link
	busy       sync.WaitGroup // goroutines that Run has to see the end of

	closing   chan struct{}
	closeOnce sync.Once
	running   chan struct{} // full while Run runs, so that Close can wait for its end
}

// New builds a desk and touches nothing.
func New[T Talk[T]](o Options[T]) *Desk[T] {
	d := &Desk[T]{opts: o, closing: make(chan struct{}), running: make(chan struct{}, 1)}
	d.connection.Store(noConnection[T](nil))
	return d
}

// Do has something done with an idle pad, in Run's goroutine. An error means
// that it was not done: nothing was sent; or that it broke in the doing, with an
// unknown fate.
func (d *Desk[T]) Do(ctx context.Context, op string, do func(context.Context, T)) error {
	c := d.connection.Load()
	request := Call[T]{ctx: ctx, do: do, done: make(chan error, 1)}
	select {
	case <-c.gone:
		return pay.Fail(op, pay.NotSent, c.missing())
	default:
	}
	select {
	case c.calls <- request:
		return pay.Fail(op, pay.Unknown, <-request.done)
	case <-c.gone:
		return pay.Fail(op, pay.NotSent, pay.ErrNotConnected)
	case <-ctx.Done():
		return pay.Fail(op, pay.NotSent, fmt.Errorf("wait for the pad: %w", context.Cause(ctx)))
	}
}

// Abort hands over the wish to stop waiting for a card, beside a running call.
func (d *Desk[T]) Abort(ctx context.Context) error {
	c := d.connection.Load()
	reply := make(chan error, 1)
	select {
	case c.aborts <- reply:
	case <-c.gone:
		return pay.Fail("abort", pay.NotSent, c.missing())
	case <-ctx.Done():
		return pay.Fail("abort", pay.NotSent, context.Cause(ctx))
	}
	select {
	case err := <-reply:
		return pay.Fail("abort", pay.NotSent, err)
	case <-c.gone:
		return pay.Fail("abort", pay.NotSent, pay.ErrNotConnected)
	}
}

// Close ends Run and frees the port. It may be called twice.
func (d *Desk[T]) Close() error {
	d.closeOnce.Do(func() { close(d.closing) })
	d.running <- struct{}{}
	<-d.running
	return nil
}
