package pg

import (
	"errors"
	"fmt"

	"kioskd/agent/pay"
)

// Causes of a refund's refusal, for errors.Is.
var (
	ErrOver      = errors.New("more than is left of the payment")
	ErrNotPaid   = errors.New("nothing was taken")
	ErrOnlyWhole = errors.New("this provider gives back the whole payment only")
	ErrRefunding = errors.New("another refund of this payment is under way")
)

// MayRefund reports why an amount, 0 for all that is left, cannot be given back under
// an id. An id that the attempt knows may be asked again.
func (a Attempt) MayRefund(id string, amount pay.Amount, p Powers) error {
	if f, known := a.Refund(id); known {
		return sameRefund(f, amount)
	}
	if a.State == AccountUp && a.openRefund() < 0 {
		return wholeAccount(a, amount)
	}
	switch {
	case a.Taken == nil || a.State != Paid && a.State != Wrong:
		return ErrNotPaid
	case a.openRefund() >= 0:
		return ErrRefunding
	case a.Taken.Left() <= 0 || amount > a.Taken.Left():
		return fmt.Errorf("%w: %d is left", ErrOver, a.Taken.Left())
	case amount < 0:
		return fmt.Errorf("%w: %d", pay.ErrAmount, amount)
	case amount > 0 && amount < a.Taken.Left() && !p.PartialCancel:
		return ErrOnlyWhole
	}
	return nil
}

func sameRefund(f Refunding, amount pay.Amount) error {
	if amount != 0 && amount != f.Amount {
		return fmt.Errorf("refund %s is known with another amount, %d", f.ID, f.Amount)
	}
	return nil
}

func wholeAccount(a Attempt, amount pay.Amount) error {
	if amount != 0 && amount != a.amount() {
		return ErrOnlyWhole
	}
	return nil
}

// Refund returns a refund by its id.
func (a Attempt) Refund(id string) (Refunding, bool) {
	for _, f := range a.Refunds {
		if f.ID == id {
			return f, true
		}
	}
	return Refunding{}, false
}

// openRefund returns the place of the refund that has no end yet; -1 for none.
func (a Attempt) openRefund() int {
	for i, f := range a.Refunds {
		if f.Open() {
			return i
		}
	}
	return -1
}
