package fake

import (
	"context"
	"errors"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/ui"
)

// Backstage is a shop with one waiting record, and sales that are given.
type Backstage struct {
	// PadErr is why the pad does not answer; nil where it does.
	PadErr error

	mu    sync.Mutex // guards all below
	heard []string
	sales []ui.Sale
}

var _ ui.Backstage = (*Backstage)(nil)

// At is when everything happened.
var At = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// Sell puts a payment on the list.
func (b *Backstage) Sell(s ui.Sale) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sales = append(b.sales, s)
}

// Heard returns what was asked for.
func (b *Backstage) Heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.heard...)
}

func (b *Backstage) hear(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, what)
}

// Overview implements [ui.Backstage].
func (b *Backstage) Overview(context.Context) (ui.Overview, error) {
	return ui.Overview{
		Kiosk: "corner-1", Version: "v1.2.3", Since: At, Test: true, Pad: pay.Link{Up: true, Pad: "Smartro TL-3500"}, Cases: 1,
		Waiting: ui.Waiting{Count: 3, Sum: 12_000, Currency: pay.KRW, Oldest: At}, HQ: ui.HQ{Set: true, Reason: "no route"},
		Disk: ui.Disk{Bytes: 4_200_000}, Printer: string(pay.PaperReady),
	}, nil
}

// TestPad implements [ui.Backstage].
func (b *Backstage) TestPad(context.Context) (ui.PadTest, error) {
	b.hear("pad-test")
	if b.PadErr != nil {
		return ui.PadTest{Says: b.PadErr.Error(), Millis: 20_000}, nil
	}
	return ui.PadTest{OK: true, Says: "Smartro TL-3500", Millis: 42}, nil
}

// SendNow implements [ui.Backstage].
func (b *Backstage) SendNow(context.Context) error { b.hear("send-now"); return nil }

// DayTotals implements [ui.Backstage].
func (b *Backstage) DayTotals(_ context.Context, day string) (ui.DayTotals, error) {
	b.hear("totals " + day)
	if day > "2026-01-05" {
		return ui.DayTotals{}, errors.New("that day has not begun")
	}
	return ui.DayTotals{Day: "2026-01-05", Currency: pay.KRW, Sales: 7, Sum: 63_000, Refunds: 1, Back: 9_000}, nil
}

// Sales implements [ui.Backstage].
func (b *Backstage) Sales(context.Context) ([]ui.Sale, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]ui.Sale{}, b.sales...), nil
}
