package smartro

import (
	"context"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// ReadCard implements [pay.CardReader]: it sends D and waits for a card for as
// long as a customer may look for it.
func (d *Driver) ReadCard(ctx context.Context) (pay.CardInfo, error) {
	return desk.Ask(ctx, d.Desk, "read card", pay.NotSent, func(p *pad, ctx context.Context) (pay.CardInfo, error) {
		var q CardQuery
		err := p.look(ctx, JobQuery, &q)
		return q.Info(), err
	})
}

// ReadTag implements [pay.TagReader]: it sends F and waits for a tag for as long
// as a customer may look for it.
func (d *Driver) ReadTag(ctx context.Context) (pay.Tag, error) {
	return desk.Ask(ctx, d.Desk, "read tag", pay.NotSent, func(p *pad, ctx context.Context) (pay.Tag, error) {
		var t Tag
		err := p.look(ctx, JobTag, &t)
		return t.Tag(), err
	})
}

// CardInside implements [pay.CardPresence]: it asks M.
func (d *Driver) CardInside(ctx context.Context) (bool, error) {
	return desk.Ask(ctx, d.Desk, "look for a card", pay.NotSent, func(p *pad, ctx context.Context) (bool, error) {
		var i Inside
		f, err := p.ask(ctx, JobInside, nil, tries)
		if err == nil {
			err = i.UnmarshalBinary(f.Data)
		}
		return bool(i), err
	})
}
