package smartro

import (
	"context"
	"errors"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// Inspect implements [pay.Inspector]: it asks V and A.
func (d *Driver) Inspect(ctx context.Context) (pay.Inspection, error) {
	return desk.Ask(ctx, d.Desk, "inspect", pay.NotSent, (*pad).inspect)
}

func (p *pad) inspect(ctx context.Context) (pay.Inspection, error) {
	h, err := p.health(ctx)
	if err != nil {
		return pay.Inspection{}, err
	}
	i := pay.Inspection{Pad: title, Parts: h.parts()}
	v, err := p.version(ctx)
	if errors.Is(err, pay.ErrNoAnswer) { // a pad that does not know V
		return i, nil
	}
	i.Pad, i.Versions = v.Application, map[string]string{"boot 0": v.Boot0, "boot 1": v.Boot1, "application": v.Application}
	return i, err
}

// parts puts the pad's opinion of itself into words.
func (h Health) parts() []pay.Part {
	says := map[byte]string{
		'N': "not there, or not configured", 'O': "good", 'X': "fault", 'F': "no connection",
	}
	part := func(name string, state byte) pay.Part {
		return pay.Part{Name: name, OK: state == 'O' || state == 'N', Says: says[state]}
	}
	return []pay.Part{
		part("card reader", h.Card), part("contactless reader", h.Contactless),
		part("VAN", h.VAN), part("linked server", h.Server),
	}
}
