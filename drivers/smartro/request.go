package smartro

import (
	"fmt"

	"kioskd/agent/pay"
)

// requestOf returns the B of a charge, or why this pad cannot take it.
func (h habits) requestOf(c pay.Charge) (ApprovalRequest, error) {
	if err := inWon(c); err != nil {
		return ApprovalRequest{}, err
	}
	signs, err := h.signs(c.Amount)
	return ApprovalRequest{Amount: c.Amount, Tax: c.VAT, Service: c.Service, Instalment: months(c), Signature: signs || c.Signature}, err
}

// buyerRequestOf returns the G of a charge, which has no place for a signature.
func buyerRequestOf(c pay.Charge, b pay.Buyer) (BuyerRequest, error) {
	return BuyerRequest{Amount: c.Amount, Tax: c.VAT, Service: c.Service, Instalment: months(c), Buyer: b}, inWon(c)
}

func inWon(c pay.Charge) error {
	if c.Currency != pay.KRW {
		return fmt.Errorf("%w: it takes %s only, not %q", pay.ErrUnsupported, pay.KRW, c.Currency)
	}
	return nil
}

// months are those of a charge; one month is no instalment.
func months(c pay.Charge) int {
	if c.Instalment == 1 {
		return 0
	}
	return c.Instalment
}
