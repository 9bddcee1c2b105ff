package wire

import "fmt"

// Drain asks a kiosk to come back by another way, because this HQ is going.
type Drain struct {
	After  int `json:"after_ms"`  // leave after that
	Spread int `json:"spread_ms"` // and come back within that, at a random moment
}

const maxDrain = 10 * 60_000 // milliseconds

func (d *Drain) check() error {
	if d.After < 0 || d.Spread < 0 || d.After > maxDrain || d.Spread > maxDrain {
		return fmt.Errorf("%d and %d ms, want 0 to %d", d.After, d.Spread, maxDrain)
	}
	return nil
}

// Type implements [Message].
func (*Drain) Type() string { return "drain" }
