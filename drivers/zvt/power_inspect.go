package zvt

import (
	"context"

	"kioskd/agent/pay"
	"kioskd/drivers/desk"
)

// Inspect implements [pay.Inspector]: it asks 05 01 for everything.
func (d *Driver) Inspect(ctx context.Context) (pay.Inspection, error) {
	return desk.Ask(ctx, d.Desk, "inspect", pay.NotSent, (*pad).inspect)
}

func (p *pad) inspect(ctx context.Context) (pay.Inspection, error) {
	h, err := p.enquire(ctx, StatusDevice)
	if err != nil {
		return pay.Inspection{}, err
	}
	i := pay.Inspection{Pad: h.name(), Versions: map[string]string{}}
	if h.Version != "" {
		i.Versions["software"] = h.Version
	}
	for name, tag := range map[string]Tag{"device": tagVersion, "serial number": tagSerial} {
		if text, ok := h.Objects.Find(tagDevice, tag); ok {
			i.Versions[name] = readName(text)
		}
	}
	if p.terminal != "" {
		i.Versions["terminal id"] = p.terminal
	}
	says := "ready"
	if h.ID != 0 {
		says = h.ID.String()
	}
	i.Parts = []pay.Part{{Name: "pad", OK: h.ID == 0, Says: says}}
	return i, nil
}

// name is what the pad calls itself, for people.
func (h Health) name() string {
	if text, ok := h.Objects.Find(tagDevice, tagName); ok && len(text) > 0 {
		return "ZVT " + readName(text)
	}
	if h.Version != "" {
		return "ZVT " + h.Version
	}
	return "ZVT pad"
}
