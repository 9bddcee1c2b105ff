package wire

import (
	"fmt"
	"strings"
)

// Subprotocol is the WebSocket subprotocol that both sides name.
const Subprotocol = "kiosk.sync.v1"

// Version is the version of the messages in this package.
const Version = 1

// Bounds of what travels. A receiver closes the connection on more.
const (
	MaxMessage = 1 << 20   // a whole message
	MaxHeader  = 64 << 10  // its first line
	MaxPayload = 256 << 10 // the fact lines of one message, a line feed counted for each
	MaxFact    = MaxPayload - 1
	MaxBatch   = 200 // facts in one message
	MaxFlight  = 64  // messages of facts on their way that HQ may allow
)

// Limits is what HQ asks a kiosk to keep to. A zero means the default.
type Limits struct {
	BatchFacts int `json:"batch_facts,omitempty"`
	BatchBytes int `json:"batch_bytes,omitempty"`
	InFlight   int `json:"in_flight,omitempty"`

	// FirstDelay is the window, in milliseconds, over which kiosks spread their
	// first attempt to come back after a cut.
	FirstDelay int `json:"first_delay_ms,omitempty"`
}

// DefaultLimits are good for a kiosk on a slow line and an HQ of many kiosks.
var DefaultLimits = Limits{BatchFacts: MaxBatch, BatchBytes: MaxPayload, InFlight: 8, FirstDelay: 2000}

// maxFirstDelay bounds the window that HQ can set: a minute.
const maxFirstDelay = 60_000

// OrDefault fills zeros with [DefaultLimits] and cuts what is too large, so
// that no answer of HQ makes a kiosk break the bounds of the protocol.
func (l Limits) OrDefault() Limits {
	return Limits{
		BatchFacts: within(l.BatchFacts, DefaultLimits.BatchFacts, MaxBatch),
		BatchBytes: within(l.BatchBytes, DefaultLimits.BatchBytes, MaxPayload),
		InFlight:   within(l.InFlight, DefaultLimits.InFlight, MaxFlight),
		FirstDelay: within(l.FirstDelay, DefaultLimits.FirstDelay, maxFirstDelay),
	}
}

func within(n, usual, most int) int {
	if n <= 0 {
		return usual
	}
	return min(n, most)
}

// MaxName is the length of the longest kiosk id or epoch, in bytes.
const MaxName = 64

// CheckName reports whether s can name a kiosk or an epoch: 1 to 64 characters
// of [A-Za-z0-9._-].
func CheckName(s string) error {
	if s == "" || len(s) > MaxName {
		return fmt.Errorf("name of %d characters, want 1 to %d", len(s), MaxName)
	}
	if i := strings.IndexFunc(s, notInName); i >= 0 {
		return fmt.Errorf("character %d of the name is not one of A-Z a-z 0-9 . _ -", i+1)
	}
	return nil
}

func notInName(r rune) bool {
	switch {
	case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
		return false
	}
	return true
}
