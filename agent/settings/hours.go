package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// days are the names of the weekdays, in the order of [time.Weekday].
var days = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func checkHours(all []Hours) error {
	for i, h := range all {
		field := fmt.Sprintf("hours[%d]", i)
		if !slices.Contains(days, h.Day) {
			return Blame(field+".day", fmt.Errorf("%q is none of %s", h.Day, strings.Join(days, ", ")))
		}
		if _, err := minute(h.Open); err != nil {
			return Blame(field+".open", err)
		}
		if _, err := minute(h.Close); err != nil {
			return Blame(field+".close", err)
		}
		if h.Open == h.Close {
			return Blame(field, errors.New("opens and closes in the same minute"))
		}
	}
	return nil
}

// minute reads 09:30 as the minutes since midnight; 24:00 ends a day.
func minute(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day, as in 09:30", s)
	}
	return 60*t.Hour() + t.Minute(), nil
}

// IsOpen reports whether the shop is open at a moment of its local time.
func IsOpen(all []Hours, at time.Time) bool {
	if len(all) == 0 {
		return true
	}
	now := 60*at.Hour() + at.Minute()
	today, yesterday := days[at.Weekday()], days[(at.Weekday()+6)%7]
	for _, h := range all {
		open, errOpen := minute(h.Open)
		shut, errShut := minute(h.Close)
		if errOpen != nil || errShut != nil {
			continue // refused by Parse
		}
		over := shut < open // past midnight
		switch {
		case h.Day == today && now >= open && (over || now < shut):
			return true
		case h.Day == yesterday && over && now < shut:
			return true
		}
	}
	return false
}
