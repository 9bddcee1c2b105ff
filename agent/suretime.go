package agent

import (
	"fmt"
	"time"
)

// Confirm notes a time that has certainly come: whoever says it has proved to be
// HQ. The floor will not do where a wrong time would lock the kiosk out, since the
// kiosk's own clock raises it, and may have shown the year 2099 for a minute. HQ's
// last word counts, also when it is before the last but one.
func (c *Clock) Confirm(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sure = at.Round(0)
}

// Sure returns the time that HQ has confirmed last, zero for none.
func (c *Clock) Sure() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sure
}

// Reset takes a person's word that the clock is right now: the latest trusted time
// is forgotten, and what HQ has said.
func (c *Clock) Reset(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.floor, c.sure = now.Round(0), time.Time{}
	c.hq, c.heard = time.Time{}, time.Time{}
}

// Doubt says what is wrong with the clock, in a sentence with the next step, or
// "". The program was built then, so that it cannot be earlier.
func (c *Clock) Doubt(now, built time.Time) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sure.After(built) {
		built = c.sure
	}
	show := func(t time.Time) string { return t.Local().Format("2 January 2006, 15:04") }
	switch {
	case built.Sub(now.Round(0)) > setBack:
		return fmt.Sprintf("it shows %s, and it is %s or later: set the clock, or have it follow a time server", show(now), show(built))
	case c.judge(now) == clockFar:
		return fmt.Sprintf("it shows %s, and HQ says %s: set the wrong one right", show(now), show(c.hq.Add(now.Sub(c.heard))))
	case c.floor.Sub(now.Round(0)) > setBack:
		return fmt.Sprintf("it has shown %s, and shows %s now: facts are marked until HQ tells its time; if it is right now: kioskd clock reset", show(c.floor), show(now))
	}
	return ""
}
