package hq

import (
	"context"
	"encoding/json"
	"fmt"

	"kioskd/sync/wire"
)

// maxSettled is how many payments one answer holds.
const maxSettled = MaxLimit

// settled tells a kiosk what HQ's ledger says of its payments, so that it can
// compare the books. Each answer is one page; the kiosk asks for the rest.
func (h *Handler) settled(ctx context.Context, kiosk string, body json.RawMessage) (any, error) {
	var ask wire.SettledAsk
	if err := json.Unmarshal(body, &ask); err != nil || !ask.Until.After(ask.From) {
		return nil, &No{Code: "bad-question", Reason: "the question names no time from and until"}
	}
	answer := wire.SettledAnswer{Payments: []wire.Settled{}}
	filter := Filter{Kiosk: kiosk, Limit: maxSettled, After: Place{Started: ask.Until, ID: 1}}
	page, err := h.Store.Payments(ctx, filter)
	if err != nil {
		return nil, fmt.Errorf("look up payments of %s: %w", kiosk, err)
	}
	for _, p := range page {
		if p.Started.Before(ask.From) {
			return answer, nil
		}
		answer.Payments = append(answer.Payments, wire.Settled{
			Key: p.Key, Status: p.Status, Began: p.Started, Amount: p.Amount, Refunded: p.Refunded, Currency: p.Currency, Number: p.Number,
		})
	}
	answer.More = len(page) == maxSettled
	return answer, nil
}
