package pg

import (
	"context"
	"errors"
	"time"

	"kioskd/agent/pay"
)

// Settler is a [Provider] that says what it pays out to the shop, line by line.
type Settler interface {
	// Settlements returns the lines that are paid out on the days from one to another,
	// both included. Days are the provider's own, written as in 2026-01-05.
	Settlements(ctx context.Context, from, until string) ([]Settlement, error)

	// PaysWithin returns within how many days after a sale its money should have been
	// paid out, by the shop's contract.
	PaysWithin() int
}

// Settlement is a line of what a provider pays out. Amounts are minor units of its
// currency; all of them are below 0 where money goes back.
type Settlement struct {
	Ref      string // the provider's name for the payment
	PaidOut  string // the day of it, as in 2026-01-05
	Currency pay.Currency
	Amount   pay.Amount // that was taken or given back
	Fees     pay.Amount // that the provider says to keep of it, with their VAT
	VAT      pay.Amount // of the fees
	Out      pay.Amount // that the shop is paid
}

// ErrNoSettlements says that an adapter reads no list of what its provider pays out.
var ErrNoSettlements = errors.New("HQ does not read what this provider pays out")

// listTime is how long a provider's whole list may take. Each page of it has the
// adapter's own, shorter time.
const listTime = 5 * time.Minute

// PaysWithin returns within how many days a provider should have paid out a sale, or
// [ErrNoSettlements].
func (f *Flow) PaysWithin(provider string) (int, error) {
	s, settles := f.listeners[provider].Listener.(Settler)
	if !settles {
		return 0, ErrNoSettlements
	}
	return s.PaysWithin(), nil
}

// Settlements asks a provider what it paid out on the days from one to another, both
// included, or is [ErrNoSettlements].
func (f *Flow) Settlements(ctx context.Context, provider, from, until string) ([]Settlement, error) {
	s, settles := f.listeners[provider].Listener.(Settler)
	if !settles {
		return nil, ErrNoSettlements
	}
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	return s.Settlements(ctx, from, until)
}
