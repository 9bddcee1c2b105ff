package agent

import (
	"time"

	"kioskd/agent/pay"
)

// State is what the screen shows this second, as opposed to [pay.Status], which
// is what the books say for ever.
type State string

// The states. The package comment draws how they follow one another.
const (
	Starting    State = "starting"    // settling what the last run left open
	Idle        State = "idle"        // ready for a customer
	Preparing   State = "preparing"   // asking the pad for its mark
	Authorizing State = "authorizing" // the charge is at the pad
	Aborting    State = "aborting"    // cancelling: ends only on the pad's word
	Uncertain   State = "unknown"     // the answer was lost: do not pay again
	Resolving   State = "resolving"   // asking the pad's memory
	Approved    State = "approved"    // paid; the card may still be inside
	Declined    State = "declined"    // clear no
	NotCharged  State = "not-charged" // cancelled, or presumed not charged
	Held        State = "held"        // approved after all: keep it, or have the money back
	Voiding     State = "voiding"     // taking an approval back
	Voided      State = "voided"      // taken back
	Issued      State = "issued"      // by phone: an account to pay into; not paid
	Unresolved  State = "unresolved"  // a person has to look: staff list
	Closing     State = "closing"     // the pad hands in at the end of the day
	Failed      State = "failed"      // nothing was sent; the fault says why
)

// View is everything a screen needs to draw this second. It is a value: the
// page holds no truth of its own and is right again after a reload.
type View struct {
	// Seq grows with every change, from 1.
	Seq   uint64    `json:"seq"`
	State State     `json:"state"`
	Since time.Time `json:"since"`

	Pad  pay.Link `json:"pad"`
	Test bool     `json:"test"` // simulated pad: said on every screen

	// Payment is the payment that the screen is about, nil when idle.
	Payment *PaymentView `json:"payment,omitempty"`

	// Progress is the last step that the pad reported for this payment.
	Progress pay.Progress `json:"progress,omitempty"`

	// Ways are how one may pay by phone now; none when HQ cannot be reached.
	Ways []pay.PhoneWay `json:"ways,omitempty"`

	// Phone is how far a payment by phone has come while it runs.
	Phone *pay.PhoneStep `json:"phone,omitempty"`

	// CardInside says that the customer's card still has to be taken.
	CardInside bool `json:"card_inside"`

	// Closed, if set, says why no payment may begin now.
	Closed *Fault `json:"closed,omitempty"`

	// Shop grows when the catalogue or the shop has changed.
	Shop uint64 `json:"shop"`

	// Page grows when pages should load themselves anew.
	Page uint64 `json:"page"`

	// Fault is set when something needs a person; Number and Next are for them.
	Fault *Fault `json:"fault,omitempty"`
}

// PaymentView is the part of a payment that its customer may see.
type PaymentView struct {
	Key       pay.Key      `json:"key"`
	Reference string       `json:"reference"` // short, to read aloud to staff
	Attempt   int          `json:"attempt"`
	Status    pay.Status   `json:"status"`
	Currency  pay.Currency `json:"currency"`
	Lines     []pay.Line   `json:"lines"`
	Total     pay.Amount   `json:"total"`
	Split     pay.Split    `json:"split"`
	Decline   *pay.Decline `json:"decline,omitempty"`
	Receipt   *pay.Receipt `json:"receipt,omitempty"`
	Recovered bool         `json:"recovered,omitempty"`

	// Via names the way to pay by phone that was taken; empty for the card pad.
	// Account is one to pay into, where one was issued: not paid yet.
	Via     string       `json:"via,omitempty"`
	Account *pay.Account `json:"account,omitempty"`

	// NotRefunded says that the money should have gone back and has not: the
	// staff have to see to it.
	NotRefunded bool `json:"not_refunded,omitempty"`
}

// Reference returns the short reference number of a payment: the last eight
// characters of its key, in two groups, in capitals. A UUIDv7 ends in random
// digits, so two customers of one day do not share one.
func Reference(k pay.Key) string {
	s := string(k)
	if len(s) > 8 {
		s = s[len(s)-8:]
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	if len(b) > 4 {
		return string(b[:len(b)-4]) + " " + string(b[len(b)-4:])
	}
	return string(b)
}

// View draws the machine. The receipt is written for the given store.
func (m Machine) View(store pay.Store) View {
	v := View{
		State: m.state, Since: m.since, Pad: m.pad, Test: m.test,
		Progress: m.progress, CardInside: m.cardInside, Fault: m.fault,
		Ways: m.phone.ways, Phone: m.shown,
	}
	if m.waiting != nil {
		v.State, v.Payment = Preparing, paymentView(store, *m.waiting, m.test)
		return v
	}
	if m.aborted && m.state == Resolving && m.tries <= 1 {
		v.State = Aborting // the first look into the pad's memory takes a moment
	}
	if m.pay.Key != "" {
		v.Payment = paymentView(store, m.pay, m.test)
	}
	if m.state == Preparing {
		v.Payment.Via = m.via // there is no charge yet
	}
	return v
}

func paymentView(store pay.Store, p pay.Payment, test bool) *PaymentView {
	v := &PaymentView{
		Key: p.Key, Reference: Reference(p.Key), Attempt: p.Attempt, Status: p.Status,
		Currency: p.Order.Currency, Lines: p.Order.Lines, Total: p.Order.Total, Split: p.Order.Split,
		Decline: p.Decline, Recovered: p.Recovered, NotRefunded: p.Void != nil && p.Status == pay.Unresolved,
		Via: p.Via(), Account: p.Account,
	}
	if a := p.Approval; v.Currency == "" && a != nil { // a sale that no order asked for
		v.Currency, v.Total = a.Currency, a.Amount
	}
	if r, err := pay.ReceiptFor(store, p, test); err == nil {
		v.Receipt = &r
	}
	return v
}
