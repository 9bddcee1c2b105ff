package smartro

import (
	"context"

	"kioskd/agent/pay"
)

// AuthorizeBuyer implements [pay.BuyerCharger]: it sends G once and waits for g.
// The number that the payment company gives is kept with the approval, since a
// cancel has to name it; of the buyer nothing is kept.
func (d *Driver) AuthorizeBuyer(ctx context.Context, c pay.Charge, b pay.Buyer, accept pay.Accept) (pay.Answer, error) {
	q, err := buyerRequestOf(c, b)
	if err != nil {
		return pay.Answer{}, pay.Fail("authorize", pay.NotSent, err)
	}
	return d.charge(ctx, c, JobBuyer, q, accept)
}
