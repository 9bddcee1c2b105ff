package pg

import (
	"time"

	"kioskd/agent/pay"
)

// Event is something that happened to an attempt. It brings its time with it.
type Event interface {
	at() time.Time
	name() string
}

// When is the time of an event.
type When struct{ At time.Time }

func (w When) at() time.Time { return w.At }

// The events.
type (
	// Begun follows the storing of a new attempt.
	Begun struct{ When }
	// Ready is the end of Prepare.
	Ready struct {
		When
		Prepared Prepared
		Window   time.Duration // the operator's; 0 for the provider's
	}
	// Landed says that a phone is about to see the address's page.
	Landed struct{ When }
	// Came is a callback that could be read.
	Came struct {
		When
		Agreed Agreed
	}
	// Checked is the end of the checks before an approval: No is why not, empty for
	// yes, and Seen what the lookup said where there had to be one.
	Checked struct {
		When
		No   string
		Seen *Result
	}
	// Answered is a provider's answer to Approve or Lookup. Ref is what was looked up
	// where somebody had only named it, and Newer says that the payment has a later
	// attempt.
	Answered struct {
		When
		To     Op
		Ref    string
		Result Result
		Newer  bool
	}
	// Failed is a call that brought no answer.
	Failed struct {
		When
		Of     Op
		Fate   pay.Fate
		Reason string
	}
	// Woke comes when the attempt is due, or its process has died.
	Woke struct{ When }
	// Hinted is a webhook that may be about this attempt, and the payment that it names.
	Hinted struct {
		When
		Ref string
	}
	// Shut says that the kiosk waits no more.
	Shut struct{ When }
	// Said is what a person found out at the provider.
	Said struct {
		When
		Word Word
	}
	// Heeded says that HQ's list of alarms says what the attempt says.
	Heeded struct{ When }
	// Finished says that the purpose has heard of the outcome.
	Finished struct{ When }
	// RefundAsked is a wish to give money back; 0 is all that is left.
	RefundAsked struct {
		When
		ID     string
		Amount pay.Amount
		Reason string
	}
	// RefundAnswered is a provider's answer to a cancel.
	RefundAnswered struct {
		When
		ID       string
		Returned Returned
	}
	// RefundFailed is a cancel that brought no answer.
	RefundFailed struct {
		When
		ID     string
		Fate   pay.Fate
		Reason string
	}
)

func (Begun) name() string      { return "begun" }
func (Ready) name() string      { return "ready" }
func (Landed) name() string     { return "landed" }
func (e Came) name() string     { return "came " + string(e.Agreed.Outcome) }
func (Checked) name() string    { return "checked" }
func (e Answered) name() string { return string(e.To) + " answered " + string(e.Result.Outcome) }
func (e Failed) name() string   { return string(e.Of) + " failed, " + string(e.Fate) }
func (Woke) name() string       { return "woke" }
func (Hinted) name() string     { return "hinted" }
func (Shut) name() string       { return "closed by the kiosk" }
func (e Said) name() string {
	return "a person says " + map[bool]string{true: "paid", false: "not paid"}[e.Word.Paid]
}
func (Heeded) name() string           { return "alarm kept" }
func (Finished) name() string         { return "finished" }
func (RefundAsked) name() string      { return "refund asked" }
func (e RefundAnswered) name() string { return "refund answered " + string(e.Returned.Outcome) }
func (e RefundFailed) name() string   { return "refund failed, " + string(e.Fate) }

// Op is a call to a provider.
type Op string

// The calls.
const (
	OpPrepare Op = "prepare"
	OpCheck   Op = "check"
	OpApprove Op = "approve"
	OpLookup  Op = "lookup"
	OpCancel  Op = "cancel"
)

// Effect is something to do once the attempt is stored, in order.
type Effect interface{ effect() }

// The effects. A step has at most one call.
type (
	// Call is one call to the provider; its end comes back as an event. A check asks
	// the purpose, and the provider where its powers say so.
	Call struct {
		Op     Op
		Refund string // of a cancel: its ID
		Ref    string // of a lookup: what somebody named; empty for the attempt's own
	}
	// Tell has the kiosk look at the attempt. It may be lost.
	Tell struct{}
	// Finish has the purpose hear of the outcome, until Finished says that it has.
	Finish struct{}
	// Alarm has people look.
	Alarm struct{ Text string }
	// Heed has HQ's list of alarms say what the attempt says, until Heeded says that
	// it does.
	Heed struct{}
)

func (Call) effect()   {}
func (Tell) effect()   {}
func (Finish) effect() {}
func (Alarm) effect()  {}
func (Heed) effect()   {}
