package pay

import "errors"

// Printer is how the receipt printer is this second. The zero Printer means
// that there is none.
type Printer struct {
	State  Paper  `json:"state"`
	Reason string `json:"reason,omitempty"` // what is wrong and what to do, for the person on site
}

// Paper says whether a slip can be printed, and if not, what is in the way.
type Paper string

// The states of a receipt printer.
const (
	PaperReady   Paper = "ready"
	PaperLow     Paper = "paper-low" // prints, and wants a new roll soon
	PaperOut     Paper = "paper-out"
	CoverOpen    Paper = "cover-open"
	PrinterFault Paper = "error"         // cutter, head, or what answers is no such printer
	PrinterAway  Paper = "not-connected" // no answer
)

// Prints reports whether a slip that is started now can be expected to come out.
func (p Printer) Prints() bool { return p.State == PaperReady || p.State == PaperLow }

// ErrPrinterAway is the cause when a slip was wanted of a printer that does not
// answer.
var ErrPrinterAway = errors.New("receipt printer not connected")
