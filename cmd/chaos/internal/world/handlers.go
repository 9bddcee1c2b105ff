package world

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// handlers do what cmd/kioskd's do.
func (k *kiosk) handlers() map[string]command.Handler {
	return map[string]command.Handler{
		wire.CommandCheckPad:       {Do: func(context.Context, json.RawMessage) (any, error) { return k.agent.View().Pad, nil }},
		wire.CommandSendNow:        {Do: func(context.Context, json.RawMessage) (any, error) { k.uplink.Now(); return nil, nil }},
		wire.CommandRestart:        {Do: k.restart},
		wire.CommandRequestPayment: {Do: k.requestPayment},
		wire.CommandVoidPayment:    {Do: k.voidPayment, Cost: k.voidCost},
	}
}

// wish is a payment that HQ wants begun, or taken back. ID is the command's own, so
// that the world can count how often it is done.
type wish struct {
	ID   string     `json:"id"`
	Key  pay.Key    `json:"key,omitempty"`
	Item agent.Pick `json:"item,omitzero"`
}

// begin reads a wish, and notes that it is being done.
func (k *kiosk) begin(args json.RawMessage) (w wish, err error) {
	if err = json.Unmarshal(args, &w); err == nil && !k.dead.Load() {
		k.w.promises.did(w.ID)
	}
	return w, err
}

// restart ends the incarnation while no payment is open.
func (k *kiosk) restart(ctx context.Context, args json.RawMessage) (any, error) {
	if _, err := k.begin(args); err != nil {
		return nil, err
	}
	return nil, k.agent.Between(ctx, func(context.Context) error {
		k.w.loose.Go(func() {
			sleep(k.ctx, time.Second)
			k.w.shop.endOf(k, stopped, 3*time.Second)
		})
		return nil
	})
}

func (k *kiosk) requestPayment(ctx context.Context, args json.RawMessage) (any, error) {
	w, err := k.begin(args)
	if err != nil {
		return nil, err
	}
	o, err := k.agent.Catalogue().Order(w.Key, []agent.Pick{w.Item}, "en")
	if err != nil {
		return nil, err
	}
	p, err := k.agent.Payment(ctx, w.Key)
	switch {
	case errors.Is(err, agent.FaultKey):
		err = k.agent.StoreOrder(ctx, o)
	case err == nil && !p.Order.Same(o):
		err = agent.FaultConflict
	}
	if err != nil {
		return nil, err
	}
	p, err = k.agent.Pay(ctx, o.Key, o.Total)
	return p.Status, err
}

// voidCost returns how much would go back.
func (k *kiosk) voidCost(ctx context.Context, args json.RawMessage) (pay.Amount, error) {
	var w wish
	if err := json.Unmarshal(args, &w); err != nil {
		return 0, err
	}
	p, err := k.agent.Payment(ctx, w.Key)
	return p.Left(), err
}

// voidPayment has money go back, and waits for a while until it has.
func (k *kiosk) voidPayment(ctx context.Context, args json.RawMessage) (any, error) {
	w, err := k.begin(args)
	if err != nil {
		return nil, err
	}
	if err := k.agent.Refund(ctx, agent.Refund{Key: w.Key, Reason: "HQ wants it"}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		seq := k.agent.View().Seq
		p, err := k.agent.Payment(context.WithoutCancel(ctx), w.Key)
		if err != nil || p.Status != pay.Voiding {
			return p.Status, err
		}
		if _, err := k.agent.Wait(ctx, seq); err != nil {
			return p.Status, nil // it goes on, and is told by its facts
		}
	}
}
