package world

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// The keys of the world's people. Their seeds are no secrets.
var (
	settingsKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	operatorKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize))
	strangerKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// dayLimit is what commands may move in a day: one payment of some is too much.
const dayLimit = 40

// openSettings builds what takes HQ's settings, as cmd/kioskd does.
func (k *kiosk) openSettings() (err error) {
	k.settings, err = settings.Open(settings.Options{
		Kiosk: kioskID, Key: public(settingsKey), Vault: vault{k.w, &k.dead}, Log: k.log(),
		Parts: []settings.Part{shopPart{k}, padPart{k}, screenPart{k}},
		Idle:  func(ctx context.Context, do func(context.Context) error) error { return k.agent.Between(ctx, do) },
		Tell:  func(r wire.SettingsResult) { k.heardOf(r); k.uplink.Say(&r) },
	})
	return err
}

// openDesk builds what takes HQ's commands.
func (k *kiosk) openDesk() (err error) {
	price := k.w.till.p.price
	k.desk, err = command.Open(command.Options{
		Kiosk: kioskID, Vault: vault{k.w, &k.dead}, Handlers: k.handlers(), Log: k.log(), Zone: time.UTC,
		Operators: func() map[string]ed25519.PublicKey {
			return map[string]ed25519.PublicKey{wire.KeyName(public(operatorKey)): public(operatorKey)}
		},
		Limit: func(string) command.Limit { return command.Limit{Each: 6 * price, PerDay: dayLimit * price} },
		Tell:  func(r wire.CommandResult) { k.uplink.Say(&r) },
	})
	return err
}

func (k *kiosk) heardOf(r wire.SettingsResult) {
	if !k.dead.Load() {
		k.w.note("settings", "%d %s, %d in force", r.Version, r.State, r.Now)
	}
}

// catalogue is what is on sale by the settings in force.
func (k *kiosk) catalogue(d settings.Document) agent.Catalogue {
	if d.Catalogue != nil {
		return *d.Catalogue
	}
	return k.w.till.p.catalogue()
}

// orders are what HQ wants of the kiosk.
type orders struct{ *kiosk }

var _ uplink.Orders = orders{}

// Settings implements [uplink.Orders].
func (o orders) Settings() wire.SettingsHashes { return o.settings.Hashes() }

// Pending implements [uplink.Orders].
func (o orders) Pending() (all []wire.Message) {
	if r, ok := o.settings.Result(); ok {
		all = append(all, &r)
	}
	for _, r := range o.desk.Results() {
		all = append(all, &r)
	}
	return all
}

// Take implements [uplink.Orders].
func (o orders) Take(m wire.Message) {
	switch m := m.(type) {
	case *wire.Settings:
		select {
		case <-o.offers: // an older one, that is not wanted any more
		default:
		}
		o.offers <- *m
	case *wire.Command:
		o.wanted <- *m
	}
}

// takeOffers hands documents to the settings, and takeCommands commands to their
// desk, each after a moment of its own: who of the two comes first to an idle kiosk
// must not be up to the Go runtime.
func (k *kiosk) takeOffers(ctx context.Context) error {
	moment := k.w.delays("settings come in", 0, 2*time.Millisecond)
	for {
		select {
		case <-ctx.Done():
			return nil
		case offer := <-k.offers:
			sleep(ctx, moment())
			if err := k.settings.Offer(ctx, offer); err != nil {
				return nil // the kiosk ends
			}
		}
	}
}

func (k *kiosk) takeCommands(ctx context.Context) error {
	moment := k.w.delays("commands come in", 0, 2*time.Millisecond)
	for {
		select {
		case <-ctx.Done():
			return nil
		case c := <-k.wanted:
			sleep(ctx, moment())
			k.desk.Take(c)
		}
	}
}

// shopPart is what is sold.
type shopPart struct{ *kiosk }

func (shopPart) Name() string                                   { return "shop" }
func (shopPart) Check(context.Context, settings.Document) error { return nil }
func (shopPart) Healthy(context.Context) error                  { return nil }
func (p shopPart) Apply(_ context.Context, d settings.Document) error {
	return p.agent.SetShop(agent.Shop{Catalogue: p.catalogue(d), Store: pay.Store{ID: "s1", Name: "Shop"}})
}

// padPart is the pad, which settings may break.
type padPart struct{ *kiosk }

func (padPart) Name() string                                   { return "pad" }
func (padPart) Check(context.Context, settings.Document) error { return nil }
func (padPart) Apply(context.Context, settings.Document) error { return nil }
func (p padPart) Healthy(context.Context) error {
	if l := p.agent.View().Pad; !l.Up {
		return errors.New(l.Reason)
	}
	return nil
}

// dark is what a document says that leaves the screen dark.
const dark = "debug"

// screenPart goes dark with some documents.
type screenPart struct{ *kiosk }

func (screenPart) Name() string                                   { return "screen" }
func (screenPart) Check(context.Context, settings.Document) error { return nil }
func (screenPart) Apply(context.Context, settings.Document) error { return nil }
func (p screenPart) Healthy(context.Context) error {
	if d := p.settings.Document(); d.Log != nil && d.Log.Level == dark {
		return errors.New("the screen is dark")
	}
	return nil
}
