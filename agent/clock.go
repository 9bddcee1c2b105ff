package agent

import (
	"sync"
	"time"

	"kioskd/sync/wire"
)

// Clock judges the kiosk's clock, which may have no battery. Facts carry what it
// says, and nothing is ever refused because of it.
//
// A time is suspect when it has been before: well below the floor, which is the
// latest time that was ever trusted. Once HQ has told its time, HQ's word counts
// for more: then a time is suspect when it is far from HQ's.
type Clock struct {
	boot  uint64
	begun time.Time // with its monotonic reading

	mu    sync.Mutex // guards what follows
	floor time.Time
	sure  time.Time // see Confirm
	hq    time.Time // HQ's time when it was heard
	heard time.Time // when that was, with its monotonic reading
}

// ClockMemory is what a clock keeps from one start to the next.
type ClockMemory struct {
	Boot  uint64    `json:"boot"`  // how often the agent has been started
	Floor time.Time `json:"floor"` // the latest trusted time

	// Sure is the latest time that HQ has confirmed; see [Clock.Confirm].
	Sure time.Time `json:"sure,omitzero"`
}

// farFromHQ is how far a clock may be from HQ's before it is suspect, and setBack
// how far it may be below the floor: clocks are set right in small steps.
const (
	farFromHQ = 5 * time.Minute
	setBack   = time.Minute
)

// What a stamp says of a bad clock.
const (
	clockBefore = "before" // it shows a time that has been before
	clockFar    = "far"    // it is far from HQ's
)

// StartClock begins one more start of the agent, now.
func StartClock(kept ClockMemory, now time.Time) *Clock {
	return &Clock{boot: kept.Boot + 1, begun: now, floor: kept.Floor.Round(0), sure: kept.Sure.Round(0)}
}

// Heard notes HQ's time, which has come now. A floor that a clock of the wrong
// year has left behind is given up; Heard reports whether it was.
func (c *Clock) Heard(hq, now time.Time) (givenUp bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hq, c.heard = hq.Round(0), now
	givenUp = c.floor.Sub(c.hq) > farFromHQ
	if c.hq.After(c.floor) || givenUp {
		c.floor = c.hq
	}
	return givenUp
}

// Memory returns what to keep for the next start.
func (c *Clock) Memory() ClockMemory {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ClockMemory{Boot: c.boot, Floor: c.floor, Sure: c.sure}
}

// Stamp judges a time of this kiosk's clock. A trusted one becomes the floor.
func (c *Clock) Stamp(at time.Time) *wire.Stamp {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &wire.Stamp{Boot: c.boot, Up: at.Sub(c.begun).Milliseconds(), Bad: c.judge(at)}
	if s.Bad == "" && at.Round(0).After(c.floor) {
		c.floor = at.Round(0)
	}
	return s
}

// judge returns what is wrong with a time, or "". c.mu is held.
func (c *Clock) judge(at time.Time) string {
	if c.heard.IsZero() {
		if c.floor.Sub(at.Round(0)) > setBack {
			return clockBefore
		}
		return ""
	}
	off := at.Round(0).Sub(c.hq.Add(at.Sub(c.heard)))
	if off.Abs() > farFromHQ {
		return clockFar
	}
	return ""
}

// State returns how the clock is now, in the words for HQ.
func (c *Clock) State(now time.Time) wire.Clock {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wire.Clock{At: now, Boot: c.boot, Bad: c.judge(now) != "", Floor: c.floor}
}
