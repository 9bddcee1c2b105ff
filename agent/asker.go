package agent

import (
	"context"

	"kioskd/agent/pay"
)

// Asker is the shop's server, which may be asked before each sale whether it
// sells: whether there is stock, whether the order is still wanted.
type Asker interface {
	// MaySell returns whether the order may be sold and, if not, why. An error
	// means that there was no answer. It does not reserve money.
	MaySell(context.Context, pay.Order) (sell bool, reason string, err error)
}

// askSale asks, and says how that ended.
func (o *owner) askSale(ctx context.Context, order pay.Order) Event {
	sell, reason, err := o.o.Asker.MaySell(ctx, order)
	if err != nil {
		return SaleTold{Reason: err.Error()}
	}
	return SaleTold{Asked: true, Sell: sell, Reason: reason}
}
