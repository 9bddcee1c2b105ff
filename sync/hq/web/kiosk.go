package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

func escape(s string) string { return url.PathEscape(s) }

// How much of a kiosk's life its page shows.
const (
	recentPayments = 12
	recentCommands = 12
)

func kiosk(v *visit) error { return v.kioskPage(http.StatusOK, values{}) }

func (v *visit) kioskPage(code int, data values) error {
	id := v.r.PathValue("kiosk")
	all, err := v.hq.Kiosks(v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(k hq.Kiosk) bool { return k.ID == id })
	if i >= 0 {
		data["Kiosk"] = standing{all[i], v.moodOf(all[i], time.Now())}
	}
	keys, err1 := v.hq.Store.Keys(v, id)
	notes, err2 := v.hq.Store.SettingsAt(v, id)
	commands, err3 := v.hq.Store.Commands(v, id, recentCommands)
	payments, err4 := v.hq.Store.Payments(v, hq.Filter{Kiosk: id, Limit: recentPayments})
	newest, err5 := v.hq.Store.NewestSettings(v, id)
	if errors.Is(err5, hq.ErrNotFound) {
		err5 = nil
	}
	if i < 0 && len(keys) == 0 && len(commands) == 0 && data["Code"] == nil {
		return hq.ErrNotFound
	}
	data["ID"], data["Keys"], data["Notes"], data["Commands"], data["Payments"] = id, keys, notes, commands, payments
	data["Offered"], data["Plain"] = newest.Version, desk.Plain
	data["Life"] = life(notes, commands, payments)
	troubles, err6 := v.alarmsOf(id)
	data["Troubles"] = troubles
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	return v.showAs(code, "kiosk", data)
}

// happening is something in a kiosk's timeline.
type happening struct {
	At      time.Time
	What    string // a payment's status, or one of the words below
	Detail  string
	Payment *hq.Payment
}

// life puts together what happened at a kiosk, the newest first.
func life(notes []hq.SettingsNote, commands []hq.CommandNote, payments []hq.Payment) (all []happening) {
	for _, n := range notes {
		all = append(all, happening{At: n.At, What: "settings", Detail: describeNote(n)})
	}
	for _, c := range commands {
		all = append(all, happening{At: c.Added, What: "command", Detail: c.Name})
	}
	for _, p := range payments {
		all = append(all, happening{At: p.Started, What: "payment", Payment: &p})
	}
	slices.SortStableFunc(all, func(a, b happening) int { return b.At.Compare(a.At) })
	return all[:min(len(all), 20)]
}

func describeNote(n hq.SettingsNote) string {
	text := "version " + number(n.Version) + ": " + n.State
	if n.Reason != "" {
		text += ": " + n.Reason
	}
	return text
}

// newCode makes an enrolment code and shows it, once.
func newCode(v *visit) error {
	id := v.field("kiosk")
	code, expires, err := v.Desk.NewCode(v, v.who, id, 0)
	if err != nil {
		return err
	}
	picture, err := qrCode(code)
	if err != nil {
		return err
	}
	return v.show("code-made", values{"ID": id, "Code": code, "Expires": expires, "Picture": picture})
}

func revoke(v *visit) error {
	id := v.r.PathValue("kiosk")
	if err := v.Desk.Revoke(v, v.who, id, v.r.PathValue("key"), v.field("reason")); err != nil {
		return err
	}
	return v.then("/kiosks/"+escape(id), "revoked")
}

// command gives a kiosk one of the plain commands.
func command(v *visit) error {
	id := v.r.PathValue("kiosk")
	c := wire.Command{Name: v.field("name")}
	if !slices.Contains(desk.Plain, c.Name) {
		return errNoPage
	}
	if err := v.Desk.Command(v, v.who, id, &c); err != nil {
		return err
	}
	return v.then("/kiosks/"+escape(id), "command")
}

// output writes what a kiosk said about a command on one line.
func output(c hq.CommandNote) string {
	if c.Reason != "" {
		return c.Reason
	}
	if len(c.Output) == 0 {
		return ""
	}
	text, err := json.Marshal(c.Output)
	if err != nil {
		return string(c.Output)
	}
	if len(text) > 300 {
		return string(text[:300]) + "…"
	}
	return string(text)
}
