package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kioskd/agent"
	"kioskd/agent/online"
	"kioskd/agent/pay"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// buildPhones has payments by phone taken where there is an HQ.
func (a *App) buildPhones(o *agent.Options) (err error) {
	if a.o.Config.HQ.URL == "" || a.o.Offline {
		return nil
	}
	a.phones, err = online.New(online.Options{HQ: phonesAtHQ{a}, Offer: func(ways []pay.PhoneWay, up bool) { a.agent.OfferWays(ways, up) }, Test: a.o.Config.TestMode, Currency: func() pay.Currency { return a.agent.Catalogue().Currency }, Log: a.o.Log})
	if err == nil {
		o.Phones = a.phones
	}
	return err
}

// phonesAtHQ asks HQ about payments by phone.
type phonesAtHQ struct{ *App }

// Ask implements [online.HQ]. An HQ that is busy or broken has not refused: nobody
// knows what it has done.
func (h phonesAtHQ) Ask(ctx context.Context, name string, body any) (json.RawMessage, error) {
	answer, err := h.uplink.Ask(ctx, name, body)
	var no *uplink.Refusal
	if errors.As(err, &no) && no.Code != wire.CodeInternal && no.Code != wire.CodeBusy {
		err = fmt.Errorf("%w: %w", online.ErrRefused, err)
		if no.Code == wire.CodeNoAttempt {
			err = fmt.Errorf("%w: %w", online.ErrNoAttempt, err)
		}
	}
	return answer, err
}
