package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// carryOut does what the machine said, in order. It stops at a record that did
// not become durable and returns the event that says so.
func (o *owner) carryOut(ctx context.Context, l letter, at time.Time, effects []Effect) *RecordFailed {
	for _, e := range effects {
		switch e := e.(type) {
		case Record:
			if err := o.record(ctx, at, e.Facts); err != nil {
				o.o.Log.Error("facts not recorded", "kind", e.Facts[0].Kind, "key", e.Facts[0].Key, "err", err)
				return &RecordFailed{Kind: e.Facts[0].Kind, Key: e.Facts[0].Key, Reason: err.Error()}
			}
		case Reply:
			l.reply(replyOf(e))
		case Confirm:
			l.reply(nil)
		case Wake:
			o.alarm.Reset(time.Until(e.At))
		default:
			o.call(ctx, e)
		}
	}
	return nil
}

// replyOf turns a fault into an error, and no fault into nil.
func replyOf(r Reply) error {
	if r.Fault == nil {
		return nil
	}
	return r.Fault
}

// record writes facts. It does not end with a customer's patience or a stop of
// the service: what was begun on disk is finished there.
func (o *owner) record(ctx context.Context, at time.Time, facts []Fact) error {
	lines := make([]queue.Fact, 0, len(facts))
	for _, f := range facts {
		line, err := o.encode(at, f)
		if err != nil {
			return err
		}
		lines = append(lines, line)
		if f.Body.Fault != 0 {
			o.o.Log.Warn("a person is needed", "fault", f.Body.Fault, "kind", f.Kind, "key", f.Key, "reason", f.Body.Reason)
		}
	}
	_, err := o.o.Journal.Append(context.WithoutCancel(ctx), lines...)
	return err
}

// encode writes a fact in the journal's language, with what its time is worth.
func (a *Agent) encode(at time.Time, f Fact) (queue.Fact, error) {
	f.Body.Clock = a.o.Clock.Stamp(at)
	return encode(at, f)
}

func encode(at time.Time, f Fact) (queue.Fact, error) {
	body, err := json.Marshal(f.Body)
	if err != nil {
		return queue.Fact{}, fmt.Errorf("write a fact of kind %s: %w", f.Kind, err)
	}
	return queue.Fact{
		At: at, Kind: f.Kind, Key: string(f.Key), Ref: f.Ref, Sum: int64(f.Sum), Body: body,
		Money: true, Ending: !begins(f.Kind),
	}, nil
}

// begins reports whether a fact begins something. When the disk is full nothing
// is begun any more, and what has begun comes to its end.
func begins(kind string) bool {
	return kind == wire.KindOrdered || kind == wire.KindReserving || kind == wire.KindStarted
}

// call begins a call to the pad. Its end comes back as an event.
func (o *owner) call(ctx context.Context, e Effect) {
	switch e := e.(type) {
	case AbortCall:
		o.calls.Go(func() { o.abort(ctx, e) })
		return
	case Follow:
		o.calls.Go(func() { o.follow(ctx, e) })
		return
	}
	o.calls.Go(func() { o.mail.put(letter{event: o.ending(ctx, e)}) })
}

func (o *owner) abort(ctx context.Context, e AbortCall) {
	if e.Via != "" {
		o.o.Phones.Abort()
		return
	}
	ctx, cancel := context.WithTimeout(ctx, o.o.Deadlines.Mark)
	defer cancel()
	if err := o.terminal.Abort(ctx); err != nil {
		o.o.Log.Warn("abort not taken by the pad", "err", err)
	}
}

// ending makes one call and says how it ended.
func (o *owner) ending(ctx context.Context, e Effect) Event {
	ctx, cancel := context.WithTimeout(ctx, o.deadline(e))
	defer cancel()
	switch e := e.(type) {
	case AskSale:
		return o.askSale(ctx, e.Order)
	case Reserve:
		return o.reserve(ctx, e)
	case AskWay:
		return orFailed(WayOpen{}, o.o.Phones.Open(ctx, e.Via))
	case AskMark:
		m, err := o.terminal.Mark(ctx)
		return orFailed(MarkTold{Mark: m}, err)
	case Authorize:
		if e.Charge.Via != "" {
			return o.byPhone(ctx, e)
		}
		a, err := o.terminal.Authorize(ctx, e.Charge, o.accept)
		return orFailed(Answered{Answer: a}, err)
	case SendVoid:
		return o.sendVoid(ctx, e.Void)
	case EndDay:
		return o.endDay(ctx)
	case Resolve:
		r, err := o.terminal.Resolve(ctx, e.Charge, e.Before)
		return orFailed(Resolved{Resolution: r}, err)
	}
	return CallFailed{Fate: pay.NotSent, Reason: fmt.Sprintf("no such call: %T", e)}
}

func (o *owner) deadline(e Effect) time.Duration {
	switch e := e.(type) {
	case AskSale, Reserve, AskWay:
		return o.o.Deadlines.Ask
	case Authorize:
		if e.Charge.Via != "" {
			return o.o.Deadlines.Phone
		}
		return o.o.Deadlines.Charge
	case SendVoid, EndDay:
		return o.o.Deadlines.Void
	case Resolve:
		return o.o.Deadlines.Resolve
	}
	return o.o.Deadlines.Mark
}

func orFailed(e Event, err error) Event {
	if err == nil {
		return e
	}
	return CallFailed{Fate: pay.FateOf(err), Reason: errText(err)}
}

func errText(err error) string {
	var e *pay.Error
	if errors.As(err, &e) {
		return e.Op + ": " + e.Err.Error()
	}
	return err.Error()
}

// accept brings an offer to the journal and returns when it is there.
func (o *owner) accept(ctx context.Context, offer pay.Offer) error {
	return o.ask(ctx, Offered{Offer: offer})
}
