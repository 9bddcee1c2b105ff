package agent

import (
	"strings"
	"testing"
	"time"
)

// year returns noon of the first of July.
func year(n int) time.Time { return time.Date(n, 7, 1, 12, 0, 0, 0, time.UTC) }

// TestClockOf2099Once: the clock shows a wrong year, and is set right again. What it
// has shown is the floor, and nothing more.
func TestClockOf2099Once(t *testing.T) {
	t.Parallel()
	kept := ClockMemory{Boot: 1, Floor: year(2026), Sure: year(2026)}
	wrong := StartClock(kept, year(2099))
	if s := wrong.Stamp(year(2099)); s.Bad != "" {
		t.Errorf("a clock without HQ is believed as long as it goes on: %+v", s)
	}
	right := year(2026).Add(time.Hour)
	c := StartClock(wrong.Memory(), right)
	if got := c.Sure(); !got.Equal(year(2026)) {
		t.Errorf("certain is %v", got)
	}
	if doubt := c.Doubt(right, year(2025)); !strings.Contains(doubt, "2099") || !strings.Contains(doubt, "kioskd clock reset") {
		t.Errorf("it says %q", doubt)
	}
	if !c.Heard(right, right) {
		t.Error("HQ's time does not free from the year 2099")
	}
	if doubt := c.Doubt(right, year(2025)); doubt != "" {
		t.Errorf("after HQ's word it says %q", doubt)
	}
}

// TestClockOf1970: the clock has lost its battery.
func TestClockOf1970(t *testing.T) {
	t.Parallel()
	c := StartClock(ClockMemory{Floor: year(2026), Sure: year(2026)}, year(1970))
	if s := c.Stamp(year(1970)); s.Bad != clockBefore {
		t.Errorf("stamp %+v", s)
	}
	if doubt := c.Doubt(year(1970), year(2025)); !strings.Contains(doubt, "1970") || !strings.Contains(doubt, "2026") || !strings.Contains(doubt, "set the clock") {
		t.Errorf("it says %q", doubt)
	}
	if doubt := StartClock(ClockMemory{}, year(1970)).Doubt(year(1970), year(2025)); !strings.Contains(doubt, "2025") {
		t.Errorf("a new kiosk says %q", doubt)
	}
	c.Heard(year(2026), year(1970))
	if doubt := c.Doubt(year(1970), time.Time{}); !strings.Contains(doubt, "set the clock") {
		t.Errorf("with HQ it says %q", doubt)
	}
}

// TestClockReset: a person's word counts for more than everything before.
func TestClockReset(t *testing.T) {
	t.Parallel()
	c := StartClock(ClockMemory{Boot: 4, Floor: year(2099), Sure: year(2098)}, year(2026))
	c.Reset(year(2026))
	if m := c.Memory(); m.Boot != 5 || !m.Floor.Equal(year(2026)) || !m.Sure.IsZero() || c.Doubt(year(2026), year(2025)) != "" {
		t.Errorf("kept %+v, it says %q", m, c.Doubt(year(2026), year(2025)))
	}
}
