package agent

import (
	"context"
	"time"

	"kioskd/agent/pay"
)

// AppRefund describes a payment that a page wants taken back whole: as whoever
// was told of its approval can, and nobody who has guessed its key.
type AppRefund struct {
	Key    pay.Key
	Split  pay.Split // of the order
	Number string    // of the approval
	At     time.Time // of the approval, as [ApprovedAt] gives it
	Months int       // as approved
}

// RefundByApp has a payment go back on a page's word, where the [Policy] lets
// pages do that and the page describes the payment that is stored under the key.
// Asking again for what has gone back changes nothing.
func (a *Agent) RefundByApp(ctx context.Context, w AppRefund) error {
	if !a.o.Policy.AppRefunds {
		return FaultAppRefund
	}
	p, err := a.Payment(ctx, w.Key)
	if err != nil {
		return err
	}
	if p.Approval == nil {
		return FaultVoid
	}
	if !w.describes(p) {
		return FaultOther
	}
	if p.Status == pay.Voiding {
		return nil // it is under way
	}
	return a.Refund(ctx, Refund{Key: w.Key, Reason: "asked for by the page"})
}

func (w AppRefund) describes(p pay.Payment) bool {
	return w.Split == p.Order.Split && w.Number == p.Approval.Number && w.Months == p.Approval.Instalment &&
		w.At.UnixMilli() == ApprovedAt(p).UnixMilli()
}

// ApprovedAt returns when a payment was approved: by the pad's clock, read as
// local time; where that tells none, when its charge was sent.
func ApprovedAt(p pay.Payment) time.Time {
	if p.Approval == nil {
		return time.Time{}
	}
	if at, err := p.Approval.At.In(time.Local); err == nil {
		return at
	}
	if p.Charge != nil {
		return p.Charge.SentAt
	}
	return p.StartedAt
}

// RefundedAt returns when money went back: by the pad's clock, read as local
// time; where that tells none, by the kiosk's.
func RefundedAt(r pay.Refund) time.Time {
	if at, err := r.Pad.In(time.Local); err == nil {
		return at
	}
	return r.At
}
