package pay

import (
	"errors"
	"fmt"
	"math/bits"
	"time"
)

// Refund is what has gone back of a payment: all of it, or a part.
type Refund struct {
	Part   int       `json:"part,omitempty"` // as in [Void.Part]
	Amount Amount    `json:"amount"`
	Split  Split     `json:"split"` // of Amount
	Reason string    `json:"reason,omitempty"`
	Number string    `json:"number"` // approval number of the void
	Pad    PadClock  `json:"pad_at,omitzero"`
	At     time.Time `json:"at"`
}

// Override is a person's word about a payment that the machine could not
// settle. It unblocks, and says nothing about money.
type Override struct {
	Name   string    `json:"name"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Refunded returns how much has gone back.
func (p Payment) Refunded() (sum Amount) {
	for _, r := range p.Refunds {
		sum += r.Amount
	}
	return sum
}

// Left returns how much of the approval can still go back.
func (p Payment) Left() Amount {
	if p.Approval == nil {
		return 0
	}
	return p.Approval.Amount - p.Refunded()
}

// ErrPart is the cause of every refusal to take a part out of a split.
var ErrPart = errors.New("not a part of this sum")

// Part returns the split of the next amount that is taken out of s, when before
// has been taken out already. Parts that add up to the whole have taxes that add
// up to those of the whole, whatever their sizes: each share is rounded down over
// all that has gone so far, and not over each part.
func (s Split) Part(before, amount Amount) (Split, error) {
	if before < 0 || amount <= 0 || before+amount > s.Total() {
		return Split{}, fmt.Errorf("%w: %d after %d, of %d", ErrPart, amount, before, s.Total())
	}
	a, b := s.upTo(before), s.upTo(before+amount)
	return Split{Supply: b.Supply - a.Supply, VAT: b.VAT - a.VAT, TaxFree: b.TaxFree - a.TaxFree, Service: b.Service - a.Service}, nil
}

// upTo splits the first sum of money that goes back. One share is taken out of
// what the one before has left, so that no share ever shrinks as sum grows.
func (s Split) upTo(sum Amount) Split {
	taxed := share(sum, s.Total()-s.TaxFree, s.Total())
	net := share(taxed, s.Total()-s.TaxFree-s.Service, s.Total()-s.TaxFree)
	vat := share(net, s.VAT, s.Supply+s.VAT)
	return Split{Supply: net - vat, VAT: vat, TaxFree: sum - taxed, Service: taxed - net}
}

// share returns n × part / whole, rounded down. Two amounts of ten digits have a
// product of twenty, which is more than 64 bits hold.
func share(n, part, whole Amount) Amount {
	if whole == 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(n), uint64(part))
	q, _ := bits.Div64(high, low, uint64(whole))
	return Amount(q)
}
