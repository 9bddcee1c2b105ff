package kioskapp

import (
	"context"
	"encoding/json"

	"kioskd/agent"
	"kioskd/agent/online"
	"kioskd/agent/pay"
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

// phonesAtHQ asks HQ about payments by phone, over a line that is built later.
type phonesAtHQ struct{ *App }

// Ask implements [online.HQ].
func (h phonesAtHQ) Ask(ctx context.Context, name string, body any) (json.RawMessage, error) {
	return h.uplink.Ask(ctx, name, body)
}
