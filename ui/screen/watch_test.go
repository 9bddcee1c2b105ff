package screen

import (
	"errors"
	"testing"
	"time"
)

// seen is what the agent says of the page some time after the browser was started.
type seen struct {
	at   time.Duration
	page Presence
	err  error
	anew bool
	busy bool // nothing was looked at since the line before
}

var vigils = map[string][]seen{
	"a page that lives": {
		{at: 0, page: Presence{}},
		{at: 5 * time.Second, page: Presence{Beats: 1}},
		{at: 6 * time.Second, page: Presence{Beats: 3, Quiet: 100}},
		{at: 7 * time.Second, page: Presence{Beats: 5, Quiet: 400}},
	},
	"a page that hangs": {
		{at: 0, page: Presence{}},
		{at: 5 * time.Second, page: Presence{Beats: 1}},
		{at: 6400 * time.Millisecond, page: Presence{Beats: 1, Quiet: 1400}},
		{at: 6600 * time.Millisecond, page: Presence{Beats: 1, Quiet: 1600}, anew: true},
	},
	"a machine that is too busy to look": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 1}},
		{at: 4 * time.Second, page: Presence{Beats: 1, Quiet: 3000}, busy: true},
		{at: 5200 * time.Millisecond, page: Presence{Beats: 1, Quiet: 4200}},
		{at: 5300 * time.Millisecond, page: Presence{Beats: 1, Quiet: 4300}, anew: true},
	},
	"the beats of the browser before prove nothing": {
		{at: 0, page: Presence{Beats: 70, Quiet: 100}},
		{at: 20 * time.Second, page: Presence{Beats: 70, Quiet: 20_100}},
		{at: 29_950 * time.Millisecond, page: Presence{Beats: 70, Quiet: 30_050}, anew: true},
	},
	"a page that never comes": {
		{at: 0, page: Presence{}},
		{at: 29 * time.Second, page: Presence{}},
		{at: 30_100 * time.Millisecond, page: Presence{}, anew: true},
	},
	"an agent that is started anew is waited for": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 2 * time.Second, err: errors.New("connection refused")},
		{at: 90 * time.Second, err: errors.New("connection refused")},
		{at: 92 * time.Second, page: Presence{Beats: 1, Quiet: 300}},
		{at: 93_210 * time.Millisecond, page: Presence{Beats: 1, Quiet: 1510}, anew: true},
	},
	"a page that hands over": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 2 * time.Second, page: Presence{Beats: 5, Away: true}},
		{at: 4 * time.Minute, page: Presence{Beats: 5, Away: true, Quiet: 238_000}},
		{at: 302_100 * time.Millisecond, page: Presence{Beats: 5, Away: true, Quiet: 300_100}, anew: true},
	},
	"an app that never shows itself": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Mute: true}},
		{at: 2 * time.Hour, page: Presence{Mute: true}},
		{at: 2*time.Hour + time.Second, err: errors.New("connection refused")},
		{at: 3 * time.Hour, page: Presence{}},
	},
	"an app that shows itself, and hangs": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Mute: true}},
		{at: 61 * time.Second, page: Presence{Beats: 1}},
		{at: 62_600 * time.Millisecond, page: Presence{Beats: 1, Quiet: 1600}, anew: true},
	},
	"a page that comes back": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 2 * time.Second, page: Presence{Beats: 5, Away: true}},
		{at: 3 * time.Second, page: Presence{Beats: 6}},
		{at: 4600 * time.Millisecond, page: Presence{Beats: 6, Quiet: 1600}, anew: true},
	},
}

func TestVigil(t *testing.T) {
	t.Parallel()
	for name, story := range vigils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			v := vigil{since: begun, heard: begun}
			for i, s := range story {
				if i > 0 && !s.busy {
					watched(t, &v, story[i-1], s.at)
				}
				if err := v.look(s.page, s.err, begun.Add(s.at)); (err != nil) != s.anew {
					t.Fatalf("after %s: %v, want a new start: %t", s.at, err, s.anew)
				}
			}
		})
	}
}

// watched looks, as often as a keeper does, at what was seen last and is no reason
// to start the browser anew.
func watched(t *testing.T, v *vigil, s seen, until time.Duration) {
	t.Helper()
	for at := s.at + lookEvery; at < until; at += lookEvery {
		s.page.Quiet += lookEvery.Milliseconds()
		if err := v.look(s.page, s.err, v.since.Add(at)); err != nil {
			t.Fatalf("after %s: %v", at, err)
		}
	}
}

// TestDue: the browser is started anew once after each night's time.
func TestDue(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 1, 5, 4, 0, 0, 0, time.Local)
	k := Keeper{o: Options{Restart: func(time.Time) time.Time { return night }}}
	if !k.due(night.Add(-time.Minute), night.Add(time.Hour)) || k.due(night.Add(time.Minute), night.Add(time.Hour)) {
		t.Error("due before and not after")
	}
	if (&Keeper{}).due(night, night) {
		t.Error("due where no time is set")
	}
}
