// Package padapp is a simulated card pad, or receipt printer, as a program: a
// simulator behind a pseudo-terminal or a TCP port, for padsim, the demo and
// end-to-end tests.
//
//	app, err := padapp.New(padapp.Config{Listen: "pty", Script: "approve chip"})
//	err = app.Listen()
//	fmt.Println(app.Address()) // serial:/tmp/padsim-123/pad
//	err = app.Run(ctx)
//
// The address stays the same for the life of the program: a kiosk may close the
// port and open it again, and a script may pull the plug.
package padapp

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"kioskd/drivers/escpos"
	"kioskd/drivers/link"
	"kioskd/drivers/sim"
)

// Config says which pad is simulated, and how.
type Config struct {
	// Driver is the name of the protocol; empty means smartro, and escpos is the
	// receipt printer.
	Driver string

	// Listen is where the pad can be reached: pty, pty:PATH for a symbolic link
	// of that name, or tcp://HOST:PORT, with port 0 for a free one.
	Listen string

	// Script is the text of a script, not the name of its file.
	Script string

	// State is the file that keeps ledger and pad memory; empty means none.
	State string

	// Pace stretches the times that customers and VAN take; zero means 1.
	Pace float64

	// PNG is the file that shows a printer's last slip, with the text of its roll
	// beside it; empty means neither.
	PNG string

	// Say hears the dialogue in words. It may be nil, and must not block.
	Say func(string)
}

// App is a simulated pad that can be reached.
type App struct {
	config Config
	device device
	pad    *sim.Pad // nil for a printer
	jack   jack
}

// jack is where kiosks plug in.
type jack interface {
	address() string

	// accept returns the next link; the last one has ended. It returns when the
	// context ends.
	accept(context.Context) (link.Link, error)

	close() error
}

// New checks the configuration and reads the state file.
func New(c Config) (*App, error) {
	if c.Driver == escpos.Name {
		p, err := newPrinter(c)
		if err != nil {
			return nil, err
		}
		return &App{config: c, device: p}, nil
	}
	p, err := newPad(c)
	if err != nil {
		return nil, err
	}
	return &App{config: c, device: p, pad: p.Pad}, nil
}

// Listen makes the pad's end of the line, which a kiosk can open from then on.
// Run frees it again.
func (a *App) Listen() error {
	if a.jack != nil {
		return errors.New("the pad listens already")
	}
	j, err := newJack(a.config.Listen)
	if err == nil {
		a.jack = j
	}
	return err
}

// Address returns how a kiosk reaches the pad, as its configuration wants it. It
// is empty before Listen.
func (a *App) Address() string {
	if a.jack == nil {
		return ""
	}
	return a.jack.address()
}

// Ledger returns a copy of what the VAN knows now. A printer has none.
func (a *App) Ledger() sim.Ledger {
	if a.pad == nil {
		return sim.Ledger{}
	}
	return a.pad.Ledger()
}

// Extend adds lines to the script of a running device.
func (a *App) Extend(ctx context.Context, text string) error { return a.device.extend(ctx, text) }

// Run serves one kiosk after another until the context ends, and returns nil
// then. It listens first, unless that was done.
func (a *App) Run(ctx context.Context) error {
	if a.jack == nil {
		if err := a.Listen(); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.device.Run(ctx) })
	group.Go(func() error { return a.serve(ctx) })
	return errors.Join(group.Wait(), a.jack.close())
}

// serve gives the line to whoever comes.
func (a *App) serve(ctx context.Context) error {
	for ctx.Err() == nil { // a line that is made after the end would outlive it
		line, err := a.jack.accept(ctx)
		if ctx.Err() != nil {
			return closeLate(line)
		}
		if err != nil {
			return err
		}
		if err := a.device.Serve(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

// closeLate closes a link that came when it was too late.
func closeLate(line link.Link) error {
	if line == nil {
		return nil
	}
	return line.Close()
}
