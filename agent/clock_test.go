package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/wire"
)

// TestClock: what a stamp says, told by how far the floor that was kept and HQ's
// time, if it has come, are from what the kiosk's clock shows.
func TestClock(t *testing.T) {
	const none = time.Duration(1 << 62)
	for name, c := range map[string]struct {
		floor, hq  time.Duration
		bad        string
		floorAfter time.Duration
	}{
		"nothing known":                       {none, none, "", 0},
		"after the floor":                     {-time.Hour, none, "", 0},
		"set right by a little":               {time.Second, none, "", time.Second},
		"no battery":                          {24 * time.Hour, none, clockBefore, 24 * time.Hour},
		"HQ agrees":                           {-time.Hour, -time.Minute, "", 0},
		"HQ does not":                         {-3 * time.Hour, -2 * time.Hour, clockFar, -2 * time.Hour},
		"HQ frees from a floor in the future": {1000 * time.Hour, time.Second, "", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				kept, now := ClockMemory{Boot: 6}, time.Now()
				if c.floor != none {
					kept.Floor = now.Add(c.floor)
				}
				clock := StartClock(kept, now)
				if c.hq != none {
					clock.Heard(now.Add(c.hq), now)
				}
				if got := clock.Stamp(now); got.Bad != c.bad || got.Boot != 7 {
					t.Errorf("stamp %+v, want bad %q of boot 7", got, c.bad)
				}
				want := ClockMemory{Boot: 7, Floor: now.Add(c.floorAfter)}
				if diff := cmp.Diff(want, clock.Memory()); diff != "" {
					t.Errorf("kept (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestStampsAreApart: two facts of one boot are as far apart as their stamps say,
// and HQ's time runs on after it was heard.
func TestStampsAreApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := StartClock(ClockMemory{}, time.Now())
		clock.Heard(time.Now(), time.Now())
		first := clock.Stamp(time.Now())
		time.Sleep(90 * time.Minute)
		second := clock.Stamp(time.Now())
		if diff := cmp.Diff(&wire.Stamp{Boot: 1, Up: first.Up + 90*60*1000}, second); diff != "" {
			t.Errorf("second stamp (-want +got):\n%s", diff)
		}
		if s := clock.State(time.Now()); s.Bad || s.Boot != 1 || !s.Floor.Equal(time.Now()) {
			t.Errorf("state %+v", s)
		}
	})
}
