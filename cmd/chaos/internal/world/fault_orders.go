package world

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// documents has HQ offer settings, most of which are wrong in some way.
var documents = Fault{
	Name: "settings", About: "HQ offers settings: good ones, bad ones, forged ones, and such as have to be rolled back",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		version := uint64(1)
		nowAndThen(ctx, r, 3*time.Minute, func() {
			version++
			kind := oneOf(r, "good", "good", "dark", "forged", "foreign", "old", "torn")
			w.note("hq", "offers settings %d, %s", version, kind)
			if err := w.office.offer(w.document(r, version, kind)); err != nil {
				w.fail("offer settings: %v", err)
			}
		})
	},
}

// document writes and signs a settings document.
func (w *World) document(r *rand.Rand, version uint64, kind string) hq.Settings {
	c := w.till.p.catalogue()
	factor := pay.Amount(1 + r.IntN(3))
	for i := range c.Items {
		c.Items[i].Price *= factor
	}
	d := settings.Document{Version: version, For: []string{kioskID}, Catalogue: &c}
	key := settingsKey
	switch kind {
	case "dark":
		d.Log = &settings.Log{Level: dark}
	case "forged":
		key = strangerKey
	case "foreign":
		d.For = []string{"kiosk-2"}
	case "old":
		d.Version = 1
	}
	text, err := json.Marshal(d)
	if err != nil {
		w.fail("write settings: %v", err)
	}
	if kind == "torn" {
		text = text[:len(text)/2]
	}
	w.promises.offered(version, kind)
	return hq.Settings{For: []string{kioskID}, Added: time.Now(), Settings: wire.Settings{
		Version: version, Key: wire.KeyName(public(settingsKey)), Document: text, Signature: wire.Sign(key, wire.PurposeSettings, text),
	}}
}

// commands has HQ tell the kiosk what to do, some of it twice, some of it wrongly.
var commands = Fault{
	Name: "commands", About: "HQ gives commands: payments and refunds too, twice, forged, unknown or late",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		n := 0
		nowAndThen(ctx, r, 90*time.Second, func() {
			for _, c := range w.orders(r, n) {
				n++
				w.note("hq", "gives command %s: %s", c.ID, c.Name)
				if err := w.office.command(c); err != nil {
					w.fail("give a command: %v", err)
				}
				sleep(ctx, between(r, 0, 3*time.Second))
			}
		})
	},
}

// orders thinks of a command, or of two that mean the same.
func (w *World) orders(r *rand.Rand, n int) []wire.Command {
	name := oneOf(r, wire.CommandCheckPad, wire.CommandSendNow, wire.CommandRestart, wire.CommandRequestPayment,
		wire.CommandRequestPayment, wire.CommandVoidPayment, wire.CommandVoidPayment, "reboot")
	asked := wish{Item: agent.Pick{Item: oneOf(r, "coffee", "tea", "apple"), Quantity: 1}}
	switch name {
	case wire.CommandRequestPayment:
		asked.Key = pay.Key(fmt.Sprintf("wanted-by-hq-%d", n))
	case wire.CommandVoidPayment:
		asked.Key = w.office.anyPaid(r)
	}
	var all []wire.Command
	for i := range 1 + r.IntN(2) {
		all = append(all, w.command(r, fmt.Sprintf("command-%d", n+i), name, asked))
	}
	return all
}

// command writes a command, and mostly signs it as its kind wants.
func (w *World) command(r *rand.Rand, id, name string, asked wish) wire.Command {
	asked.ID = id
	args, err := json.Marshal(asked)
	if err != nil {
		w.fail("write a command: %v", err)
	}
	c := wire.Command{ID: id, Name: name, Args: args, Expires: time.Now().Add(between(r, 10*time.Second, 10*time.Minute))}
	if name != wire.CommandVoidPayment {
		return c
	}
	key := operatorKey
	if chance(r, 0.1) {
		key = strangerKey
		w.promises.forged(id)
	}
	c.Key = wire.KeyName(public(operatorKey))
	c.Signature = wire.Sign(key, wire.PurposeCommand, c.SignedBytes(kioskID))
	return c
}

// anyPaid returns a payment that HQ believes to be paid, or a key of nothing.
func (o *office) anyPaid(r *rand.Rand) pay.Key {
	all, err := o.store.Payments(context.Background(), hq.Filter{Kiosk: kioskID, Limit: 50})
	if err != nil {
		o.w.fail("ask HQ: %v", err)
	}
	var keys []pay.Key
	for _, p := range all {
		if p.Status == string(pay.Approved) {
			keys = append(keys, pay.Key(p.Key))
		}
	}
	if len(keys) == 0 {
		return "nothing"
	}
	return keys[r.IntN(len(keys))]
}
