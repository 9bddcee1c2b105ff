package zvt

import (
	"fmt"

	"kioskd/agent/pay"
)

// requestOf returns the 06 01 of a charge, or why this pad cannot take it.
func (h habits) requestOf(c pay.Charge) (Frame, error) {
	switch {
	case c.Currency != h.currency:
		return Frame{}, fmt.Errorf("%w: it is set up for %s, not %q (pad setting currency)", pay.ErrUnsupported, h.currency, c.Currency)
	case c.Instalment > 1:
		return Frame{}, fmt.Errorf("%w: it knows no instalments", pay.ErrUnsupported)
	case c.Amount <= 0:
		return Frame{}, fmt.Errorf("%w: %d is nothing to charge", pay.ErrAmount, c.Amount)
	}
	return authorization(c.Amount, c.Currency)
}

// reversalOf returns the 06 30 of a void, or why this pad cannot take it.
func (h habits) reversalOf(v pay.Void) (Frame, error) {
	receipt, err := receiptOf(v.Approval)
	if err != nil {
		return Frame{}, err
	}
	switch {
	case v.Amount != v.Approval.Amount:
		return Frame{}, fmt.Errorf("%w: a part can only be paid to whoever shows a card; the staff can do that at the pad", pay.ErrUnsupported)
	case v.Approval.Currency != h.currency:
		return Frame{}, fmt.Errorf("%w: it is set up for %s, not %q", pay.ErrUnsupported, h.currency, v.Approval.Currency)
	}
	return reversal(h.password, receipt, v.Amount, v.Approval.Currency)
}

// receiptOf returns the receipt number by which an approval can be taken back.
func receiptOf(a pay.Approval) (string, error) {
	if a.Driver["driver"] != Name {
		return "", fmt.Errorf("%w: the payment was made by another kind of pad", pay.ErrUnsupported)
	}
	receipt := a.Driver["receipt"]
	if _, err := packed(receipt, 2); err != nil || receipt == "" {
		return "", fmt.Errorf("%w: the payment has no receipt number", pay.ErrUnsupported)
	}
	return receipt, nil
}
