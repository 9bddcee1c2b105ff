package drivers

import (
	"fmt"
	"time"
)

// Limits are how long a charge may take at the pad. The agent waits for longer
// than both together, and a page for longer than the agent, so that whoever knows
// most decides first.
type Limits struct {
	Card time.Duration // a customer looks for the card; zero means 60 s
	VAN  time.Duration // the pad talks to the VAN; zero means 40 s
}

// Bounds of each limit.
const (
	leastLimit = 5 * time.Second
	mostLimit  = 10 * time.Minute
)

// DefaultLimits are generous to both.
var DefaultLimits = Limits{Card: 60 * time.Second, VAN: 40 * time.Second}

// Charge is the longest that a charge can take.
func (l Limits) Charge() time.Duration { return l.Card + l.VAN }

// fill puts the default where there is nothing.
func (l *Limits) fill() {
	if l.Card == 0 {
		l.Card = DefaultLimits.Card
	}
	if l.VAN == 0 {
		l.VAN = DefaultLimits.VAN
	}
}

// Check refuses what cannot work.
func (l Limits) Check() error {
	for _, limit := range []struct {
		name string
		time.Duration
	}{{"card wait", l.Card}, {"VAN time", l.VAN}} {
		if limit.Duration < leastLimit || limit.Duration > mostLimit {
			return fmt.Errorf("a %s of %v: write a time from %v to %v", limit.name, limit.Duration, leastLimit, mostLimit)
		}
	}
	return nil
}
