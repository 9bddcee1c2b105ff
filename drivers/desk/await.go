package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// ErrLine is the cause when the link is gone.
var ErrLine = errors.New("the line to the pad broke")

// Heard is what ended a wait: one of its fields is set, or none when the time had
// come.
type Heard[T any] struct {
	Chunk   []byte       // what the pad said
	Verdict *Verdict     // an offer has been recorded, or not
	Abort   chan<- error // somebody wants the pad to stop waiting
	Call    *Call[T]     // somebody wants something of an idle pad
}

// Await waits for whatever comes first. A talk that is not idle passes no calls.
func Await[T any](ctx context.Context, line link.Link, v *Visit, calls <-chan Call[T], until time.Time) (Heard[T], error) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return Heard[T]{}, context.Cause(ctx)
	case chunk, ok := <-line.Receive():
		if !ok {
			return Heard[T]{}, fmt.Errorf("%w: %w", ErrLine, line.Err())
		}
		return Heard[T]{Chunk: chunk}, nil
	case verdict := <-v.Verdicts():
		return Heard[T]{Verdict: &verdict}, nil
	case a := <-v.Aborts:
		return Heard[T]{Abort: a}, nil
	case c := <-calls:
		return Heard[T]{Call: &c}, nil
	case <-timer.C:
		return Heard[T]{}, nil
	}
}

// VoidedBefore makes the offer of a void that had been made before. Pads do not
// repeat its details, so those of the sale stand, under a name of its own.
func VoidedBefore(v pay.Void) pay.Offer {
	a := v.Approval
	a.Ref += "/voided"
	a.Amount = v.Amount
	return pay.Offer{Approval: a, Final: true, Voids: true}
}
