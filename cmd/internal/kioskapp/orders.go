package kioskapp

import (
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// orders are what HQ wants of this kiosk.
type orders struct{ *App }

var _ uplink.Orders = orders{}

// Settings implements [uplink.Orders].
func (o orders) Settings() wire.SettingsHashes {
	if o.settings == nil {
		return wire.SettingsHashes{}
	}
	return o.settings.Hashes()
}

// Pending implements [uplink.Orders].
func (o orders) Pending() (all []wire.Message) {
	if o.settings != nil {
		if r, ok := o.settings.Result(); ok {
			all = append(all, &r)
		}
	}
	if o.updates != nil {
		if s, ok := o.updates.Last(); ok {
			all = append(all, updateResult(s))
		}
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
		o.offer(m)
	case *wire.Command:
		o.desk.Take(*m)
	case *wire.Update:
		o.offerUpdate(m)
	}
}

// offer puts a document where the settings will find it. One that waits there is
// older, and not wanted any more.
func (o orders) offer(m *wire.Settings) {
	if o.settings == nil {
		o.say(&wire.SettingsResult{Version: m.Version, Hash: wire.Hash(m.Document), State: wire.SettingsRefused,
			Reason: "this kiosk knows no key that signs settings: start HQ with --settings-key, and enrol the kiosk again"})
		return
	}
	for {
		select {
		case o.offers <- *m:
			return
		default:
		}
		select {
		case <-o.offers:
		default:
		}
	}
}

// say tells HQ something soon, if it is there.
func (a *App) say(m wire.Message) {
	if a.uplink != nil {
		a.uplink.Say(m)
	}
}

// trustedNow never goes back: a command that has been forgotten must not come
// again.
func (a *App) trustedNow() time.Time {
	now, floor := time.Now(), a.clock.Memory().Floor
	if floor.After(now) {
		return floor
	}
	return now
}
