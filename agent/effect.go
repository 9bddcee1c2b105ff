package agent

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Effect is something to do. Effects are carried out in order, and a [Record]
// is durable before any later effect begins: save before you send.
type Effect interface{ effect() }

// The effects.
type (
	// Record writes facts to the journal, all or none.
	Record struct{ Facts []Fact }

	// AskSale asks the shop's server whether it sells; ends in [SaleTold].
	AskSale struct{ Order pay.Order }

	// Reserve has the shop's own value set aside; ends in [ReserveTold].
	Reserve struct {
		ID    string
		Order pay.Order
	}

	// AskWay asks HQ whether a way to pay by phone is open; ends in [WayOpen] or
	// [CallFailed].
	AskWay struct{ Via string }

	// AskMark asks the pad for its memory; ends in [MarkTold] or [CallFailed].
	AskMark struct{}

	// Authorize sends a charge, of an order; ends in [Answered] or [CallFailed].
	Authorize struct {
		Charge pay.Charge
		Order  pay.Order
	}

	// Follow has HQ asked about a payment by phone until it has its end, beside
	// everything else; ends in [Followed]. Issued says that an account is known.
	Follow struct {
		Charge pay.Charge
		Issued bool
	}

	// SendVoid sends a void; ends in [Answered] or [CallFailed].
	SendVoid struct{ Void pay.Void }

	// Resolve asks the pad's memory about a charge; ends in [Resolved] or
	// [CallFailed].
	Resolve struct {
		Charge pay.Charge
		Before pay.Mark
	}

	// EndDay has the pad hand in; ends in [DayEnded] or [CallFailed].
	EndDay struct{}

	// AbortCall asks the pad to stop waiting for a card, or HQ for a phone.
	AbortCall struct{ Via string }

	// Confirm lets the pad have its acknowledgement.
	Confirm struct{}

	// Reply answers whoever asked, with a fault or without.
	Reply struct{ Fault *Fault }

	// Wake sets the alarm clock; a later one replaces it.
	Wake struct{ At time.Time }
)

func (Record) effect()    {}
func (AskSale) effect()   {}
func (Reserve) effect()   {}
func (AskWay) effect()    {}
func (Follow) effect()    {}
func (AskMark) effect()   {}
func (Authorize) effect() {}
func (SendVoid) effect()  {}
func (Resolve) effect()   {}
func (EndDay) effect()    {}
func (AbortCall) effect() {}
func (Confirm) effect()   {}
func (Reply) effect()     {}
func (Wake) effect()      {}

// Fact is one line for the books, not yet written.
type Fact struct {
	Kind string
	Key  pay.Key
	Ref  string // unique reference of an approval, or the name of its number
	Sum  pay.Amount
	Body wire.Body
}
