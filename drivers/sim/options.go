package sim

import (
	"fmt"
	"time"
)

// Options is what a simulated pad needs. The zero value works.
type Options struct {
	// Script says how the pad behaves.
	Script Script

	// Pace stretches the times that customers, VAN and restarts take: 0.1 is ten
	// times as fast. Zero means 1. Times of the protocol stay as they are.
	Pace float64

	// State is a file for ledger and memory. Empty means that they end with the
	// program.
	State string

	// Say hears the dialogue in words, a line at a time. It may be nil, and must
	// not block.
	Say func(string)

	TerminalID string         // of the pad; the protocol has a default
	Location   *time.Location // default the local time of this machine
}

func (o *Options) check() error {
	if o.Pace < 0 {
		return fmt.Errorf("pad pace %v: write a number above 0", o.Pace)
	}
	if o.Pace == 0 {
		o.Pace = 1
	}
	if o.Say == nil {
		o.Say = func(string) {}
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	return nil
}
