package kioskapp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/ui"
)

// backstage is what the staff page shows of an app.
type backstage struct{ *App }

var _ ui.Backstage = backstage{}

// Overview implements [ui.Backstage].
func (b backstage) Overview(ctx context.Context) (ui.Overview, error) {
	s, err := b.Status(ctx)
	if err != nil {
		return ui.Overview{}, err
	}
	cases, err := b.StaffList(ctx)
	if err != nil {
		return ui.Overview{}, err
	}
	o := ui.Overview{
		Kiosk: s.Kiosk, Version: s.Version, Since: s.Since, Test: s.Test, Pad: s.Pad, Cases: len(cases),
		Waiting: ui.Waiting{Count: s.Queue.Waiting, Sum: pay.Amount(s.Queue.Sum), Currency: b.agent.Catalogue().Currency, Oldest: s.Queue.Oldest},
		Disk:    ui.Disk{Bytes: s.Queue.FileBytes, Error: s.Queue.Error},
	}
	if s.Fault != nil {
		o.Fault = s.Fault.Number
	}
	if s.HQ != nil {
		o.HQ = ui.HQ{Set: true, Connected: s.HQ.Connected, Reason: s.HQ.Error}
	}
	if s.Printer != nil {
		o.Printer = string(s.Printer.State)
	}
	return o, nil
}

// padPatience bounds the test of the pad.
const padPatience = 20 * time.Second

// TestPad implements [ui.Backstage]. It asks for the pad's memory, which moves no
// money; while somebody pays the pad is left alone.
func (b backstage) TestPad(ctx context.Context) (ui.PadTest, error) {
	if v := b.agent.View(); v.State != agent.Idle {
		return ui.PadTest{}, agent.FaultBusy
	}
	ctx, cancel := context.WithTimeout(ctx, padPatience)
	defer cancel()
	begun := time.Now()
	_, err := b.PadLast(ctx)
	t := ui.PadTest{OK: err == nil, Says: b.agent.View().Pad.Pad, Millis: time.Since(begun).Milliseconds()}
	if err != nil {
		t.Says = err.Error()
	}
	return t, nil
}

// SendNow implements [ui.Backstage].
func (b backstage) SendNow(context.Context) error {
	if b.uplink == nil {
		return agent.FaultNoHQ
	}
	b.uplink.Now()
	return nil
}

// DayTotals implements [ui.Backstage], by the journal alone.
func (b backstage) DayTotals(_ context.Context, day string) (ui.DayTotals, error) {
	r, err := b.countDay(DayAsk{Day: day})
	if err != nil {
		return ui.DayTotals{}, err
	}
	t := ui.DayTotals{Day: r.Date, Currency: r.Currency, Sales: r.Sum.Sales, Sum: r.Sum.Taken, Refunds: r.Sum.Refunds, Back: r.Sum.Back}
	for _, s := range r.States {
		if !slices.Contains([]pay.Status{pay.Approved, pay.Voided, pay.Declined}, s.Status) {
			t.Open += s.Count
		}
	}
	return t, nil
}

// Sales are looked for in so many of the latest facts, and so many are shown.
const (
	salesFacts = 400
	salesShown = 30
)

// Sales implements [ui.Backstage].
func (b backstage) Sales(ctx context.Context) ([]ui.Sale, error) {
	last, _ := b.queue.Last()
	from := uint64(1)
	if last > salesFacts {
		from = last - salesFacts
	}
	facts, err := b.queue.From(from, queue.Limit{Facts: salesFacts + 1, Bytes: maxAnswerLines})
	if err != nil {
		return nil, err
	}
	sales, seen := []ui.Sale{}, map[string]bool{}
	for _, f := range slices.Backward(facts) {
		if f.Key == "" || seen[f.Key] || len(sales) == salesShown {
			continue
		}
		seen[f.Key] = true
		p, err := b.Payment(ctx, pay.Key(f.Key))
		if errors.Is(err, agent.FaultKey) || err == nil && p.Status == pay.Ordered {
			continue // never begun
		}
		if err != nil {
			return nil, err
		}
		sales = append(sales, saleOf(p, f.At))
	}
	return sales, nil
}

func saleOf(p pay.Payment, at time.Time) ui.Sale {
	s := ui.Sale{Key: p.Key, Reference: agent.Reference(p.Key), At: at, Status: p.Status, Amount: p.Order.Total, Left: p.Left(), Currency: p.Order.Currency}
	if p.Approval != nil {
		s.Number, s.Card = p.Approval.Number, p.Approval.Card
	}
	return s
}

// SetPIN implements [Bookkeeper].
func (b *Books) SetPIN(ctx context.Context, number string) error { return b.staffDoor.Set(ctx, number) }

// SetPIN implements [Bookkeeper].
func (c client) SetPIN(ctx context.Context, number string) error {
	return c.call(ctx, http.MethodPost, "/staff/pin", map[string]string{"pin": number}, &struct{}{})
}

func setPIN(r *http.Request, e Engineer) (any, error) {
	var in struct {
		PIN string `json:"pin"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	return struct{}{}, e.SetPIN(r.Context(), in.PIN)
}
