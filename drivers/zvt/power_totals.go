package zvt

import (
	"context"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// Totals implements [pay.Totaller] by 06 10.
func (d *Driver) Totals(ctx context.Context) (pay.Totals, error) {
	return desk.Ask(ctx, d.Desk, "totals", pay.NotSent, (*pad).totals)
}

// EndDay implements [pay.DayEnder] by 06 50.
func (d *Driver) EndDay(ctx context.Context) (pay.Totals, error) {
	return desk.Ask(ctx, d.Desk, "end of day", pay.Unknown, (*pad).endDay)
}

func (p *pad) totals(ctx context.Context) (pay.Totals, error) { return p.count(ctx, CodeTotals) }

func (p *pad) endDay(ctx context.Context) (pay.Totals, error) { return p.count(ctx, CodeEndOfDay) }

// count asks for what the pad has counted, and maybe hands it in.
func (p *pad) count(ctx context.Context, code Code) (pay.Totals, error) {
	f, err := Request{Code: code, Password: p.habits.password}.Frame()
	if err != nil {
		return pay.Totals{}, err
	}
	out, err := p.ask(ctx, f)
	if err != nil {
		return pay.Totals{}, err
	}
	if out.result == nil || !out.result.Approved() {
		return pay.Totals{}, fmt.Errorf("%w: %v without totals", ErrMessage, code)
	}
	return out.result.totals(p.habits.currency, p.clock(*out.result)), nil
}
