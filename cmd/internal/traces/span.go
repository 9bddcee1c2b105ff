package traces

import "time"

// Names of spans.
const (
	namePayment = "payment"        // one attempt, from the order to its end
	nameOrder   = "order to start" // until the charge was written down
	namePad     = "pad"            // from the charge to the pad's answer
	namePhone   = "phone"          // the same at HQ and the customer's phone
	nameConfirm = "confirm"        // from an announced approval to its end
	nameDoubt   = "finding out"    // while the outcome was unknown
	nameVoid    = "void"           // while an approval went back
	nameRecord  = "record"         // until facts were safe on the kiosk's disk
	nameStored  = "stored at HQ"   // until HQ had them, and could say so
)

// Span is a step of a payment, with all that is told of it.
type Span struct {
	Trace      TraceID
	ID, Parent SpanID // Parent is empty for a payment
	Name       string
	Begun      time.Time
	Ended      time.Time
	Code       Code

	Kiosk     string // its id
	Attempt   int    // at this payment, from 1
	State     string // kind of the fact that the step ended with
	Way       string // card, or a way by phone, as in kakaopay; empty where it is not known
	Driver    string // of the pad; empty by phone
	Facts     int    // how many were written at once; 0 for steps that wrote none
	Restarted bool   // the program was started within the attempt, so that it looks shorter than it was
}

// Code says how a step went, in OTLP's numbers.
type Code int

// The codes. A decline is an answer, and no error.
const (
	Unset Code = iota
	OK
	Failed
)
