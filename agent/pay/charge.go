package pay

import "time"

// Charge is one attempt to take the money of an order. It carries what a pad
// needs and nothing else of the order.
type Charge struct {
	Key      Key      `json:"key"`
	Attempt  int      `json:"attempt"` // 1 for the first
	Currency Currency `json:"currency"`
	Amount   Amount   `json:"amount"` // the total, tax and service included
	VAT      Amount   `json:"vat"`
	Service  Amount   `json:"service"`

	// Instalment is the number of monthly payments, 0 for one payment now.
	Instalment int `json:"instalment"`

	// Signature asks the pad for the customer's signature.
	Signature bool `json:"signature,omitempty"`

	// Via names the [PhoneWay] by which the customer pays; empty means the card pad.
	// Language is that of the pages on the phone.
	Via      string `json:"via,omitempty"`
	Language string `json:"language,omitempty"`

	// SentAt is when the charge went to the driver, by the kiosk's clock; a
	// driver that has to find out what became of it knows from this how old it
	// is, also after a restart.
	SentAt time.Time `json:"sent_at"`
}

// ChargeFor makes the numbered attempt to charge an order.
func ChargeFor(o Order, attempt int, at time.Time) Charge {
	return Charge{
		Key:      o.Key,
		Attempt:  attempt,
		Currency: o.Currency,
		Amount:   o.Total,
		VAT:      o.Split.VAT,
		Service:  o.Split.Service,
		SentAt:   at,
	}
}

// Mark is the pad's memory of its last approval at one moment. Two marks are
// compared with [Mark.Same]; the zero Mark means that nobody has asked.
type Mark struct {
	// Empty says that the pad was asked and remembers no approval.
	Empty bool `json:"empty,omitempty"`

	// Ref names the remembered approval uniquely on this pad and VAN. Drivers
	// build it so that it equals [Approval.Ref] of the same approval.
	Ref string `json:"ref,omitempty"`

	// Number, Amount and At describe the remembered approval, for people.
	Number string   `json:"number,omitempty"`
	Amount Amount   `json:"amount,omitempty"`
	At     PadClock `json:"at,omitzero"`

	// Returned says that what is remembered gave money back, as when a pad has
	// taken back by itself what nobody accepted. It is compared like any other, but
	// there is no money behind it that somebody would have to look for.
	Returned bool `json:"returned,omitempty"`

	// Proof is what else the pad showed, in the words of its driver, which holds it
	// against what the pad shows later. It is short, and [Mark.Same] does not look
	// at it.
	Proof string `json:"proof,omitempty"`
}

// IsZero reports whether the pad was never asked.
func (m Mark) IsZero() bool { return m == Mark{} }

// Same reports whether two marks show the same memory: nothing new happened in
// between.
func (m Mark) Same(other Mark) bool { return m.Empty == other.Empty && m.Ref == other.Ref }

// Medium is how the customer showed the card.
type Medium string

// The media that pads report.
const (
	Chip        Medium = "chip"
	Stripe      Medium = "stripe"
	Contactless Medium = "contactless"
	Barcode     Medium = "barcode"
	Keyed       Medium = "keyed"
)

// PadClock is a moment by the pad's own clock: local time, no zone, and as
// wrong as that clock is. Format: 2025-03-14T10:16:12, empty where a pad tells
// none.
type PadClock string

// PadClockFormat is the layout of a [PadClock] for package time.
const PadClockFormat = "2006-01-02T15:04:05"

// In reads the pad's clock as local time of a place.
func (c PadClock) In(place *time.Location) (time.Time, error) {
	return time.ParseInLocation(PadClockFormat, string(c), place)
}

// Approval is a card company's yes. It is real money from the moment the VAN
// gave it, whether or not anybody waits for it.
type Approval struct {
	// Ref names this approval uniquely: never used for two, also not for a void
	// of the same sale. Number alone does not, a void repeats it.
	Ref    string `json:"ref"`
	Number string `json:"number"`

	Currency   Currency `json:"currency"`
	Amount     Amount   `json:"amount"`
	VAT        Amount   `json:"vat"`
	Service    Amount   `json:"service"`
	Instalment int      `json:"instalment"`
	At         PadClock `json:"at,omitzero"`

	// Via names the [PhoneWay] by which it was paid; empty means the card pad.
	Via string `json:"via,omitempty"`

	Method   string `json:"method"` // credit, prepaid, a wallet's name: the driver's word
	Medium   Medium `json:"medium,omitempty"`
	Card     Card   `json:"card,omitzero"`
	Issuer   Party  `json:"issuer,omitzero"`
	Acquirer Party  `json:"acquirer,omitzero"`

	Merchant string `json:"merchant,omitempty"` // merchant number at the acquirer
	Device   string `json:"device,omitempty"`   // the pad's terminal number

	// Offline says that the pad approved without asking the card company, which
	// hears of it later and may still refuse.
	Offline bool `json:"offline,omitempty"`

	// Slip is the pad's own receipt, line by line, where its rules want it on
	// paper.
	Slip []string `json:"slip,omitempty"`

	// Driver carries what the same driver needs to void this approval by name.
	Driver map[string]string `json:"driver,omitempty"`
}

// Mark returns the mark of a pad whose last approval is a.
func (a Approval) Mark() Mark {
	return Mark{Ref: a.Ref, Number: a.Number, Amount: a.Amount, At: a.At}
}

// Answers reports whether the approval is what the charge asked for. Anything
// else is a mismatch: taken, but never finished as paid.
func (a Approval) Answers(c Charge) bool {
	return a.Amount == c.Amount && a.Currency == c.Currency
}

// Party is a card company, as the VAN names it.
type Party struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
}

// Offer is an approval that the pad has announced and we have not accepted yet.
type Offer struct {
	Approval Approval `json:"approval"`

	// Final says that the approval stands even if we never accept it: the VAN has
	// given it. Where a protocol reverses what is not accepted, it is false.
	Final bool `json:"final,omitempty"`

	// Voids says that the pad took money back instead of charging it.
	Voids bool `json:"voids,omitempty"`
}

// Decline is a clear no: nothing was charged.
type Decline struct {
	Code   string `json:"code"`
	Text   string `json:"text"`   // the VAN's or the pad's own words, may be empty
	Advice Advice `json:"advice"` // what the customer may do next
}

// Advice is the next step after a [Decline].
type Advice string

// The kinds of advice.
const (
	OtherCard  Advice = "other-card"  // this card will not do
	TryAgain   Advice = "try-again"   // the same card may do
	TakeStaff  Advice = "ask-staff"   // nothing the customer can do
	NotOffered Advice = "not-offered" // this pad or contract cannot do it
)

// Void asks the pad to take an approval back, by name: whole, or a part of it.
type Void struct {
	Key      Key       `json:"key"`            // the payment's
	Part     int       `json:"part,omitempty"` // numbers the voids of a part, from 1; 0 for the whole
	Approval Approval  `json:"approval"`
	Amount   Amount    `json:"amount"`            // at most what was approved; less only where a [PartialVoider] agrees
	VAT      Amount    `json:"vat,omitempty"`     // of Amount, when it is a part
	Service  Amount    `json:"service,omitempty"` // of Amount, when it is a part
	Reason   string    `json:"reason"`
	SentAt   time.Time `json:"sent_at"`

	// Unattended says that nobody stands at the pad with the card, so that only
	// card-less kinds that name the payment may be used.
	Unattended bool `json:"unattended"`
}
