package smartro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
)

// ErrAborted is the cause when the pad stopped waiting for a card because it was
// asked to. [Driver.Resolve] then finds the charge settled.
var ErrAborted = errors.New("stopped before a card was shown")

// errRefused says that the pad answered a request with NACK to the end.
var errRefused = errors.New("the pad does not take the request")

// exchange is one request on the wire that a customer, a card or the VAN takes
// part in, from the request to its answer.
//
// It is never sent twice, unless the pad said with a clean NACK that it did not
// take it. While it waits, the pad can be asked to stop.
type exchange struct {
	*pad
	request []byte
	answers func(Job) bool
	trail   *trail // nil for what is no charge
	voids   string // the approval number that a cancel names
	card    bool   // a customer has to show a card
	look    bool   // no money moves

	sent    int
	taken   bool      // the pad has the request
	touched bool      // a card was shown since
	ackBy   time.Time // the pad acknowledges
	endBy   time.Time // the pad answers

	stops  int       // how often E went out
	stopBy time.Time // E is acknowledged or sent again
	calmBy time.Time // after e, no answer will come any more
}

// run sends the request and returns the answer. An error that does not say
// otherwise leaves the fate of the money unknown.
func (x *exchange) run(ctx context.Context) (Frame, error) {
	if err := x.speak(ctx); err != nil {
		return Frame{}, err
	}
	for {
		e, err := x.wait(ctx, x.next())
		if err == nil && x.isAnswer(e) {
			return e.frame, nil
		}
		if err == nil {
			err = x.handle(ctx, e)
		}
		if err != nil {
			return Frame{}, err
		}
	}
}

// speak sends the request.
func (x *exchange) speak(ctx context.Context) error {
	err := x.quieten(ctx)
	if err == nil {
		err = context.Cause(ctx) // nothing leaves for somebody who has gone
	}
	if err != nil {
		return pay.Fail("prepare", pay.NotSent, err)
	}
	if x.sent++; x.sent > 1 {
		x.resent(drivers.ToPad)
	}
	x.asking = true
	x.ackBy = time.Now().Add(x.limits.Ack)
	if x.wantsStop() {
		x.stopBy = x.ackBy
	}
	err = x.write(x.request)
	switch {
	case errors.Is(err, link.ErrClosed):
		return pay.Fail("send", pay.NotSent, err)
	case err == nil && x.noAcks:
		return x.take(ctx)
	}
	return err
}

func (x *exchange) handle(ctx context.Context, e event) error {
	switch {
	case e.kind == gotTime:
		return x.timeUp(ctx)
	case e.kind == gotAck:
		return x.gotAck(ctx)
	case e.kind == gotNack:
		return x.gotNack(ctx)
	case e.kind == gotAbort:
		return x.abort(ctx, e.abort)
	case e.isJob(JobEvent):
		return x.event(ctx, e.frame)
	case e.isJob(JobStandby.Response()) && x.stops > 0:
		return x.stopped()
	}
	x.unasked(e)
	return nil
}

// next returns the earliest of the times that are waited for.
func (x *exchange) next() time.Time {
	next := x.endBy
	for _, t := range []time.Time{x.ackBy, x.stopBy, x.calmBy} {
		if !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next
}

func (x *exchange) timeUp(ctx context.Context) error {
	now := time.Now()
	due := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	switch {
	case due(x.ackBy):
		return fmt.Errorf("%w: the request was not acknowledged", pay.ErrNoAnswer)
	case due(x.calmBy):
		return x.calm()
	case due(x.stopBy):
		return x.stop(ctx)
	case due(x.endBy):
		return fmt.Errorf("%w within its time", pay.ErrNoAnswer)
	}
	return nil
}

// gotAck is for the request first, then for E.
func (x *exchange) gotAck(ctx context.Context) error {
	if !x.taken {
		return x.take(ctx)
	}
	if x.stops > 0 {
		x.stopBy = time.Time{}
	}
	return nil
}

// take notes that the pad has the request; an abort may have waited for that.
func (x *exchange) take(ctx context.Context) error {
	if x.taken {
		return nil
	}
	x.taken, x.ackBy = true, time.Time{}
	if x.card {
		x.watcher.Progress(pay.WaitingForCard)
	}
	if x.wantsStop() {
		return x.stop(ctx)
	}
	return nil
}

// gotNack sends a refused request again, at once. A NACK among nonsense may be a
// broken ACK and counts for nothing.
func (x *exchange) gotNack(ctx context.Context) error {
	switch {
	case x.unclear:
		return nil
	case x.taken && !x.stopBy.IsZero():
		return x.stop(ctx)
	case x.taken:
		return nil
	case x.sent >= tries:
		return errRefused
	}
	return x.speak(ctx)
}

// event notes what happened to a card. It also proves that the pad has the
// request.
func (x *exchange) event(ctx context.Context, f Frame) error {
	if err := x.take(ctx); err != nil {
		return err
	}
	if e, ok := x.happened(f); ok && e.Touches() {
		x.touched = true
	}
	return nil
}
