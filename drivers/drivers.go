package drivers

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

// Pad is a driver at work: a [pay.Terminal] that has to be run.
type Pad interface {
	pay.Terminal

	// Run keeps the way to the pad open until the context ends or Close is
	// called. While it does not run, every call fails with
	// [pay.ErrNotConnected].
	Run(context.Context) error
}

// Driver is an entry in the list of drivers.
type Driver struct {
	Name  string // as in the configuration
	Title string // the pads that it drives, for people

	// New builds a pad and touches nothing; errors are about the options.
	New func(Options) (Pad, error)

	// Simulator reports whether a pad of this name, as in [pay.Link], says of
	// itself that it is a simulator. Nil where simulators do not say so.
	Simulator func(name string) bool

	// Mask builds the masker of one direction of a link that has just been opened
	// for a pad with these options. Without it nothing of a line can be recorded.
	Mask func(Options, Direction) Masker
}

// Options is what every driver needs to know.
type Options struct {
	// Link opens the way to the pad.
	Link link.Opener

	// Watcher hears what the pad says unasked.
	Watcher pay.Watcher

	// Resent hears of each message that has to be said once more because it did
	// not get through, by the side that says it. It may be nil, and must not block.
	Resent func(Direction)

	// Log may be nil. No driver logs card data or raw frames.
	Log *slog.Logger

	// Location is where the pad stands; its clock shows the time there. Nil
	// means the local time of this machine.
	Location *time.Location

	// Limits are how long customers and VANs may take.
	Limits Limits

	// TerminalID is the number that the VAN gave to this pad.
	TerminalID string

	// Settings are the driver's own; an unknown name is an error.
	Settings map[string]string
}

// Check reports what is missing, and fills in what may be left out.
func (o *Options) Check() error {
	if o.Link == nil {
		return fmt.Errorf("driver options: the address of the pad is missing")
	}
	if o.Watcher == nil {
		return fmt.Errorf("driver options: a watcher is missing; late approvals would have nowhere to go")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resent == nil {
		o.Resent = func(Direction) {}
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	o.Limits.fill()
	if err := o.Limits.Check(); err != nil {
		return fmt.Errorf("driver options: %w", err)
	}
	return nil
}

// Network reports whether the pad is reached over a network, where no byte is
// lost or changed as on a serial line.
func (o *Options) Network() bool { return strings.HasPrefix(o.Link.String(), "tcp://") }
