package config

import (
	"fmt"
	"time"
)

// Day is the business day. Times are of the kiosk's clock, as in 23:30; without
// one, that part is left out. What is due waits until no customer is there.
type Day struct {
	Opens  string `toml:"opens" json:"opens"`   // everything is looked at
	Closes string `toml:"closes" json:"closes"` // totals are written down; before noon, those of the day before

	// PadEndOfDay has the pad hand in when the day closes, where its protocol wants
	// that.
	PadEndOfDay bool `toml:"pad_end_of_day" json:"pad_end_of_day"`

	// RestartPad starts the driver of the pad anew after the day has closed, and
	// RestartScreen has the kiosk's page loaded anew.
	RestartPad    bool `toml:"restart_pad" json:"restart_pad"`
	RestartScreen bool `toml:"restart_screen" json:"restart_screen"`
}

// Clock is a time of day.
type Clock struct{ Hour, Minute int }

// ReadClock reads a time of day, as in 23:30.
func ReadClock(text string) (Clock, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return Clock{}, fmt.Errorf("%q is no time of day as in 23:30", text)
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// Last returns the last moment, up to now, at which a clock showed this time.
func (c Clock) Last(now time.Time) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), c.Hour, c.Minute, 0, 0, now.Location())
	if at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()-1, c.Hour, c.Minute, 0, 0, now.Location())
	}
	return at
}

func (d Day) check() error {
	for name, text := range map[string]string{"day.opens": d.Opens, "day.closes": d.Closes} {
		if text == "" {
			continue
		}
		if _, err := ReadClock(text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if d.Closes == "" && (d.RestartPad || d.RestartScreen) {
		return fmt.Errorf("day.closes: set a time of day; the restarts come after it")
	}
	return nil
}
