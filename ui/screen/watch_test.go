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
}

var vigils = map[string][]seen{
	"a page that lives": {
		{at: 0, page: Presence{}},
		{at: 5 * time.Second, page: Presence{Beats: 1}},
		{at: 6 * time.Second, page: Presence{Beats: 3, Quiet: 100}},
		{at: 60 * time.Minute, page: Presence{Beats: 9999, Quiet: 400}},
	},
	"a page that hangs": {
		{at: 0, page: Presence{}},
		{at: 5 * time.Second, page: Presence{Beats: 1}},
		{at: 6900 * time.Millisecond, page: Presence{Beats: 1, Quiet: 1900}},
		{at: 7100 * time.Millisecond, page: Presence{Beats: 1, Quiet: 2100}, anew: true},
	},
	"the beats of the browser before prove nothing": {
		{at: 0, page: Presence{Beats: 70, Quiet: 100}},
		{at: 20 * time.Second, page: Presence{Beats: 70, Quiet: 20_100}},
		{at: 31 * time.Second, page: Presence{Beats: 70, Quiet: 31_100}, anew: true},
	},
	"a page that never comes": {
		{at: 0, page: Presence{}},
		{at: 29 * time.Second, page: Presence{}},
		{at: 31 * time.Second, page: Presence{}, anew: true},
	},
	"an agent that is started anew is waited for": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 90 * time.Second, err: errors.New("connection refused")},
		{at: 92 * time.Second, page: Presence{Beats: 1, Quiet: 300}},
		{at: 95 * time.Second, page: Presence{Beats: 1, Quiet: 3300}, anew: true},
	},
	"a page that hands over": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 2 * time.Second, page: Presence{Beats: 5, Away: true}},
		{at: 4 * time.Minute, page: Presence{Beats: 5, Away: true, Quiet: 238_000}},
		{at: 6 * time.Minute, page: Presence{Beats: 5, Away: true, Quiet: 358_000}, anew: true},
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
		{at: time.Minute, page: Presence{Mute: true}},
		{at: 61 * time.Second, page: Presence{Beats: 1}},
		{at: 64 * time.Second, page: Presence{Beats: 1, Quiet: 3000}, anew: true},
	},
	"a page that comes back": {
		{at: 0, page: Presence{}},
		{at: time.Second, page: Presence{Beats: 4}},
		{at: 2 * time.Second, page: Presence{Beats: 5, Away: true}},
		{at: 3 * time.Second, page: Presence{Beats: 6}},
		{at: 6 * time.Second, page: Presence{Beats: 6, Quiet: 3000}, anew: true},
	},
}

func TestVigil(t *testing.T) {
	t.Parallel()
	for name, story := range vigils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			v := vigil{since: begun, heard: begun}
			for _, s := range story {
				if err := v.look(s.page, s.err, begun.Add(s.at)); (err != nil) != s.anew {
					t.Fatalf("after %s: %v, want a new start: %t", s.at, err, s.anew)
				}
			}
		})
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
