package drivertest

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/sim"
)

// Subject is a driver, the simulated pad at its other end, and what the suite has
// to know about the protocol between them.
type Subject struct {
	// Driver is the driver that is put to the test, and Options what it needs
	// besides the link, the watcher and the log.
	Driver  drivers.Driver
	Options drivers.Options

	// Pad is the simulated pad. Decline is the code of a plain no in its scripts,
	// and Unsure are those by which the pad says that it does not know.
	Pad     sim.Kind
	Decline string
	Unsure  []string

	// Irreversible is the code of a pad that cannot take a payment back by its name
	// any more, so that the card has to be there; "" is none.
	Irreversible string

	// Manners are ways of saying yes in the words of its scripts, one line each,
	// besides those that all pads share. All of them end in a payment.
	Manners []string

	// Trouble are payments in the words of its scripts that may end in any way.
	Trouble []string

	// Habits are settings of its scripts under which all must go as well.
	Habits []string

	// Stuck is the setting of its scripts by which the pad's memory stands still,
	// so that it cannot tell what became of a payment; "" is none.
	Stuck string

	// Brief says that the driver passes the suite in another setting as well. A
	// sample is enough then, unless all is asked for.
	Brief bool

	// Currency is the one that is taken, and Widest the largest amount that the
	// protocol has room for.
	Currency pay.Currency
	Widest   pay.Amount

	// Limit is the longest that a call may take, whatever happens.
	Limit time.Duration

	// Guarded says that the transport itself sees to it that bytes arrive whole,
	// as TCP does. Then they are never changed, only stopped.
	Guarded bool

	// MovesMoney reports whether what a driver writes asks the pad to charge or
	// to give back.
	MovesMoney func(written []byte) bool

	// Reveal puts the full number of the card, of the same length and with a check
	// that still fits, into what the pad says; it is [Secret] that must not turn
	// up again. It may be nil where the simulator's bytes cannot be changed.
	Reveal func(said []byte) []byte
}

// Secret is the middle of the card number that [Subject.Reveal] puts into what a
// pad says. No log, error or approval may show it.
const Secret = "112233"
