package kioskapp

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/smartro"
	"kioskd/drivers/zvt"
)

// hearing keeps the last link that it heard of.
type hearing struct{ link pay.Link }

func (*hearing) Progress(pay.Progress)                 {}
func (*hearing) Late(context.Context, pay.Offer) error { return nil }
func (h *hearing) Link(l pay.Link)                     { h.link = l }

// TestTestMode: in test mode a pad that is no simulator counts as missing; outside
// of it a simulator is told of in the log.
func TestTestMode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		driver           drivers.Driver
		pad              string
		test, up, warned bool
	}{
		{smartro.Listing, "Smartro TL3600_SIM", true, true, false},
		{smartro.Listing, "Smartro TL3600_1.02", true, false, false},
		{smartro.Listing, "Smartro", true, false, false},
		{smartro.Listing, "Smartro TL3600_SIM", false, true, true},
		{smartro.Listing, "Smartro TL3600_1.02", false, true, false},
		{zvt.Listing, "ZVT Simulator", true, true, false},
		{zvt.Listing, "ZVT H5000", true, false, false},
	} {
		var h hearing
		var log strings.Builder
		j := judge{Watcher: &h, test: test.test, simulator: test.driver.Simulator, port: "/dev/pts/3", log: slog.New(slog.NewTextHandler(&log, nil))}
		j.Link(pay.Link{Up: true, Pad: test.pad})
		if h.link.Up != test.up || (log.Len() > 0) != test.warned || !test.up && !strings.Contains(h.link.Reason, "/dev/pts/3") {
			t.Errorf("%s, test mode %v: %+v, log %q", test.pad, test.test, h.link, log.String())
		}
		j.simulator = nil
		if j.Link(pay.Link{Up: true}); !h.link.Up {
			t.Errorf("a driver whose simulators do not tell: %+v", h.link)
		}
	}
}
