package agent

import (
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// complete adds to an event what only the owner may say: when it happened, and
// what the journal knows at this very moment. Looked up any earlier, a payment
// could end between the look and the step.
func (o *owner) complete(e Event) (Event, error) {
	now := Moment{At: time.Now()}
	var err error
	switch e := e.(type) {
	case PayAsked:
		e.Moment, e.Hold = now, o.hold()
		e.Book, err = o.orderBook(e.Book.Key)
		return e, err
	case VoidAsked:
		e.Moment = now
		return o.completeVoid(e)
	case OverrideAsked:
		e.Moment = now
		e.Book, err = o.statusBook(e.Book.Key)
		return e, err
	case DayEndAsked:
		e.Moment = now
		return o.completeDayEnd(e)
	case LateOffered:
		e.Moment = now
		if e.Known, err = known(o.o.Journal, e.Offer.Approval.Ref, e.Offer.Approval.Number); err != nil {
			return e, err
		}
		e.Fresh, err = pay.NewKey(o.o.Rand)
		return e, err
	case MarkTold:
		e.Moment = now
		if e.Known, err = known(o.o.Journal, e.Mark.Ref, e.Mark.Number); err != nil {
			return e, err
		}
		e.Fresh, err = pay.NewKey(o.o.Rand)
		return e, err
	case Resolved:
		e.Moment = now
		if a := e.Resolution.Approval; a != nil {
			e.Known, err = known(o.o.Journal, a.Ref, a.Number)
			e.Cardless = voidsCardless(o.terminal, *a)
			e.Gaps, err = o.gapsSince(o.machine.pay.Key, err)
			if err == nil {
				e.TooLateFor, err = o.window(now.At).tooLateFor(o.machine, a.At)
			}
		}
		return e, err
	}
	return stamp(e, now), nil
}

// window is for approvals that are found now.
func (o *owner) window(now time.Time) window {
	return window{
		journal: o.o.Journal, now: reading{now, *o.o.Clock.Stamp(now)},
		length: o.o.Deadlines.Charge + windowSlack, place: o.o.Place,
	}
}

// gapsSince reports whether the journal may lack sales that were made after a
// payment began; for one that never began, whether it may lack any.
func (o *owner) gapsSince(key pay.Key, err error) (bool, error) {
	if o.o.Gaps == nil || err != nil {
		return false, err
	}
	facts, err := o.o.Journal.Find(string(key))
	if err != nil {
		return false, FaultMemory.because(fmt.Errorf("look up %s: %w", key, err))
	}
	var begun uint64
	for _, f := range facts {
		if f.Kind == wire.KindStarted {
			begun = f.Seq
		}
	}
	return o.o.Gaps(begun), nil
}

func (o *owner) orderBook(key pay.Key) (pay.Payment, error) {
	p, err := book(o.o.Journal, key)
	if err == nil && p.Order.Key == "" {
		err = FaultKey
	}
	return p, err
}

// statusBook is orderBook for what may have no order, like an orphan.
func (o *owner) statusBook(key pay.Key) (pay.Payment, error) {
	p, err := book(o.o.Journal, key)
	if err == nil && p.Status == "" {
		err = FaultKey
	}
	return p, err
}

// completeVoid adds what the journal knows of the wish, and whether the pad can
// take a part back.
func (o *owner) completeVoid(e VoidAsked) (Event, error) {
	var err error
	if e.Book, err = o.statusBook(e.Book.Key); err != nil {
		return e, err
	}
	if e.Book.Approval != nil {
		e.Parts = e.Book.Via() != "" || voidsPart(o.terminal, *e.Book.Approval)
	}
	if err := askedBefore(o.o.Journal, &e); err != nil {
		return e, err
	}
	return e, countDeliveries(o.o.Journal, &e)
}

// stamp sets the time of the events that need nothing else.
func stamp(e Event, now Moment) Event {
	switch e := e.(type) {
	case Booted:
		e.Moment = now
		return e
	case PadLinked:
		e.Moment = now
		return e
	case AbortAsked:
		e.Moment = now
		return e
	case DismissAsked:
		e.Moment = now
		return e
	case KeepAsked:
		e.Moment = now
		return e
	case SaleTold:
		e.Moment = now
		return e
	case ReserveTold:
		e.Moment = now
		return e
	case StopAsked:
		e.Moment = now
		return e
	case Progressed:
		e.Moment = now
		return e
	case WaysOffered:
		e.Moment = now
		return e
	case WayOpen:
		e.Moment = now
		return e
	case PhoneShown:
		e.Moment = now
		return e
	case Followed:
		e.Moment = now
		return e
	case Offered:
		e.Moment = now
		return e
	case Answered:
		e.Moment = now
		return e
	case CallFailed:
		e.Moment = now
		return e
	case DayEnded:
		e.Moment = now
		return e
	case Woken:
		e.Moment = now
		return e
	case RecordFailed:
		e.Moment = now
		return e
	}
	panic(fmt.Sprintf("agent: %T has no time", e))
}
