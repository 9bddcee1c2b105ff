package world

import (
	"context"
	"encoding/json"

	"kioskd/agent"
	"kioskd/agent/online"
	"kioskd/agent/pay"
)

// openPhones builds what takes payments by phone, as cmd/kioskd does.
func (k *kiosk) openPhones() (agent.Phones, agent.Policy, error) {
	if k.w.bank == nil {
		return nil, agent.Policy{}, nil
	}
	var err error
	k.phones, err = online.New(online.Options{
		HQ: phonesAtHQ{k}, Test: true, Log: k.log(), Currency: func() pay.Currency { return k.agent.Catalogue().Currency },
		Offer: func(ways []pay.PhoneWay, up bool) { k.agent.OfferWays(ways, up) },
	})
	return k.phones, agent.Policy{KeepLatePhone: k.w.bank.keeps}, err
}

// phonesAtHQ asks HQ about payments by phone, over a line that is built later.
type phonesAtHQ struct{ *kiosk }

// Ask implements [online.HQ].
func (h phonesAtHQ) Ask(ctx context.Context, name string, body any) (json.RawMessage, error) {
	return h.uplink.Ask(ctx, name, body)
}
