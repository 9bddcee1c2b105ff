package agent

import (
	"time"

	"kioskd/agent/pay"
)

// Event is something that happened, with the time at which it did. The machine
// has no clock of its own.
type Event interface{ when() time.Time }

// Moment is the time of an event, by the kiosk's clock.
type Moment struct{ At time.Time }

func (m Moment) when() time.Time { return m.At }

// The events.
type (
	// Booted opens the machine with what the journal says: the payments without
	// an ending, oldest first, whether the pad's memory was never recorded, and
	// the terminal number of our last approval, where one is known.
	Booted struct {
		Moment
		Open   []pay.Payment
		First  bool
		Device string
	}

	// PadLinked tells that the pad is reachable, or no longer.
	PadLinked struct {
		Moment
		Link pay.Link
	}

	// PayAsked wants a [Reply]. It is the customer's finger on Pay. Book is what the journal says
	// about the key, Amount what the customer was shown.
	PayAsked struct {
		Moment
		Book   pay.Payment
		Amount pay.Amount
		Months int    // in which it is paid; 0 for at once
		Via    string // way to pay by phone; empty for the card pad

		Language string // of the pages on the phone

		Hold *Fault // why nothing new may begin now, or nil
	}

	// SaleTold is the shop's server's word on a sale. Asked is false where it did
	// not answer, for a Reason.
	SaleTold struct {
		Moment
		Asked  bool
		Sell   bool
		Reason string
	}

	// ReserveTold says whether the shop's own value is set aside and, if not, why.
	ReserveTold struct {
		Moment
		Reserved bool
		Reason   string
	}

	// OverrideAsked wants a [Reply]. It is a person's word about a payment on the
	// staff list.
	OverrideAsked struct {
		Moment
		Book   pay.Payment
		Name   string
		Reason string
	}

	// AbortAsked wants a [Reply]. It is the customer's finger on cancel.
	AbortAsked struct {
		Moment
		Key pay.Key
	}

	// DismissAsked wants a [Reply]. It is the customer leaving the result.
	DismissAsked struct {
		Moment
		Key pay.Key
	}

	// KeepAsked wants a [Reply]. It is the customer who keeps what was approved
	// too late, instead of having the money back.
	KeepAsked struct {
		Moment
		Key pay.Key
	}

	// StopAsked tells that the kiosk is being stopped: nothing new begins, and a
	// pad that waits for a card is told to stop waiting.
	StopAsked struct{ Moment }

	// VoidAsked wants a [Reply]. It asks for an approved payment to be taken back,
	// or, with an Amount, for a part of it; ID names the wish where it may come
	// twice. What the journal knows of that ID is Done for the same payment and
	// Taken for another one. Parts says that the pad can take parts back.
	//
	// Undelivered says that a controller asks, on a Day, after Count refunds of
	// Sum on that day.
	VoidAsked struct {
		Moment
		Book   pay.Payment
		Amount pay.Amount
		Reason string
		ID     string
		Done   bool
		Taken  bool
		Parts  bool

		Undelivered bool
		Day         string
		Count       int
		Sum         pay.Amount
	}

	// WaysOffered tells by which ways one may pay by phone from now on; Up, whether
	// HQ can be asked about payments that were made so.
	WaysOffered struct {
		Moment
		Ways []pay.PhoneWay
		Up   bool
	}

	// WayOpen says that HQ takes payments by phone this very moment.
	WayOpen struct{ Moment }

	// PhoneShown is how far a payment by phone has come.
	PhoneShown struct {
		Moment
		Key     pay.Key
		Attempt int
		Step    pay.PhoneStep
	}

	// Followed is the end of a payment by phone that nobody called for, as HQ tells
	// it: an approval, a clear no, or an account.
	Followed struct {
		Moment
		Key     pay.Key
		Attempt int
		Answer  pay.Answer
	}

	// MarkTold is the pad's memory, and what we know of it. Fresh is a key for
	// it, should it belong to no payment we know.
	MarkTold struct {
		Moment
		Mark  pay.Mark
		Known Known
		Fresh pay.Key
	}

	// Progressed is a step that the pad reports.
	Progressed struct {
		Moment
		Progress pay.Progress
	}

	// Offered is an approval, of a charge or of a void, that waits for its
	// [Confirm].
	Offered struct {
		Moment
		Offer pay.Offer
	}

	// Answered is the pad's final word on a charge or a void.
	Answered struct {
		Moment
		Answer pay.Answer
	}

	// CallFailed is a call to the pad that ended without an answer.
	CallFailed struct {
		Moment
		Fate   pay.Fate
		Reason string
	}

	// LateOffered is an approval outside of any call, waiting for its [Confirm].
	// Fresh is a key for it, should it belong to no payment we know.
	LateOffered struct {
		Moment
		Offer pay.Offer
		Known Known
		Fresh pay.Key
	}

	// Resolved is what the pad's memory says about the charge in question.
	// Cardless says that the pad can take the approval in it back by itself.
	Resolved struct {
		Moment
		Resolution pay.Resolution
		Known      Known
		Cardless   bool
		Gaps       bool // the journal may lack sales that this kiosk has made since

		// TooLateFor are the payments that the approval is too late for, or may be.
		TooLateFor []pay.Key
	}

	// DayEndAsked wants a [Reply]. It asks for the end of a business day. Hands says
	// that the pad is to hand in, Count what has moved since it last did, or since
	// the last end of day where it does not.
	DayEndAsked struct {
		Moment
		Date  string // as in 2026-01-05
		Hands bool
		Count Count
	}

	// DayEnded is what the pad has handed in.
	DayEnded struct {
		Moment
		Totals pay.Totals
	}

	// Woken is the alarm clock that [Wake] set.
	Woken struct{ Moment }

	// RecordFailed tells that a [Record] did not become durable. Effects after
	// it were not carried out.
	RecordFailed struct {
		Moment
		Kind   string // of the first fact that was not written
		Key    pay.Key
		Reason string
	}
)

// Known is what the journal knows about an approval that a pad shows: the
// payments under which its unique reference and its approval number stand.
type Known struct {
	Ref    pay.Key
	Number pay.Key

	// Undone says that the payment of that number was taken back, or is to be. A
	// void repeats its sale's number, and some pads remember it like a sale.
	Undone bool
}

// Explained reports whether the approval is one that the books account for.
func (k Known) Explained() bool { return k.Ref != "" || k.Number != "" && k.Undone }
