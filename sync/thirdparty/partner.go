package thirdparty

import (
	"context"
	"fmt"
)

// Partner is the operator's server or client: who says what there is to pay, and
// is told what became of it.
type Partner interface {
	// Items returns what there is to pay now. What the partner says of a single
	// item and makes no sense is left out, and logged.
	Items(ctx context.Context) ([]Item, error)

	// Deliver returns nil when the partner has the result for good. A [*Refusal]
	// says that it does not want this one; any other error that it may be asked
	// again.
	Deliver(ctx context.Context, r Result) error

	// Run keeps the ways open by which the partner announces payments, until ctx
	// ends.
	Run(ctx context.Context, announce func(Announcement)) error

	// State returns how the partner is reached. It never blocks.
	State() State
}

// Announcement is a payment that a partner wants begun.
type Announcement struct {
	Key string
	Way Way

	// Item is what is to be paid where the partner said so at once; nil where it
	// has to be asked.
	Item *Item
}

// Way is how a partner announces payments.
type Way string

// The ways of a server, and the one of a client.
const (
	Poll      Way = "poll"      // GET of the items, again and again
	WebSocket Way = "websocket" // PaymentReady over a WebSocket
	Events    Way = "events"    // payment-ready as a server-sent event
	Serial    Way = "serial"    // payment-ready in a frame
)

// ParseWay reads the way of a server.
func ParseWay(s string) (Way, error) {
	switch w := Way(s); w {
	case Poll, WebSocket, Events:
		return w, nil
	}
	return "", fmt.Errorf("%q is no way of announcing payments: write %s, %s or %s", s, Poll, WebSocket, Events)
}

// Refusal is a partner's word that it does not want a result: repeating it will
// not help.
type Refusal struct{ Reason string }

func (r *Refusal) Error() string { return "refused: " + r.Reason }
