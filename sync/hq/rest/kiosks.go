package rest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

// Fleet is a page of kiosks, by id.
type Fleet struct {
	Kiosks []hq.Kiosk `json:"kiosks"`
	Next   string     `json:"next,omitempty"` // ?after= of the next page
}

func kiosks(c *call) (any, error) {
	all, err := c.HQ.Kiosks(c)
	if err != nil {
		return nil, err
	}
	limit, err := hq.ParseLimit(c.r.FormValue("limit"))
	if err != nil {
		return nil, input(err)
	}
	after := c.r.FormValue("after")
	all = slices.DeleteFunc(all, func(k hq.Kiosk) bool { return k.ID <= after })
	page := Fleet{Kiosks: orEmpty(all)}
	if limit > 0 && len(all) > limit {
		page = Fleet{Kiosks: all[:limit], Next: all[limit-1].ID}
	}
	return page, nil
}

func kiosk(c *call) (any, error) {
	all, err := c.HQ.Kiosks(c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(k hq.Kiosk) bool { return k.ID == c.r.PathValue("kiosk") })
	if i < 0 {
		return nil, missing("kiosk", c.r.PathValue("kiosk"))
	}
	return all[i], nil
}

func missing(what, name string) error {
	return fmt.Errorf("HQ knows no %s %q: %w", what, name, hq.ErrNotFound)
}

// Keys are the keys of a kiosk.
type Keys struct {
	Keys []hq.Key `json:"keys"`
}

func keys(c *call) (any, error) {
	all, err := c.HQ.Store.Keys(c, c.r.PathValue("kiosk"))
	return Keys{orEmpty(all)}, err
}

// Reason is why something is done.
type Reason struct {
	Reason string `json:"reason"`
}

// Revoked says that a key counts no more.
type Revoked struct {
	Revoked bool `json:"revoked"`
}

func revoke(c *call) (any, error) {
	var why Reason
	if err := c.take(&why); err != nil {
		return nil, err
	}
	return Revoked{true}, c.Revoke(c, c.who, c.r.PathValue("kiosk"), c.r.PathValue("key"), why.Reason)
}

// NewCode asks for an enrolment code.
type NewCode struct {
	Kiosk  string `json:"kiosk"`
	Within int    `json:"within_s"` // seconds; 0 means an hour
}

// Code lets a kiosk enrol, once.
type Code struct {
	Kiosk   string    `json:"kiosk"`
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
}

func code(c *call) (any, error) {
	var want NewCode
	if err := c.take(&want); err != nil {
		return nil, err
	}
	if want.Within < 0 || want.Within > int(desk.MaxCodeWithin.Seconds()) {
		return nil, input(fmt.Errorf("within_s is not between 1 and %d", int(desk.MaxCodeWithin.Seconds())))
	}
	code, expires, err := c.Desk.NewCode(c, c.who, want.Kiosk, time.Duration(want.Within)*time.Second)
	return Code{want.Kiosk, code, expires}, err
}

// SettingsNotes are what became of documents at a kiosk.
type SettingsNotes struct {
	Settings []hq.SettingsNote `json:"settings"`
}

func settingsAt(c *call) (any, error) {
	notes, err := c.HQ.Store.SettingsAt(c, c.r.PathValue("kiosk"))
	return SettingsNotes{orEmpty(notes)}, err
}

// Commands are the newest commands for a kiosk.
type Commands struct {
	Commands []hq.CommandNote `json:"commands"`
}

// mostCommands is how many of a kiosk's commands are shown.
const mostCommands = 100

func commands(c *call) (any, error) {
	notes, err := c.HQ.Store.Commands(c, c.r.PathValue("kiosk"), mostCommands)
	return Commands{orEmpty(notes)}, err
}

func command(c *call) (any, error) {
	var order wire.Command
	if err := c.take(&order); err != nil {
		return nil, err
	}
	err := c.Command(c, c.who, c.r.PathValue("kiosk"), &order)
	if errors.Is(err, hq.ErrExists) {
		err = fmt.Errorf("a command has this id already: %w", err)
	}
	return order, err
}
