package kioskapp

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"reflect"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/sync/wire"
	"kioskd/ui/pin"
)

// openSettings reads the settings that HQ has pushed, and puts those in force on
// top of the kiosk's own file. A kiosk that knows no key that signs settings takes
// none.
func (a *App) openSettings() error {
	a.file = a.o.Config
	id, err := a.Identity()
	if errors.Is(err, ErrNotEnrolled) || err == nil && len(id.SettingsKey) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if a.o.Offline {
		doc, err := settings.InForce(a.vault, id.SettingsKey)
		a.o.Config = withDocument(a.file, doc)
		return err
	}
	a.settings, err = settings.Open(settings.Options{
		Kiosk: id.Kiosk, Key: id.SettingsKey, Vault: a.vault, Watch: a.o.Watch, Log: a.o.Log,
		Parts: []settings.Part{shopPart{a}, screenPart{a}, padPart{a}, partnerPart{a}, rulesPart{a}, linePart{a}},
		Idle:  func(ctx context.Context, do func(context.Context) error) error { return a.agent.Between(ctx, do) },
		Tell:  func(r wire.SettingsResult) { a.say(&r) },
	})
	if err == nil {
		doc := a.settings.Document()
		a.o.Config = withDocument(a.file, doc)
		a.rule(doc)
		err = a.staffDoor.Use(context.Background(), givenPIN(doc))
	}
	return err
}

// withDocument puts a document on top of the kiosk's own file.
func withDocument(c config.Config, d settings.Document) config.Config {
	if d.Store != nil {
		s := d.Store
		c.Store = config.Store{ID: s.ID, Name: s.Name, BusinessNumber: s.BusinessNumber,
			Representative: s.Representative, Address: s.Address, Phone: s.Phone}
	}
	if d.Catalogue != nil {
		c.Catalogue = *d.Catalogue
	}
	if p := d.Pad; p != nil {
		c.Pad.Driver, c.Pad.Port, c.Pad.TerminalID, c.Pad.Settings = p.Driver, p.Port, p.TerminalID, p.Settings
	}
	if d.Log != nil {
		c.Log.Level = d.Log.Level
	}
	if d.Limits != nil && d.Limits.AppOrder > 0 {
		c.Payments.AppLimit = int(d.Limits.AppOrder)
	}
	if d.Storage != nil {
		c.HQ.Storage = d.Storage.AtHQ
	}
	if d.ThirdParty != nil {
		c.ThirdParty = *d.ThirdParty
	}
	return c
}

// shopPart is what the kiosk sells, and for whom.
type shopPart struct{ *App }

func (shopPart) Name() string { return "shop" }

// Check implements [settings.Part]. What the configuration refuses in the kiosk's
// file it refuses in a document.
func (p shopPart) Check(_ context.Context, d settings.Document) error {
	return withDocument(p.file, d).Check()
}

func (p shopPart) Apply(_ context.Context, d settings.Document) error {
	c := withDocument(p.file, d)
	return p.agent.SetShop(agent.Shop{Catalogue: c.Catalogue, Store: c.Store.Slip(), AppLimit: pay.Amount(c.Payments.AppLimit)})
}

func (shopPart) Healthy(context.Context) error { return nil }

// padPart is the card pad.
type padPart struct{ *App }

func (padPart) Name() string { return "pad" }

// Check implements [settings.Part]: it builds the driver, which touches nothing.
func (p padPart) Check(_ context.Context, d settings.Document) error {
	f, err := p.fit(withDocument(p.file, d))
	if err != nil {
		return err
	}
	return f.Close()
}

func (p padPart) Apply(ctx context.Context, d settings.Document) error {
	c := withDocument(p.file, d)
	if reflect.DeepEqual(c.Pad, p.pad.now().config) && p.pad.now().life.Err() == nil {
		return nil
	}
	f, err := p.fit(c)
	if err != nil {
		return err
	}
	return p.pad.replace(ctx, f)
}

func (p padPart) Healthy(context.Context) error {
	if l := p.agent.View().Pad; !l.Up {
		return errors.New("the pad is not reached: " + l.Reason)
	}
	return nil
}

// partnerPart is the operator's own server or client.
type partnerPart struct{ *App }

func (partnerPart) Name() string { return "thirdparty" }

// Check implements [settings.Part]. The rest of it is [config.Config.Check]'s.
func (p partnerPart) Check(_ context.Context, d settings.Document) error {
	if d.ThirdParty != nil && d.ThirdParty.CAFile != "" {
		_, err := trust(d.ThirdParty.CAFile, time.Now, nil)
		return settings.Blame("thirdparty.ca_file", err)
	}
	return nil
}

// Apply implements [settings.Part]: a partner that stays as it was keeps its
// connections.
func (p partnerPart) Apply(_ context.Context, d settings.Document) error {
	old := p.partners.at.Load()
	c := withDocument(p.file, d)
	if reflect.DeepEqual(config.FillThirdParty(c.ThirdParty), old.config) {
		return nil
	}
	next, err := p.partner(c)
	if err != nil {
		return err
	}
	p.partners.at.Store(next)
	old.end()
	return nil
}

func (p partnerPart) Healthy(context.Context) error {
	s := p.partnerState()
	if s == nil {
		return nil
	}
	for _, l := range s.State.Links {
		if !l.Up {
			return fmt.Errorf("%s: %s", l.Name, l.Error)
		}
	}
	return nil
}

// linePart is the way to HQ, which no document changes and every one may break.
type linePart struct{ *App }

func (linePart) Name() string                                   { return "line" }
func (linePart) Check(context.Context, settings.Document) error { return nil }
func (linePart) Apply(context.Context, settings.Document) error { return nil }

func (p linePart) Healthy(context.Context) error {
	if p.uplink == nil {
		return nil
	}
	if s := p.uplink.State(); !s.Connected {
		return errors.New("HQ is not reached: " + s.Error)
	}
	return nil
}

// rules are settings that are looked up whenever they matter.
type rules struct {
	limits    *settings.Limits
	hours     []settings.Hours
	operators map[string]ed25519.PublicKey // by name
	textsAtHQ bool                         // of web apps
}

// rulesPart is all that is looked up whenever it matters.
type rulesPart struct{ *App }

func (rulesPart) Name() string                  { return "rules" }
func (rulesPart) Healthy(context.Context) error { return nil }

// Check implements [settings.Part].
func (rulesPart) Check(_ context.Context, d settings.Document) error {
	if d.Staff == nil {
		return nil
	}
	_, err := pin.ReadHash(d.Staff.PIN)
	return settings.Blame("staff.pin", err)
}

// Apply implements [settings.Part].
func (p rulesPart) Apply(ctx context.Context, d settings.Document) error {
	p.rule(d)
	p.agent.Refresh()
	return p.staffDoor.Use(ctx, givenPIN(d))
}

// givenPIN returns what a document says of the staff's PIN, "" for nothing.
func givenPIN(d settings.Document) pin.Hash {
	if d.Staff == nil {
		return ""
	}
	return pin.Hash(d.Staff.PIN)
}

// rule has a document's rules followed from now on.
func (a *App) rule(d settings.Document) {
	a.rules.Store(&rules{limits: d.Limits, hours: d.Hours, operators: d.OperatorKeys(), textsAtHQ: withDocument(a.file, d).HQ.Storage})
	if a.o.Level != nil {
		a.o.Level.Set(withDocument(a.file, d).Log.LevelOrInfo())
	}
}

// closed returns the fault of a shop that is not open now, or nil.
func (a *App) closed(now time.Time) *agent.Fault {
	if r := a.rules.Load(); r != nil && !settings.IsOpen(r.hours, now) {
		return agent.FaultClosed
	}
	return nil
}

// held returns why no payment may begin now, or nil.
func (a *App) held() *agent.Fault {
	if f := a.hold.Load(); f != nil {
		return f
	}
	if a.locked.Load() {
		return agent.FaultLocked
	}
	return a.closed(time.Now())
}

// hoursEvery is how often the opening hours are looked at.
const hoursEvery = 5 * time.Second

// tendHours shows on the screen that the shop has opened or closed.
func (a *App) tendHours(ctx context.Context) error {
	tick := time.NewTicker(hoursEvery)
	defer tick.Stop()
	was := a.held()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if now := a.held(); now != was {
				was = now
				a.agent.Refresh()
			}
		}
	}
}

// takeOffers hands documents from HQ to the settings, the newest one next.
func (a *App) takeOffers(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case offer := <-a.offers:
			if err := a.settings.Offer(ctx, offer); err != nil && ctx.Err() == nil {
				a.o.Log.Error("settings were not taken", "version", offer.Version, "err", err)
			}
		}
	}
}
