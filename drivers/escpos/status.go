package escpos

import "kioskd/agent/pay"

// Status is how a printer says that it is.
type Status struct {
	Offline     bool
	CoverOpen   bool
	PaperOut    bool
	PaperLow    bool
	Cutter      bool // the knife is stuck
	Broken      bool // an error that only switching off ends
	Overheated  bool // an error that ends by itself
	Recoverable bool // an error that waits for a person
}

// bits of the answers, by the question; see the command reference under DLE EOT.
const (
	printerOffline = 1 << 3

	offlineCover = 1 << 2
	offlinePaper = 1 << 5

	errorRecoverable = 1 << 2
	errorCutter      = 1 << 3
	errorBroken      = 1 << 5
	errorHeat        = 1 << 6

	paperLow = 1<<2 | 1<<3
	paperOut = 1<<5 | 1<<6
)

// statusOf reads the answers to the four questions, in their order.
func statusOf(printer, offline, errors, paper byte) Status {
	return Status{
		Offline:     printer&printerOffline != 0,
		CoverOpen:   offline&offlineCover != 0,
		PaperOut:    offline&offlinePaper != 0 || paper&paperOut != 0,
		PaperLow:    paper&paperLow != 0,
		Recoverable: errors&errorRecoverable != 0,
		Cutter:      errors&errorCutter != 0,
		Broken:      errors&errorBroken != 0,
		Overheated:  errors&errorHeat != 0,
	}
}

// statusOfAuto reads the four bytes of an automatic status (GS a).
func statusOfAuto(b []byte) Status {
	return Status{
		Offline:     b[0]&(1<<3) != 0,
		CoverOpen:   b[0]&(1<<5) != 0,
		Recoverable: b[1]&(1<<2) != 0,
		Cutter:      b[1]&(1<<3) != 0,
		Broken:      b[1]&(1<<5) != 0,
		Overheated:  b[1]&(1<<6) != 0,
		PaperLow:    b[2]&(1<<0|1<<1) != 0,
		PaperOut:    b[2]&(1<<2|1<<3) != 0,
	}
}

// Printer says the status in the words of agent/pay. What a person can mend at
// once comes first.
func (s Status) Printer() pay.Printer {
	is := func(state pay.Paper, reason string) pay.Printer { return pay.Printer{State: state, Reason: reason} }
	switch {
	case s.CoverOpen:
		return is(pay.CoverOpen, "the receipt printer's cover is open: close it until it clicks")
	case s.PaperOut:
		return is(pay.PaperOut, "the receipt printer has no paper: put in a new roll")
	case s.Cutter:
		return is(pay.PrinterFault, "the receipt printer's knife is stuck: switch it off, take out the paper that is caught, switch it on")
	case s.Broken:
		return is(pay.PrinterFault, "the receipt printer reports a fault that it cannot end itself: switch it off and on; if that stays, have it repaired")
	case s.Overheated:
		return is(pay.PrinterFault, "the receipt printer is too hot and waits: leave it for a few minutes")
	case s.Recoverable:
		return is(pay.PrinterFault, "the receipt printer reports a fault: open its cover, see that the paper runs freely, close it")
	case s.Offline:
		return is(pay.PrinterFault, "the receipt printer is offline: let go of its feed button, or switch it off and on")
	case s.PaperLow:
		return is(pay.PaperLow, "the receipt printer's paper is nearly used up: keep a new roll ready")
	}
	return is(pay.PaperReady, "")
}
