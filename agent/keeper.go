package agent

import (
	"context"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Keeper is whoever keeps the shop's own value, such as points and coupons. An id
// names one reservation for ever: it is that of a payment's key and attempt, and
// whoever hears it twice does it once.
type Keeper interface {
	// Reserve sets the order's own value aside. An error means that there was no
	// answer; then it may be reserved or not, and is released.
	Reserve(ctx context.Context, id string, o pay.Order) (reserved bool, reason string, err error)

	// Commit spends what is reserved. It returns nil when that is done for good. It
	// may come after Release, when a payment that was presumed not charged turns out
	// to be paid.
	Commit(ctx context.Context, id string) error

	// Release gives back what is reserved, or has been spent. Of an id that is not
	// known there is nothing to give back, which is no error.
	Release(ctx context.Context, id string) error
}

// reservationID names what is reserved for an attempt.
func reservationID(key pay.Key, attempt int) string { return fmt.Sprintf("%s/%d", key, attempt) }

// reserveFirst has the order's own value reserved before the pad is asked, and
// reports whether there is any. That it is to be reserved is on disk before: what
// is never paid is given back, also after a power cut.
func (s *step) reserveFirst() bool {
	if s.pay.Order.Own == nil {
		return false
	}
	s.record(s.fact(wire.KindReserving, "", 0))
	s.do(Reserve{ID: reservationID(s.pay.Key, s.pay.Attempt), Order: s.pay.Order})
	return true
}

// reserveTold: the own value is set aside, or is not. Without it the order's price
// is another one, so nothing is sold.
func (s *step) reserveTold(e ReserveTold) {
	if s.state != Preparing {
		s.impossible(e)
		return
	}
	s.calling = false
	switch {
	case s.aborted || s.stopped:
		s.enter(NotCharged)
	case !e.Reserved:
		s.unsold(FaultOwn, e.Reason)
	default:
		s.calling = true
		s.approach()
	}
}

// reserve asks the keeper, and says how that ended.
func (o *owner) reserve(ctx context.Context, e Reserve) Event {
	if o.o.Keeper == nil {
		return ReserveTold{Reason: "this kiosk is set to no server that keeps points or coupons"}
	}
	reserved, reason, err := o.o.Keeper.Reserve(ctx, e.ID, e.Order)
	if err != nil {
		return ReserveTold{Reason: err.Error()}
	}
	return ReserveTold{Reserved: reserved, Reason: reason}
}
