package pg

import (
	"time"

	"kioskd/agent/pay"
)

// Outcome is what a provider's answer means for the money.
type Outcome string

// The outcomes.
const (
	Approved  Outcome = "approved"  // taken, as asked
	Issued    Outcome = "issued"    // an account to pay into; not paid
	Refused   Outcome = "refused"   // nothing was taken, nor will be
	Cancelled Outcome = "cancelled" // the customer stepped back; or an approval was given back in full
	Expired   Outcome = "expired"   // its time is over, nothing was taken
	Unknown   Outcome = "unknown"   // nobody can tell: look it up
	Mismatch  Outcome = "mismatch"  // taken, but not what was asked; only the flow says so

	// Two more that only a lookup has.
	Pending Outcome = "pending" // nothing taken so far; it may still be
	Absent  Outcome = "absent"  // the provider has never heard of it
)

// Result is a provider's answer about an attempt, in our words. The flow compares
// Order and Amount with what it stored; an adapter reports them as the provider says
// them and corrects nothing.
type Result struct {
	Outcome Outcome

	Ref      string       // the provider's name for the payment
	Order    string       // the order's id as the provider says it; empty where it says none
	Amount   pay.Amount   // the whole amount, before refunds
	Currency pay.Currency // empty where the provider says none
	Means    string       // as in card, account or points
	Parts    []Part       // where several means were mixed; they add up to Amount
	At       time.Time
	Receipt  string     // an address for the customer
	CashSlip string     // number of the cash receipt
	Account  *Account   // of [Issued]
	Proof    string     // what later webhooks about this payment must show, kept from people
	Refunded pay.Amount // so far

	Code   string // the provider's, of a refusal or a fault
	Reason string // a sentence for people
	Again  bool   // of [Unknown]: the same request under the same key may be sent again
	Alarm  bool   // the operator has to look, as with a key that does not count

	Memo Memo // to remember with the attempt
}

// Part is a piece of a payment by one means.
type Part struct {
	Means  string     `json:"means"`
	Amount pay.Amount `json:"amount"`
}

// Account is an account to pay into.
type Account struct {
	Bank   string    `json:"bank"`
	Number string    `json:"number"`
	Holder string    `json:"holder,omitempty"`
	Until  time.Time `json:"until"`
}

// Returned is a provider's answer to a cancel: [Approved] when the money is given
// back, [Refused] when it is certainly not, [Unknown] otherwise.
type Returned struct {
	Outcome Outcome
	Number  string // the provider's, of the refund
	At      time.Time
	Code    string
	Reason  string
	Again   bool // of [Unknown]: the same request under the same key may be sent again
	Alarm   bool
}
