package agent

import (
	"context"
	"errors"
	"slices"

	"kioskd/agent/pay"
)

// Phones takes payments that customers make with their phones, at providers whose
// secrets HQ keeps. Beside a [pay.Terminal] it has an easy life: HQ names every
// attempt and every refund for ever, so that asking twice does no harm, and what
// became of an attempt can be asked at any time.
//
// One goroutine at a time calls Open, Authorize and Void; Abort and Follow may be
// called beside them. Every call ends when its context ends.
type Phones interface {
	// Open returns nil when HQ takes payments by this way now. It begins nothing.
	Open(ctx context.Context, via string) error

	// Authorize has HQ begin an attempt, shows how it goes, and returns its end.
	// An approval is offered to accept first, as by a [pay.Terminal]. An error says
	// what became of the money: [pay.NotSent] only when no phone can have seen the
	// attempt's code.
	Authorize(ctx context.Context, p PhonePayment, accept pay.Accept) (pay.Answer, error)

	// Follow asks about an attempt until it has its end, however long that takes,
	// and fails only when ctx ends. Once an account is known, issued, it waits for
	// what comes after that.
	Follow(ctx context.Context, c pay.Charge, issued bool) (pay.Answer, error)

	// Void gives an approval back, or a part of it. The same void may be said again.
	Void(ctx context.Context, v pay.Void) (pay.Answer, error)

	// Abort asks for the running Authorize to be cancelled. It does not block. The
	// call still ends with what HQ says.
	Abort()
}

// PhonePayment is what [Phones] has to know to begin.
type PhonePayment struct {
	Charge pay.Charge
	Order  pay.Order
	Test   bool                // no real money
	Show   func(pay.PhoneStep) // called with every step; does not block
}

// PayByPhone is [Agent.Pay] by one of [View.Ways]. Language is that of the pages
// on the phone.
func (a *Agent) PayByPhone(ctx context.Context, key pay.Key, amount pay.Amount, via, language string) (pay.Payment, error) {
	if via == "" {
		return pay.Payment{}, FaultPhone.because(errors.New("no way to pay is named"))
	}
	return a.pay(ctx, PayAsked{Book: pay.Payment{Key: key}, Amount: amount, Via: via, Language: language})
}

// OfferWays says by which ways one may pay by phone from now on. Up says that HQ can
// be asked.
func (a *Agent) OfferWays(ways []pay.PhoneWay, up bool) {
	a.mail.put(letter{event: WaysOffered{Ways: ways, Up: up}})
}

// phoneLink is what the machine knows of the way to HQ.
type phoneLink struct {
	ways []pay.PhoneWay
	up   bool
}

func (l phoneLink) offers(via string) bool {
	return l.up && slices.ContainsFunc(l.ways, func(w pay.PhoneWay) bool { return w.ID == via })
}

// byPhone makes one payment by phone and says how it ended.
func (o *owner) byPhone(ctx context.Context, e Authorize) Event {
	a, err := o.o.Phones.Authorize(ctx, PhonePayment{Charge: e.Charge, Order: e.Order, Test: o.o.Test, Show: func(s pay.PhoneStep) {
		o.mail.put(letter{event: PhoneShown{Key: e.Charge.Key, Attempt: e.Charge.Attempt, Step: s}})
	}}, o.accept)
	return orFailed(Answered{Answer: a}, err)
}

// follow waits for the end of a payment by phone, for as long as the agent runs.
func (o *owner) follow(ctx context.Context, e Follow) {
	if o.o.Phones == nil {
		return // HQ is not set any more; a person has the payment on the staff list
	}
	a, err := o.o.Phones.Follow(ctx, e.Charge, e.Issued)
	if err != nil {
		if ctx.Err() == nil {
			o.o.Log.Error("a payment by phone is not followed until the next start", "key", e.Charge.Key, "err", err)
		}
		return
	}
	o.mail.put(letter{event: Followed{Key: e.Charge.Key, Attempt: e.Charge.Attempt, Answer: a}})
}

func (o *owner) voidByPhone(ctx context.Context, v pay.Void) Event {
	if o.o.Phones == nil {
		return CallFailed{Fate: pay.NotSent, Reason: "this kiosk takes no payments by phone any more"}
	}
	a, err := o.o.Phones.Void(ctx, v)
	return orFailed(Answered{Answer: a}, err)
}
