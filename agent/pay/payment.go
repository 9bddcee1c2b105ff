package pay

import "time"

// Payment is what the books say about one key: the order, and how far its money
// has come. It is never computed from what a screen showed, only from facts on
// disk.
type Payment struct {
	Key     Key    `json:"key"`
	Order   Order  `json:"order"`
	Status  Status `json:"status"`
	Attempt int    `json:"attempt"` // the last one; 0 before the first

	Charge   *Charge   `json:"charge,omitempty"`
	Mark     Mark      `json:"mark,omitzero"` // the pad's memory before the last attempt
	Offer    *Offer    `json:"offer,omitempty"`
	Approval *Approval `json:"approval,omitempty"`
	Decline  *Decline  `json:"decline,omitempty"`
	Void     *Void     `json:"void,omitempty"`
	Undo     *Offer    `json:"undo,omitempty"`    // the pad announced that it took the money back
	Account  *Account  `json:"account,omitempty"` // to pay into, where one was issued
	Aborted  bool      `json:"aborted,omitempty"` // the customer asked to cancel the last attempt

	Refunds  []Refund  `json:"refunds,omitempty"`  // what has gone back, oldest first
	Reason   string    `json:"reason,omitempty"`   // why a person has to look, in the books' words
	Fault    int       `json:"fault,omitempty"`    // the numbered fault that goes with it
	Listed   bool      `json:"listed,omitempty"`   // on the staff list, now or once
	Override *Override `json:"override,omitempty"` // a person has unblocked the kiosk, or closed the case

	// Test says that a simulated pad took part in it, once and for ever.
	Test bool `json:"test,omitempty"`

	// Recovered says that the approval was found in the pad's memory.
	Recovered bool `json:"recovered,omitempty"`

	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
}

// Status is what the books say for ever, as opposed to what a screen shows this
// second.
type Status string

// The statuses of a payment.
const (
	Ordered    Status = "ordered"     // stored, never charged
	Started    Status = "started"     // a charge may be under way
	Offered    Status = "offered"     // the pad announced an approval
	Approved   Status = "approved"    // paid
	Declined   Status = "declined"    // clear no; a new attempt is possible
	Uncertain  Status = "unknown"     // the answer was lost; being resolved
	NotCharged Status = "not-charged" // presumed so by the pad's memory; watched
	Mismatched Status = "mismatch"    // taken, but not what was asked
	Voiding    Status = "voiding"     // being taken back
	Voided     Status = "voided"      // taken back
	Unresolved Status = "unresolved"  // on the staff list
	Issued     Status = "issued"      // by phone: there is an account to pay into; not paid
	Late       Status = "late"        // approved when nobody waited; goes back by itself
)

// Open reports whether the payment's money is still in motion, so that its end is
// still to come. Except for one that is [Issued], no other charge may reach the same
// pad until then.
func (s Status) Open() bool {
	switch s {
	case Started, Offered, Uncertain, Voiding, Late, Issued:
		return true
	}
	return false
}

// Waiting reports whether the answer to a charge is still to come.
func (s Status) Waiting() bool { return s == Started || s == Offered || s == Uncertain }

// Retriable reports whether a new attempt under the same key is allowed when
// the customer asks for it: only after a settled non-charge.
func (s Status) Retriable() bool {
	return s == Ordered || s == Declined || s == NotCharged
}
