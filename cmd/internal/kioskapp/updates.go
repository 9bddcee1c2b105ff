package kioskapp

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/url"
	"time"

	"kioskd/cmd/internal/keyfile"
	"kioskd/cmd/internal/room"
	"kioskd/cmd/internal/version"
	"kioskd/installer/update"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// ErrNoReleaseKey says that nobody can bring this kiosk up to date.
var ErrNoReleaseKey = errors.New("this kiosk knows no key that signs updates: set update.key in its configuration, or enrol it at an HQ with a settings key")

// releaseKey returns the public key that signs updates: the configuration's, else
// the one that signs settings, which was pinned when the kiosk enrolled.
func (b *Books) releaseKey() (ed25519.PublicKey, error) {
	if text := b.o.Config.Update.Key; text != "" {
		key, err := keyfile.Public(text)
		if err != nil {
			return nil, fmt.Errorf("update.key: %w", err)
		}
		return key, nil
	}
	id, err := b.Identity()
	if errors.Is(err, ErrNotEnrolled) || err == nil && len(id.SettingsKey) == 0 {
		return nil, ErrNoReleaseKey
	}
	return id.SettingsKey, err
}

// Updates returns what brings this kiosk up to date, while no agent runs: nothing
// is open then, and the next start tries what was taken.
func (b *Books) Updates() (*update.Updater, error) {
	o, err := b.updateOptions()
	if err != nil {
		return nil, err
	}
	o.Idle = func(ctx context.Context, do func(context.Context) error) error { return do(ctx) }
	o.Restart, o.Tell = func() {}, func(update.Step) {}
	return update.Open(o)
}

// updateOptions are those that do not depend on an agent that runs.
func (b *Books) updateOptions() (o update.Options, err error) {
	key, err := b.releaseKey()
	if err != nil {
		return o, err
	}
	installed := b.o.Installed
	if installed == "" {
		installed = version.Release
	}
	c := b.o.Config
	return update.Options{
		Folder: update.In(c.Data), Running: version.Release, Installed: installed, Platform: update.Platform(), Kiosk: c.Kiosk.ID,
		Verify: func(manifest []byte, signature string) error {
			return wire.Verify(key, wire.PurposeUpdate, manifest, signature)
		},
		Free: room.Free, Log: b.o.Log,
	}, nil
}

// openUpdates builds the updater of an agent that serves; none where no key is
// known.
func (a *App) openUpdates() error {
	o, err := a.updateOptions()
	if errors.Is(err, ErrNoReleaseKey) {
		return nil
	}
	if err != nil {
		return err
	}
	c := a.o.Config.HQ
	if c.URL != "" {
		if o.Base, err = updatesURL(c.URL); err != nil {
			return err
		}
		if o.Client, err = enrolClient(c.CAFile); err != nil {
			return err
		}
	}
	o.Idle, o.Tell = a.agent.Between, func(s update.Step) { a.say(updateResult(s)) }
	o.Restart = func() { a.restarting.Do(func() { close(a.restarted) }) }
	o.Parts = a.wellParts()
	a.updates, err = update.Open(o)
	return err
}

// updatesURL is where HQ keeps the programs of its updates.
func updatesURL(address string) (string, error) {
	u, err := uplink.ParseURL(address)
	if err != nil {
		return "", err
	}
	scheme := map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	return (&url.URL{Scheme: scheme, Host: u.Host, Path: "/updates/"}).String(), nil
}

// How long each part may be unwell under a new version. A line to HQ may be cut
// for reasons of its own, and a version that cannot reach HQ at all could never be
// replaced: it has until the end of the trial.
const (
	trialWatch   = 10 * time.Minute
	padGrace     = 2 * time.Minute
	screenGrace  = 2 * time.Minute
	journalGrace = 10 * time.Second
	hqGrace      = trialWatch - 15*time.Second
)

// wellParts are what has to be as well after an update as before.
func (a *App) wellParts() []update.Part {
	return []update.Part{
		{Name: "journal", Grace: journalGrace, Healthy: a.journalWell},
		{Name: "agent", Grace: padGrace, Healthy: a.Healthy},
		{Name: "pad", Grace: padGrace, Healthy: padPart{a}.Healthy},
		{Name: "screen", Grace: screenGrace, Healthy: a.screenWell},
		{Name: "way to HQ", Grace: hqGrace, Healthy: linePart{a}.Healthy},
	}
}

func (a *App) journalWell(context.Context) error {
	if why := a.figures().Error; why != "" {
		return errors.New(why)
	}
	return nil
}

// screenWell reports a page that does not show itself. A kiosk that nobody has
// opened a page on has none to lose.
func (a *App) screenWell(context.Context) error {
	if a.server == nil {
		return nil
	}
	if p := a.server.Presence(); p.Beats == 0 || p.Silent() {
		return fmt.Errorf("the page does not show itself")
	}
	return nil
}

func updateResult(s update.Step) *wire.UpdateResult {
	return &wire.UpdateResult{Version: s.Version, State: s.State, Reason: s.Reason}
}

// offerUpdate takes what HQ offers.
func (a *App) offerUpdate(m *wire.Update) {
	if a.updates == nil {
		a.say(&wire.UpdateResult{Version: m.Version, State: wire.UpdateRefused, Reason: ErrNoReleaseKey.Error()})
		return
	}
	a.updates.Offer(update.Offer{Manifest: m.Manifest, Signature: m.Signature})
}

// UpdateStatus implements [Engineer].
func (a *App) UpdateStatus(context.Context) (update.Status, error) {
	if a.updates == nil {
		return update.Status{}, ErrNoReleaseKey
	}
	return a.updates.Status(), nil
}

// OfferUpdate implements [Engineer]. It does not wait for what becomes of it.
func (a *App) OfferUpdate(_ context.Context, o update.Offer) error {
	if a.updates == nil {
		return ErrNoReleaseKey
	}
	a.updates.Offer(o)
	return nil
}

// UpdateStatus implements [Engineer].
func (c client) UpdateStatus(ctx context.Context) (s update.Status, err error) {
	err = c.call(ctx, "GET", "/update", nil, &s)
	return s, err
}

// OfferUpdate implements [Engineer].
func (c client) OfferUpdate(ctx context.Context, o update.Offer) error {
	return c.call(ctx, "POST", "/update", o, &struct{}{})
}
