package smartro

import (
	"context"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// Adjust implements [pay.Adjuster]: it sends S. A level above 9 is refused before.
func (d *Driver) Adjust(ctx context.Context, l pay.Levels) (pay.Levels, error) {
	data, err := Levels(l).MarshalBinary()
	if err != nil {
		return pay.Levels{}, pay.Fail("adjust", pay.NotSent, err)
	}
	return desk.Ask(ctx, d.Desk, "adjust", pay.NotSent, func(p *pad, ctx context.Context) (pay.Levels, error) {
		return p.adjust(ctx, data)
	})
}

// adjust sends S. By one source an answer with a response code is a failure.
func (p *pad) adjust(ctx context.Context, data []byte) (pay.Levels, error) {
	f, err := p.ask(ctx, JobLevels, data, tries)
	if err != nil {
		return pay.Levels{}, err
	}
	if f.Response != 0 {
		return pay.Levels{}, fmt.Errorf("the pad refuses these levels with code %#02x", f.Response)
	}
	var l Levels
	if err := l.UnmarshalBinary(f.Data); err != nil {
		return pay.Levels{}, fmt.Errorf("levels: %w", err)
	}
	return pay.Levels(l), nil
}
