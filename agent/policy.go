package agent

import (
	"fmt"
	"slices"

	"kioskd/agent/pay"
)

// Policy is what the shop has decided. The zero Policy is that of an ordinary
// kiosk, which asks nobody before it sells and refunds nothing by itself.
type Policy struct {
	// KeepOrphans leaves an approval that no order asked for to the staff, where
	// otherwise it goes back by itself as soon as the pad shows it.
	KeepOrphans bool

	// RefuseOffline says what happens when the shop's server, which is to be
	// asked before a sale, does not answer in time: nothing is sold, where
	// otherwise it is.
	RefuseOffline bool

	// Undelivered bounds what a controller may have refunded.
	Undelivered Cap

	// Instalments says who may pay in months.
	Instalments Instalments

	// AppOrders lets a page set the amounts of an order, up to AppLimit in all.
	// Otherwise what is on sale, or the operator's server, sets them.
	AppOrders bool
	AppLimit  pay.Amount

	// AppRefunds lets a page take back a payment that it can describe.
	AppRefunds bool

	// KeepLatePhone keeps a payment by phone that turns out to be paid when its
	// customer has left, for the staff to give out what was ordered. Otherwise it
	// goes back by itself.
	KeepLatePhone bool

	// SignatureFrom is the smallest amount that the pad is asked to take a
	// signature for; 0 for never.
	SignatureFrom pay.Amount
}

// Cap bounds the refunds of one day.
type Cap struct {
	Count  int        `json:"count"`
	Amount pay.Amount `json:"amount"`
}

// allows reports whether one more refund is within the cap.
func (c Cap) allows(e VoidAsked) bool {
	return e.Count < c.Count && e.Sum+voidFor(e, e.At).Amount <= c.Amount
}

// Instalments are monthly payments that a card company offers on a sale.
type Instalments struct {
	From   pay.Amount `json:"from"`   // the smallest amount
	Months []int      `json:"months"` // that may be chosen; none for no instalments
}

// maxMonths is what two digits hold, as card companies write it.
const maxMonths = 99

// Check reports what no card company would take.
func (i Instalments) Check() error {
	for _, m := range i.Months {
		if m < 2 || m > maxMonths {
			return fmt.Errorf("%d months: from 2 to %d", m, maxMonths)
		}
	}
	return i.From.Check()
}

// offers reports whether an amount may be paid in so many months. 0 stands for
// at once.
func (i Instalments) offers(amount pay.Amount, months int) bool {
	return months == 0 || amount >= i.From && slices.Contains(i.Months, months)
}
