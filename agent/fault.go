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
	FaultOrder      = &Fault{Number: 101, Text: "the order cannot be taken", Next: "Choose again; if it stays, check the catalogue in the settings."}
	FaultKey        = &Fault{Number: 102, Text: "no order is stored under this payment key", Next: "Store the order first, then pay with the key it returned."}
	FaultAmount     = &Fault{Number: 103, Text: "the amount is not that of the stored order", Next: "Show the stored order again and let the customer confirm it."}
	FaultConflict   = &Fault{Number: 104, Text: "this payment key belongs to another order", Next: "Use a new key for a new order."}
	FaultBusy       = &Fault{Number: 105, Text: "another payment is running", Next: "Wait until it has ended."}
	FaultAbort      = &Fault{Number: 106, Text: "there is nothing to cancel under this payment key", Next: "Look at the screen for the payment that is running."}
	FaultDismiss    = &Fault{Number: 107, Text: "this payment has not ended yet", Next: "Wait for its ending; do not pay again."}
	FaultVoid       = &Fault{Number: 108, Text: "this payment cannot be taken back", Next: "Only an approved payment that was not taken back before can be."}
	FaultItem       = &Fault{Number: 109, Text: "this is not in the catalogue", Next: "Reload the catalogue and choose again."}
	FaultCard       = &Fault{Number: 110, Text: "a card is still in the pad", Next: "Take the card out of the pad."}
	FaultKeep       = &Fault{Number: 111, Text: "there is nothing to keep under this payment key", Next: "Look at the payment: its money has gone back, or is on its way."}
	FaultRefundID   = &Fault{Number: 112, Text: "this refund id belongs to another payment", Next: "Use a new id for another refund."}
	FaultGone       = &Fault{Number: 113, Text: "this payment has gone back already", Next: "Nothing is to be done; the refund slip can be printed again."}
	FaultTooMuch    = &Fault{Number: 114, Text: "this is more than is left of the payment", Next: "Look at the payment for what has gone back already."}
	FaultPart       = &Fault{Number: 115, Text: "this pad takes payments back only whole", Next: "Take the whole payment back, or give the difference by hand."}
	FaultInstalment = &Fault{Number: 116, Text: "these monthly payments are not offered for this amount", Next: "Choose one of the offered numbers of months, or pay at once."}
	FaultNotSold    = &Fault{Number: 117, Text: "the shop's server does not sell this now", Next: "Choose something else, or ask why at the shop's server."}
	FaultNotAsked   = &Fault{Number: 118, Text: "the shop's server could not be asked", Next: "Check the network; the kiosk is set to sell only what the server confirms."}
	FaultOverride   = &Fault{Number: 119, Text: "an override needs a name and a reason", Next: "Say who decides, in at least two letters, and why."}
	FaultNotListed  = &Fault{Number: 120, Text: "this payment is not on the staff list", Next: "See the list: kioskd staff list."}
	FaultAppAmount  = &Fault{Number: 121, Text: "this kiosk takes no amounts from a page", Next: "Order from the catalogue; or, where the page is trusted with prices, set payments.orders to app."}
	FaultAppLimit   = &Fault{Number: 122, Text: "this is more than a page may ask for at once", Next: "Check the amount; the bound is payments.app_limit in the configuration, or limits.app_order in the settings."}
	FaultAppRefund  = &Fault{Number: 123, Text: "pages may not take payments back on this kiosk", Next: "Have the staff do it; or set payments.app_refunds in the configuration."}
	FaultOther      = &Fault{Number: 124, Text: "this does not describe the stored payment", Next: "Say amounts, approval number, time and months exactly as the payment's answer gave them."}
	FaultTestMoney  = &Fault{Number: 125, Text: "this was ordered or paid in test mode, and the kiosk is not in it", Next: "Nothing is to be given back, since no money has moved; choose again to pay for real."}
	FaultRealMoney  = &Fault{Number: 126, Text: "this payment is real, and the kiosk is in test mode", Next: "Turn test mode off; then the payment can be settled or taken back."}
	FaultOwn        = &Fault{Number: 127, Text: "the points or the coupon cannot be set aside", Next: "Order again without them; or ask why at the shop's server."}
	FaultHelp       = &Fault{Number: 128, Text: "a customer calls for help", Next: "Go to the kiosk and help."}
	FaultPrice      = &Fault{Number: 130, Text: "the price has changed since it was shown", Next: "Look at the list again, and choose anew."}
	FaultBills      = &Fault{Number: 131, Text: "the operator's server or client does not say what there is to pay", Next: "Check it and the way to it; kioskd status says why."}
	FaultMode       = &Fault{Number: 132, Text: "this kiosk takes payments in another mode", Next: "Begin the payment as thirdparty.mode says: terminal for a server, reader for a client on the serial line."}
	FaultAlone      = &Fault{Number: 133, Text: "what the operator's server wants paid is paid one at a time", Next: "Choose one thing, once."}

	FaultPad        = &Fault{Number: 201, Text: "the card pad is not connected", Next: "Check the pad's cable and power; it is found again by itself."}
	FaultPadSilent  = &Fault{Number: 202, Text: "the card pad does not answer", Next: "Switch the pad off and on; then run: kioskd pad check."}
	FaultResolving  = &Fault{Number: 203, Text: "the last payment's outcome is being checked", Next: "Wait; the pad takes no charge until it is known."}
	FaultStarting   = &Fault{Number: 204, Text: "the kiosk is starting", Next: "Wait a moment."}
	FaultStopping   = &Fault{Number: 205, Text: "the kiosk is being stopped", Next: "Wait until it has been started again."}
	FaultChanging   = &Fault{Number: 206, Text: "the kiosk's settings are being changed", Next: "Wait a moment."}
	FaultClosed     = &Fault{Number: 207, Text: "the shop is closed now", Next: "Come back in the opening hours; they are in the settings."}
	FaultLocked     = &Fault{Number: 208, Text: "HQ has locked this kiosk", Next: "Ask the operator; HQ gives the command unlock."}
	FaultClosing    = &Fault{Number: 209, Text: "the pad is ending its day", Next: "Wait a moment; it takes a minute or two."}
	FaultStorage    = &Fault{Number: 210, Text: "what web apps keep on this kiosk cannot be read or written", Next: "Look at the disk, and at the journal's data key: kioskd queue status."}
	FaultNoHQ       = &Fault{Number: 211, Text: "this kiosk has no HQ", Next: "Set hq.url in the configuration, and enrol the kiosk."}
	FaultPhone      = &Fault{Number: 212, Text: "payment by phone is not possible now", Next: "Pay by card; the way to HQ is tried again by itself: kioskd status."}
	FaultMemory     = &Fault{Number: 301, Text: "the journal cannot be written", Next: "Free or replace the disk, then run: kioskd queue check."}
	FaultFork       = &Fault{Number: 302, Text: "HQ knows more of this kiosk's journal than the kiosk does", Next: "Wait, a new run of numbers is begun; find out who restored the disk, or which second kiosk has a copy of it."}
	FaultMended     = &Fault{Number: 303, Text: "the journal was damaged and has been mended", Next: "Look at the disk before it happens again; keep the damaged files, and see: kioskd queue status."}
	FaultMismatch   = &Fault{Number: 401, Text: "the pad charged something else than was asked", Next: "Call the card company with the approval number; see the staff list."}
	FaultUnresolved = &Fault{Number: 402, Text: "the outcome of a payment could not be settled", Next: "Look it up at the VAN by time and amount; see the staff list."}
	FaultOrphan     = &Fault{Number: 403, Text: "the pad holds an approval that no order asked for", Next: "Look it up at the VAN by its approval number; see the staff list."}
	FaultNotBack    = &Fault{Number: 404, Text: "money that should go back has not", Next: "Give it back at the VAN or by hand, by the approval number; see the staff list."}
	FaultCap        = &Fault{Number: 405, Text: "more goods were not delivered today than may be refunded by themselves", Next: "Check the machine that delivers; refund by the staff list."}
	FaultLater      = &Fault{Number: 406, Text: "a payment that was overridden turned out to be paid", Next: "Compare with what was given to the customer; refund it if they paid twice."}
	FaultTotals     = &Fault{Number: 407, Text: "the pad has handed in another sum than the kiosk counted", Next: "Compare them by payment: kioskd books --statement FILE."}
	FaultDayEnd     = &Fault{Number: 408, Text: "the pad has not taken its end of day", Next: "Look at the pad; it is asked again by itself, and goes on counting meanwhile."}
	FaultPhoneLate  = &Fault{Number: 409, Text: "a payment by phone has come after its customer had left", Next: "Give out what was ordered, or refund it; then close the case."}

	FaultNoPrinter = &Fault{Number: 501, Text: "no receipt printer is set", Next: "Set printer.port in the configuration; the slip stands on the screen meanwhile."}
	FaultPrinter   = &Fault{Number: 502, Text: "the receipt printer cannot print", Next: "Put in paper, close the cover, check cable and power; kioskd status says what is wrong."}
	FaultSlip      = &Fault{Number: 503, Text: "the slip was cut off", Next: "Look whether the paper has all of it; if not, print it again: kioskd receipt print KEY."}
	FaultNoSlip    = &Fault{Number: 504, Text: "this payment has no such slip", Next: "A payment has a slip once it is approved, and a void slip once it is taken back."}
)
