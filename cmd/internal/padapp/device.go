package padapp

import (
	"context"
	"errors"

	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
)

// device is what stands behind the line.
type device interface {
	Run(context.Context) error
	Serve(context.Context, link.Link) error

	// extend adds lines to the script.
	extend(ctx context.Context, text string) error
}

// pad is a simulated card pad.
type pad struct {
	*sim.Pad
	kind sim.Kind
}

func newPad(c Config) (pad, error) {
	kind, err := Find(c.Driver)
	if err != nil {
		return pad{}, err
	}
	if c.PNG != "" {
		return pad{}, errors.New("a picture of the slip is for the driver escpos: a pad has no paper here")
	}
	script, err := kind.Parse(c.Script)
	if err != nil {
		return pad{}, err
	}
	p, err := sim.New(kind, sim.Options{Script: script, Pace: c.Pace, State: c.State, Say: c.Say})
	return pad{p, kind}, err
}

func (p pad) extend(ctx context.Context, text string) error {
	script, err := p.kind.Parse(text)
	if err != nil {
		return err
	}
	return p.Extend(ctx, script)
}

// printer is a simulated receipt printer.
type printer struct{ *escpossim.Printer }

func newPrinter(c Config) (printer, error) {
	if c.State != "" {
		return printer{}, errors.New("a state file is for card pads: a receipt printer remembers nothing")
	}
	script, err := escpossim.ParseScript(c.Script)
	if err != nil {
		return printer{}, err
	}
	return printer{escpossim.New(escpossim.Options{Script: script, PNG: c.PNG, Say: c.Say})}, nil
}

func (p printer) extend(ctx context.Context, text string) error {
	script, err := escpossim.ParseScript(text)
	if err != nil {
		return err
	}
	return p.Extend(ctx, script)
}
