package desk

import (
	"context"
	"fmt"
	"runtime/debug"

	"kioskd/agent/pay"
)

// Call is something that shall be done with an idle pad.
type Call[T any] struct {
	ctx  context.Context
	do   func(context.Context, T)
	done chan error // has room for one
}

// Run does it, under the caller's context and the talk's. If it panics, the
// caller hears so, and the panic goes on.
func (c Call[T]) Run(ctx context.Context, talk T) {
	merged, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	defer stop()
	err := fmt.Errorf("%w in the middle of it", ErrFault)
	defer func() { c.done <- err }()
	c.do(merged, talk)
	err = nil
}

// Ask has something asked of an idle pad, in Run's goroutine, and returns the
// answer. An error carries the given fate. The question has the form of a method
// expression of the talk.
func Ask[T Talk[T], A any](ctx context.Context, d *Desk[T], op string, fate pay.Fate, ask func(T, context.Context) (A, error)) (answer A, err error) {
	down := d.Do(ctx, op, func(ctx context.Context, talk T) { answer, err = ask(talk, ctx) })
	if down != nil {
		err = down
	}
	if err != nil {
		var none A
		return none, pay.Fail(op, fate, err)
	}
	return answer, nil
}

// connection is where calls go: to a pad, or nowhere, with the reason. It is
// replaced when that changes.
type connection[T any] struct {
	calls  chan Call[T]
	aborts chan chan<- error
	gone   chan struct{} // closed when calls and aborts are not heard any more
	reason error         // why there is no pad
}

func noConnection[T any](reason error) *connection[T] {
	gone := make(chan struct{})
	close(gone)
	return &connection[T]{gone: gone, reason: reason}
}

func (c *connection[T]) missing() error {
	if c.reason != nil {
		return fmt.Errorf("%w: %w", pay.ErrNotConnected, c.reason)
	}
	return pay.ErrNotConnected
}

// contain turns a panic of the protocol into an error. The stack is for the log.
func contain(do func() error, report func(what any, stack []byte)) (err error) {
	defer func() {
		if what := recover(); what != nil {
			report(what, debug.Stack())
			err = ErrFault
		}
	}()
	return do()
}
