package zvt

import (
	"strings"
	"time"

	"kioskd/drivers"
)

// Listing is the entry of this driver in the list of drivers.
//
// The package comment describes its settings.
var Listing = drivers.Driver{
	Name:  Name,
	Title: "ZVT pads (Germany, Austria, Switzerland)",
	New:   func(o drivers.Options) (drivers.Pad, error) { return New(Options{Options: o}) },
	Mask:  newMasker,

	Simulator: func(name string) bool { return strings.HasSuffix(name, simulated) },
}

// simulated ends the name of a pad that is a simulator's.
const simulated = " Simulator"

// Options is what the driver needs.
type Options struct {
	drivers.Options

	// Times are those of the protocol; zero fields have a default.
	Times Times
}

// Times are how long things of the protocol may take.
type Times struct {
	Ack        time.Duration // T2, until a block is acknowledged: 5 s
	Response   time.Duration // T3, until a command is answered: the setting, 5 s
	Completion time.Duration // T4, silence before the end of a command: the setting, 180 s
	Gap        time.Duration // T1, silence that cuts a block off: 200 ms
	Quiet      time.Duration // silence after nonsense, before we speak: 250 ms
	Confirm    time.Duration // until we ask the pad to come again: 3 s
	Check      time.Duration // between status enquiries: 30 s
}

// limits are all times that a pad is held to.
type limits struct {
	drivers.Limits
	Times
}

// tries is how often a block is sent before the line counts as dead.
const tries = 3

func (t *Times) fill(h habits) {
	set := func(d *time.Duration, standard time.Duration) {
		if *d <= 0 {
			*d = standard
		}
	}
	set(&t.Ack, 5*time.Second)
	set(&t.Response, h.response)
	set(&t.Completion, h.completion)
	set(&t.Gap, 200*time.Millisecond)
	set(&t.Quiet, 250*time.Millisecond)
	set(&t.Confirm, 3*time.Second)
	set(&t.Check, 30*time.Second)
}

// check fills in defaults and reports what is wrong.
func (o *Options) check() (habits, error) {
	if err := o.Options.Check(); err != nil {
		return habits{}, err
	}
	h, err := readHabits(&o.Options)
	if err != nil {
		return habits{}, err
	}
	o.Times.fill(h)
	return h, nil
}
