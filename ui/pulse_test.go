package ui

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPulse: how long a page has been silent is counted by the agent's clock, and
// never by the page's.
func TestPulse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p pulse
		time.Sleep(time.Hour)
		if now := p.now(); now != (Presence{}) {
			t.Errorf("before any page: %+v", now)
		}
		p.beat(false)
		time.Sleep(hushed)
		if now := p.now(); now.Silent() || now.Silence() != hushed {
			t.Errorf("%+v", now)
		}
		time.Sleep(time.Millisecond)
		if now := p.now(); !now.Silent() {
			t.Errorf("%+v", now)
		}
		p.beat(true)
		time.Sleep(time.Hour)
		if now := p.now(); now.Silent() {
			t.Errorf("a page that has gone counts as one that hangs: %+v", now)
		}
	})
}
