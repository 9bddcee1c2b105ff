package kioskapp

import (
	"context"
	"errors"

	"kioskd/agent/pay"
	"kioskd/drivers/capture"
)

// PadInfo is what is known of the pad and of the way to it.
type PadInfo struct {
	Driver string   `json:"driver"`
	Title  string   `json:"title"` // the pads that the driver is for
	Way    string   `json:"way"`   // its address
	Link   pay.Link `json:"link"`

	// Noise counts what came over the line within the last hour and was no whole
	// message: a bad cable, or another device on it.
	Noise int `json:"noise"`

	Powers []string        `json:"powers,omitempty"` // beyond taking and voiding payments
	Pad    *pay.Inspection `json:"pad,omitempty"`    // nil where the pad cannot say, or was not asked
}

// info tells what is known, and asks the pad where that is there and can say what
// it is.
func (w *way) info(l pay.Link, pad pay.Terminal, ask func(pay.Inspector) (pay.Inspection, error)) (PadInfo, error) {
	i := PadInfo{
		Driver: w.driver.Name, Title: w.driver.Title, Way: w.String(), Link: l,
		Noise: w.noise(), Powers: powersOf(pad),
	}
	inspector, can := pay.As[pay.Inspector](pad)
	if !l.Up || !can {
		return i, nil
	}
	found, err := ask(inspector)
	if err == nil {
		i.Pad = &found
	}
	return i, err
}

// powersOf names what a pad claims, in words.
func powersOf(t pay.Terminal) (names []string) {
	for _, p := range []struct {
		name   string
		claims bool
	}{
		{"partial refund", claims[pay.PartialVoider](t)},
		{"refund without card", claims[pay.CardlessVoider](t)},
		{"net cancel", claims[pay.NetCanceller](t)},
		{"card query", claims[pay.CardReader](t)},
		{"card in slot", claims[pay.CardPresence](t)},
		{"tag number", claims[pay.TagReader](t)},
		{"totals", claims[pay.Totaller](t)},
		{"end of day", claims[pay.DayEnder](t)},
		{"screen and sound", claims[pay.Adjuster](t)},
		{"reprint", claims[pay.Reprinter](t)},
		{"payment with buyer", claims[pay.BuyerCharger](t)},
		{"inspection", claims[pay.Inspector](t)},
	} {
		if p.claims {
			names = append(names, p.name)
		}
	}
	return names
}

func claims[Power any](t pay.Terminal) bool {
	_, ok := pay.As[Power](t)
	return ok
}

// PadInfo implements [Engineer].
func (a *App) PadInfo(ctx context.Context) (PadInfo, error) {
	return a.pad.now().way.info(a.agent.View().Pad, a.pad, func(i pay.Inspector) (found pay.Inspection, err error) {
		busy := a.pad.aside(ctx, func(ctx context.Context) { found, err = i.Inspect(ctx) })
		return found, errors.Join(busy, err)
	})
}

// PadInfo implements [PadAsker].
func (p *Probe) PadInfo(ctx context.Context) (PadInfo, error) {
	return p.way.info(p.link, p.pad, func(i pay.Inspector) (pay.Inspection, error) {
		ctx, cancel := context.WithTimeout(ctx, peekLimit)
		defer cancel()
		return i.Inspect(ctx)
	})
}

// PadTrace is a part of what went over the pad's line, masked.
type PadTrace struct {
	Driver string `json:"driver"`
	Way    string `json:"way"`
	capture.Reel
}

func (w *way) trace(since uint64) (PadTrace, error) {
	return PadTrace{Driver: w.driver.Name, Way: w.String(), Reel: w.tape.Since(since)}, nil
}

// PadTrace implements [Engineer].
func (a *App) PadTrace(_ context.Context, since uint64) (PadTrace, error) {
	return a.pad.now().way.trace(since)
}

// PadTrace implements [PadAsker].
func (p *Probe) PadTrace(_ context.Context, since uint64) (PadTrace, error) {
	return p.way.trace(since)
}
