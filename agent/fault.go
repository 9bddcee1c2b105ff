package agent

import "fmt"

// Fault is a refusal or a breakdown that a person on site can act on: a number
// that never changes its meaning, what is wrong, and the next step.
type Fault struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Next   string `json:"next"`
	Cause  error  `json:"-"`
}

func (f *Fault) Error() string {
	s := fmt.Sprintf("fault %d: %s", f.Number, f.Text)
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Is makes two faults of one number equal for errors.Is.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Number == f.Number
}

// because returns a copy of the fault with its cause.
func (f *Fault) because(cause error) *Fault {
	g := *f
	g.Cause = cause
	return &g
}

// The faults. Hundreds group them: 1xx requests, 2xx pad, 3xx memory, 4xx money
// that needs a person, 5xx paper, which is not the agent's own but its numbers
// are.
var (
	FaultOrder    = &Fault{Number: 101, Text: "the order cannot be taken", Next: "Choose again; if it stays, check the catalogue in the settings."}
	FaultKey      = &Fault{Number: 102, Text: "no order is stored under this payment key", Next: "Store the order first, then pay with the key it returned."}
	FaultAmount   = &Fault{Number: 103, Text: "the amount is not that of the stored order", Next: "Show the stored order again and let the customer confirm it."}
	FaultConflict = &Fault{Number: 104, Text: "this payment key belongs to another order", Next: "Use a new key for a new order."}
	FaultBusy     = &Fault{Number: 105, Text: "another payment is running", Next: "Wait until it has ended."}
	FaultAbort    = &Fault{Number: 106, Text: "there is nothing to cancel under this payment key", Next: "Look at the screen for the payment that is running."}
	FaultDismiss  = &Fault{Number: 107, Text: "this payment has not ended yet", Next: "Wait for its ending; do not pay again."}
	FaultVoid     = &Fault{Number: 108, Text: "this payment cannot be taken back", Next: "Only an approved payment that was not taken back before can be."}
	FaultItem     = &Fault{Number: 109, Text: "this is not in the catalogue", Next: "Reload the catalogue and choose again."}
	FaultCard     = &Fault{Number: 110, Text: "a card is still in the pad", Next: "Take the card out of the pad."}
	FaultKeep     = &Fault{Number: 111, Text: "there is nothing to keep under this payment key", Next: "Look at the payment: its money has gone back, or is on its way."}

	FaultPad        = &Fault{Number: 201, Text: "the card pad is not connected", Next: "Check the pad's cable and power; it is found again by itself."}
	FaultPadSilent  = &Fault{Number: 202, Text: "the card pad does not answer", Next: "Switch the pad off and on; then run: kioskd pad check."}
	FaultResolving  = &Fault{Number: 203, Text: "the last payment's outcome is being checked", Next: "Wait; the pad takes no charge until it is known."}
	FaultStarting   = &Fault{Number: 204, Text: "the kiosk is starting", Next: "Wait a moment."}
	FaultStopping   = &Fault{Number: 205, Text: "the kiosk is being stopped", Next: "Wait until it has been started again."}
	FaultMemory     = &Fault{Number: 301, Text: "the journal cannot be written", Next: "Free or replace the disk, then run: kioskd queue check."}
	FaultMismatch   = &Fault{Number: 401, Text: "the pad charged something else than was asked", Next: "Call the card company with the approval number; see the staff list."}
	FaultUnresolved = &Fault{Number: 402, Text: "the outcome of a payment could not be settled", Next: "Look it up at the VAN by time and amount; see the staff list."}
	FaultOrphan     = &Fault{Number: 403, Text: "the pad holds an approval that no order asked for", Next: "Look it up at the VAN by its approval number; see the staff list."}

	FaultNoPrinter = &Fault{Number: 501, Text: "no receipt printer is set", Next: "Set printer.port in the configuration; the slip stands on the screen meanwhile."}
	FaultPrinter   = &Fault{Number: 502, Text: "the receipt printer cannot print", Next: "Put in paper, close the cover, check cable and power; kioskd status says what is wrong."}
	FaultSlip      = &Fault{Number: 503, Text: "the slip was cut off", Next: "Look whether the paper has all of it; if not, print it again: kioskd receipt print KEY."}
	FaultNoSlip    = &Fault{Number: 504, Text: "this payment has no such slip", Next: "A payment has a slip once it is approved, and a void slip once it is taken back."}
)
