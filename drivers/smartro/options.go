package smartro

import (
	"fmt"
	"strings"
	"time"

	"kioskd/drivers"
)

// Listing is the entry of this driver in the list of drivers.
//
// The package comment describes its settings.
var Listing = drivers.Driver{
	Name:  Name,
	Title: "Smartro TL-3500, TL-3600",
	New:   func(o drivers.Options) (drivers.Pad, error) { return New(Options{Options: o}) },
	Mask:  newMasker,

	Simulator: func(name string) bool { return strings.HasSuffix(name, simulated) },
}

// simulated ends the name of a pad that is a simulator's.
const simulated = "_SIM"

// Options is what the driver needs.
type Options struct {
	drivers.Options

	// Times are those of the protocol; zero fields have a default.
	Times Times
}

// Times are how long things of the protocol may take.
type Times struct {
	Ack     time.Duration // until a request is acknowledged: 3 s
	Answer  time.Duration // until a question is answered: 10 s
	Settle  time.Duration // after standby, until the pad is idle: 500 ms
	Gap     time.Duration // silence that cuts a frame off: 500 ms
	Quiet   time.Duration // silence after nonsense, before we speak: 50 ms
	Confirm time.Duration // until we acknowledge a result, recorded or not: 2 s
	Check   time.Duration // between device checks: 30 s
}

// limits are all times that a pad is held to.
type limits struct {
	drivers.Limits
	Times
}

// tries is how often a request is sent before the pad counts as silent.
const tries = 3

func (t *Times) fill() {
	set := func(d *time.Duration, standard time.Duration) {
		if *d <= 0 {
			*d = standard
		}
	}
	set(&t.Ack, 3*time.Second)
	set(&t.Answer, 10*time.Second)
	set(&t.Settle, 500*time.Millisecond)
	set(&t.Gap, 500*time.Millisecond)
	set(&t.Quiet, 50*time.Millisecond)
	set(&t.Confirm, 2*time.Second)
	set(&t.Check, 30*time.Second)
}

// check fills in defaults and reports what is wrong.
func (o *Options) check() (habits, error) {
	if err := o.Options.Check(); err != nil {
		return habits{}, err
	}
	o.Times.fill()
	probe := Frame{Terminal: o.TerminalID, Stamp: StampFormat}
	if _, err := probe.MarshalBinary(); err != nil {
		return habits{}, fmt.Errorf("terminal ID %q: %w", o.TerminalID, err)
	}
	return readHabits(&o.Options)
}
