package smartro

import (
	"context"
	"fmt"

	"kioskd/agent/pay"
)

// call is something that Run's goroutine shall do with an idle pad.
type call struct {
	ctx  context.Context
	do   func(context.Context, *pad)
	done chan struct{}
}

// run does it, under the caller's context and Run's.
func (c call) run(ctx context.Context, p *pad) {
	defer close(c.done)
	merged, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	defer stop()
	c.do(merged, p)
}

// connection is where calls go: to a pad, or nowhere, with the reason. It is
// replaced when that changes.
type connection struct {
	calls  chan call
	aborts chan chan<- error
	gone   chan struct{} // closed when calls and aborts are not heard any more
	reason error         // why there is no pad
}

func noConnection(reason error) *connection {
	gone := make(chan struct{})
	close(gone)
	return &connection{gone: gone, reason: reason}
}

func (c *connection) missing() error {
	if c.reason != nil {
		return fmt.Errorf("%w: %w", pay.ErrNotConnected, c.reason)
	}
	return pay.ErrNotConnected
}

// do has something done with the pad, or says that nothing was sent.
func (d *Driver) do(ctx context.Context, op string, do func(context.Context, *pad)) error {
	c := d.connection.Load()
	request := call{ctx: ctx, do: do, done: make(chan struct{})}
	select {
	case <-c.gone:
		return pay.Fail(op, pay.NotSent, c.missing())
	default:
	}
	select {
	case c.calls <- request:
		<-request.done
		return nil
	case <-c.gone:
		return pay.Fail(op, pay.NotSent, pay.ErrNotConnected)
	case <-ctx.Done():
		return pay.Fail(op, pay.NotSent, fmt.Errorf("wait for the pad: %w", context.Cause(ctx)))
	}
}
