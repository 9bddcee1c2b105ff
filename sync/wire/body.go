package wire

import "time"

// Kinds of facts. A receiver that meets another kind stores it and acknowledges
// it: what it does not understand may still be money.
const (
	KindOrdered     = "ordered"     // an order was stored under a key
	KindBaseline    = "baseline"    // the pad's memory at first sight; nobody's sale
	KindStarted     = "started"     // a charge goes out after this is durable
	KindOffered     = "offered"     // the pad announced an approval
	KindApproved    = "approved"    // paid
	KindDeclined    = "declined"    // clear no
	KindUnknown     = "unknown"     // the answer was lost
	KindNotSent     = "not-sent"    // the charge never left
	KindNotCharged  = "not-charged" // presumed so by the pad's memory; watched
	KindMismatch    = "mismatch"    // taken, but not what was asked
	KindUnresolved  = "unresolved"  // on the staff list, with a reason
	KindAbort       = "abort-asked" // the customer pressed cancel
	KindIssued      = "issued"      // by phone: an account to pay into; not paid
	KindLate        = "late"        // an approval that nobody waited for
	KindHeld        = "held"        // an approval that came too late, held for its customer
	KindKept        = "kept"        // the customer kept it: paid
	KindOrphan      = "orphan"      // an approval in the pad's memory that no order asked for
	KindVoiding     = "voiding"     // an approval goes back after this is durable
	KindVoided      = "voided"      // taken back
	KindVoidFailed  = "void-failed" // stays approved, staff told
	KindUndelivered = "undelivered" // the goods were not delivered, says a controller: the money goes back
	KindListed      = "listed"      // on the staff list from now on
	KindReserving   = "reserving"   // points or a coupon are set aside after this is durable
	KindSpent       = "own-spent"   // they are spent, says who keeps them
	KindReleased    = "own-back"    // they have gone back
	KindOverride    = "override"    // a person has unblocked the kiosk or closed a case; says nothing about money
	KindAlarm       = "alarm"       // a person should look; changes nothing by itself
	KindImpossible  = "impossible"  // an event the machine did not expect
)

// Body is what a payment fact says. Which parts are set depends on the kind.
type Body struct {
	Version   int            `json:"v"`               // of this layout, now 1
	Test      bool           `json:"test,omitempty"`  // made with a simulated pad; for ever
	Clock     *Stamp         `json:"clock,omitempty"` // what the fact's time is worth
	Attempt   int            `json:"attempt,omitempty"`
	Order     *Order         `json:"order,omitempty"`
	Charge    *Charge        `json:"charge,omitempty"`
	Mark      *Mark          `json:"mark,omitempty"`
	Approval  *Approval      `json:"approval,omitempty"`
	Final     bool           `json:"final,omitempty"`   // of an offer: stands even if never accepted
	Account   *OnlineAccount `json:"account,omitempty"` // of what was issued
	Decline   *Decline       `json:"decline,omitempty"`
	Void      *Void          `json:"void,omitempty"`
	Recovered bool           `json:"recovered,omitempty"` // found in the pad's memory
	Reason    string         `json:"reason,omitempty"`    // for people
	Fault     int            `json:"fault,omitempty"`     // numbered fault, see the kiosk's list
	Check     string         `json:"check,omitempty"`     // of a start: confirmed by the shop's server, or sold offline
	Staff     *Staff         `json:"staff,omitempty"`     // of an override
	Day       *Day           `json:"day,omitempty"`       // of the opening or the end of a business day
}

// BodyVersion is the version that this package writes.
const BodyVersion = 1

// Order is what the customer wanted. Amounts are whole minor units of Currency;
// taxes are part of every price.
type Order struct {
	Key      string `json:"key"`
	Currency string `json:"currency"`
	Lines    []Line `json:"lines"`
	Total    int64  `json:"total"`
	Split    Split  `json:"split"`
	By       string `json:"by,omitempty"` // who set the amounts, as in app or server; empty for the kiosk's catalogue
	Own      *Own   `json:"own,omitempty"`
}

// Own is value of the shop's own, points or a coupon, by which the prices of an
// order have been lowered.
type Own struct {
	Method string `json:"method"` // as in points or coupon
	Ref    string `json:"ref"`    // whose points, or which coupon
	Amount int64  `json:"amount"`
}

// Line is one position of an order.
type Line struct {
	Item     string `json:"item"`
	Name     string `json:"name"`
	Price    int64  `json:"price"`
	Quantity int    `json:"quantity"`
	Tax      string `json:"tax"` // taxed or tax-free
}

// Split divides a total into parts that add up to it.
type Split struct {
	Supply  int64 `json:"supply"`
	VAT     int64 `json:"vat"`
	TaxFree int64 `json:"tax_free"`
	Service int64 `json:"service"`
}

// Charge is what the pad was asked.
type Charge struct {
	Amount     int64     `json:"amount"`
	VAT        int64     `json:"vat"`
	Service    int64     `json:"service"`
	Currency   string    `json:"currency"`
	Instalment int       `json:"instalment"`    // months, 0 for one payment
	Via        string    `json:"via,omitempty"` // way to pay by phone, as in kakaopay; empty for the card pad
	Signature  bool      `json:"signature,omitempty"`
	SentAt     time.Time `json:"sent_at"`
}

// Mark is the pad's memory of its last approval, before the charge.
type Mark struct {
	Empty  bool   `json:"empty,omitempty"`
	Ref    string `json:"ref,omitempty"`
	Number string `json:"number,omitempty"`
	Amount int64  `json:"amount,omitempty"`
	At     string `json:"at,omitempty"`

	Returned bool   `json:"returned,omitempty"` // it gave money back
	Proof    string `json:"proof,omitempty"`    // what else the pad showed, in the words of its driver
}

// Approval is a card company's yes. Card is masked: first six and last four
// digits at most.
type Approval struct {
	Ref        string            `json:"ref"`    // unique
	Number     string            `json:"number"` // approval number; a void repeats it
	Currency   string            `json:"currency"`
	Amount     int64             `json:"amount"`
	VAT        int64             `json:"vat"`
	Service    int64             `json:"service"`
	Instalment int               `json:"instalment"`
	At         string            `json:"at,omitempty"`  // the pad's clock, local, 2006-01-02T15:04:05
	Via        string            `json:"via,omitempty"` // way to pay by phone; empty for the card pad
	Method     string            `json:"method"`
	Medium     string            `json:"medium,omitempty"`
	Card       string            `json:"card,omitempty"`
	Issuer     Party             `json:"issuer,omitzero"`
	Acquirer   Party             `json:"acquirer,omitzero"`
	Merchant   string            `json:"merchant,omitempty"`
	Device     string            `json:"device,omitempty"`
	Offline    bool              `json:"offline,omitempty"` // the card company was not asked yet
	Slip       []string          `json:"slip,omitempty"`    // the pad's own receipt
	Driver     map[string]string `json:"driver,omitempty"`  // what the same pad needs to void it
}

// Party is a card company.
type Party struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
}

// Decline is a clear no.
type Decline struct {
	Code   string `json:"code"`
	Text   string `json:"text,omitempty"`
	Advice string `json:"advice,omitempty"`
}

// Stamp says what the time of a fact is worth. Two facts of one boot are as far
// apart as their Up says, whatever the clock did meanwhile.
type Stamp struct {
	Boot uint64 `json:"boot"`          // how often the agent had been started, from 1
	Up   int64  `json:"up_ms"`         // since this start, by a clock that nobody can set
	Bad  string `json:"bad,omitempty"` // before: it has been this time before; far: far from HQ's
}

// Staff is a person's word.
type Staff struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// Void is an approval taken back: all of it, or a part.
type Void struct {
	Part       int       `json:"part,omitempty"` // numbers the voids of a part, from 1; 0 for the whole
	Amount     int64     `json:"amount"`
	Split      *Split    `json:"split,omitempty"` // of Amount
	Reason     string    `json:"reason"`
	Unattended bool      `json:"unattended"`
	SentAt     time.Time `json:"sent_at"`
}
