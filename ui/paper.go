package ui

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Paper is the receipt printer as a screen sees it. It stands beside the agent:
// money does not wait for it.
type Paper interface {
	// Printer returns how it is, and a channel that is closed when that changes.
	// It never blocks.
	Printer() (Printer, <-chan struct{})

	// Print asks for a slip of a payment, and returns as soon as that is accepted;
	// what became of it shows in Printer. A slip that is being printed, or came out
	// already, is not printed again unless the wish says so.
	Print(ctx context.Context, key pay.Key, w Wish) error
}

// Printer is how the receipt printer is this second.
type Printer struct {
	Seq      uint64    `json:"-"` // grows with every change
	State    pay.Paper `json:"state"`
	Reason   string    `json:"reason,omitempty"`   // for the staff
	Required bool      `json:"required,omitempty"` // without paper nothing is sold
	Slip     *Slip     `json:"slip,omitempty"`     // the last one that was asked for
}

// Slip is what became of a wish.
type Slip struct {
	Key   pay.Key   `json:"key"`
	Kind  string    `json:"kind"` // as in [pay.Receipt]
	State SlipState `json:"state"`
}

// SlipState is how far a slip has come.
type SlipState string

// The states of a slip.
const (
	SlipWaiting    SlipState = "waiting"     // in front of it is another
	SlipPrinting   SlipState = "printing"    // at the printer
	SlipPrinted    SlipState = "printed"     // the printer said that it is out
	SlipCutOff     SlipState = "cut-off"     // begun and not confirmed: some of it may be on paper
	SlipNotPrinted SlipState = "not-printed" // nothing of it is on paper
)

// Wish is the body of POST payments/{key}/receipt. All of it may be left out.
type Wish struct {
	Kind     string `json:"kind"`     // sale or void; empty is what the payment is now
	Language string `json:"language"` // ko or en; empty is that of the currency
	Again    bool   `json:"again"`    // also when it came out already; marked as a reprint
	Refund   int    `json:"refund"`   // of a void: which one, from 1; 0 is the last
}

func (w Wish) check() error {
	if !slices.Contains([]string{"", "sale", "void"}, w.Kind) {
		return malformed(fmt.Sprintf("kind %q is not sale or void", w.Kind))
	}
	if w.Refund < 0 || w.Refund > 0 && w.Kind != "void" {
		return malformed(fmt.Sprintf("refund %d of kind %q: refunds are counted from 1, and have slips of kind void", w.Refund, w.Kind))
	}
	if !slices.Contains([]string{"", "ko", "en"}, w.Language) {
		return malformed(fmt.Sprintf("language %q is not ko or en", w.Language))
	}
	return nil
}

func (s *Server) receipt(r *http.Request) (reply, error) {
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	var w Wish
	if err := decode(r, &w); err != nil {
		return reply{}, err
	}
	if err := w.check(); err != nil {
		return reply{}, err
	}
	if s.paper == nil {
		return reply{}, agent.FaultNoPrinter
	}
	return reply{status: http.StatusAccepted}, s.paper.Print(r.Context(), key, w)
}
