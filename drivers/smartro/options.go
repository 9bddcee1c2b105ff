package smartro

import (
	"fmt"
	"time"

	"kioskd/drivers"
)

// Listing is the entry of this driver in the list of drivers.
//
// Settings:
//
//	van-not-configured   accept (default) or refuse a pad that says so of itself
//	cancel-form          57 (default) or 59, the length of a cancel request
//	cancel-numbering     medium (default) tells chip from other credit; one does not
var Listing = drivers.Driver{
	Name:  Name,
	Title: "Smartro TL-3500, TL-3600",
	New:   func(o drivers.Options) (drivers.Pad, error) { return New(Options{Options: o}) },
	Mask:  newMasker,
}

// Options is what the driver needs.
type Options struct {
	drivers.Options

	// Limits are how long things may take; zero fields have a default.
	Limits Limits
}

// Limits are how long things may take.
type Limits struct {
	Ack     time.Duration // until a request is acknowledged: 3 s
	Answer  time.Duration // until a question is answered: 10 s
	Card    time.Duration // a customer looks for the card: 60 s
	VAN     time.Duration // the pad talks to the VAN: 40 s
	Settle  time.Duration // after standby, until the pad is idle: 500 ms
	Gap     time.Duration // silence that cuts a frame off: 500 ms
	Quiet   time.Duration // silence after nonsense, before we speak: 50 ms
	Confirm time.Duration // until we acknowledge a result, recorded or not: 2 s
	Check   time.Duration // between device checks: 30 s
}

// tries is how often a request is sent before the pad counts as silent.
const tries = 3

// Charge is the longest that a charge can take.
func (l Limits) charge() time.Duration { return l.Card + l.VAN }

func (l *Limits) fill() {
	set := func(d *time.Duration, standard time.Duration) {
		if *d <= 0 {
			*d = standard
		}
	}
	set(&l.Ack, 3*time.Second)
	set(&l.Answer, 10*time.Second)
	set(&l.Card, 60*time.Second)
	set(&l.VAN, 40*time.Second)
	set(&l.Settle, 500*time.Millisecond)
	set(&l.Gap, 500*time.Millisecond)
	set(&l.Quiet, 50*time.Millisecond)
	set(&l.Confirm, 2*time.Second)
	set(&l.Check, 30*time.Second)
}

// habits are the settings, read.
type habits struct {
	needVAN    bool
	longCancel bool
	oneCredit  bool
}

func readHabits(o *drivers.Options) (habits, error) {
	const van, form, numbering = "van-not-configured", "cancel-form", "cancel-numbering"
	if err := o.Known(van, form, numbering); err != nil {
		return habits{}, err
	}
	vanSays, err := o.Choice(van, "accept", "refuse")
	if err != nil {
		return habits{}, err
	}
	length, err := o.Choice(form, "57", "59")
	if err != nil {
		return habits{}, err
	}
	credit, err := o.Choice(numbering, "medium", "one")
	if err != nil {
		return habits{}, err
	}
	return habits{needVAN: vanSays == "refuse", longCancel: length == "59", oneCredit: credit == "one"}, nil
}

// check fills in defaults and reports what is wrong.
func (o *Options) check() (habits, error) {
	if err := o.Options.Check(); err != nil {
		return habits{}, err
	}
	o.Limits.fill()
	probe := Frame{Terminal: o.TerminalID, Stamp: StampFormat}
	if _, err := probe.MarshalBinary(); err != nil {
		return habits{}, fmt.Errorf("terminal ID %q: %w", o.TerminalID, err)
	}
	return readHabits(&o.Options)
}
