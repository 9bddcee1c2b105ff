package pay

import (
	"context"
	"time"
)

// What follows are powers that some pads have and others have not. Each is an
// interface of its own: a [Terminal] that implements it claims the power, and
// drivers/drivertest tests exactly what is claimed. A power that depends on the
// payment is asked about that payment.
//
// The errors follow the rule of [Terminal]: they carry the fate of the money,
// which for a question is always [NotSent].

// PartialVoider can take a part of an approval back. [Void.Amount] then says how
// much, and [Void.Part] which part it is.
type PartialVoider interface {
	// VoidsPart returns nil when a part of this approval can be taken back, and
	// otherwise [ErrUnsupported] with the reason.
	VoidsPart(Approval) error
}

// CardlessVoider can take an approval back while nobody is at the pad.
type CardlessVoider interface {
	// VoidsCardless returns nil when an unattended [Void] of this approval needs
	// no card, and otherwise [ErrUnsupported] with the reason.
	VoidsCardless(Approval) error
}

// VoidNamer names approvals, for a void, by something that it gives to another one
// some day: a number that begins anew when the pad has lost its memory, or after so
// many payments.
type VoidNamer interface {
	// VoidName returns that name. When a later approval has the same, a void of the
	// first would take the later one back.
	VoidName(Approval) string
}

// NetCanceller can tell the VAN, within a window, to undo whatever became of a
// charge, by the charge's own name and without knowing its approval.
type NetCanceller interface {
	// NetCancelWindow is how long after [Charge.SentAt] the VAN takes it.
	NetCancelWindow() time.Duration

	// NetCancel undoes a charge. Done before or never charged are approvals.
	NetCancel(context.Context, Charge, Accept) (Answer, error)
}

// CardReader can look at a card without charging it.
type CardReader interface {
	// ReadCard waits for a card until the context ends or the pad's own limit.
	ReadCard(context.Context) (CardInfo, error)
}

// CardInfo is what a pad tells of a presented card.
type CardInfo struct {
	Medium Medium `json:"medium,omitempty"`
	Kind   string `json:"kind,omitempty"` // the card's scheme, in the driver's words
	Card   Card   `json:"card,omitzero"`

	// Prepaid says that the card holds money; Balance is how much.
	Prepaid  bool     `json:"prepaid,omitempty"`
	Balance  Amount   `json:"balance,omitempty"`
	Currency Currency `json:"currency,omitempty"`

	// LastAt and Last describe the card's last use, where it tells.
	LastAt PadClock `json:"last_at,omitzero"`
	Last   Amount   `json:"last,omitempty"`
}

// CardPresence can tell whether a card stands in the slot.
type CardPresence interface {
	// CardInside reports it; a card that was left is the next customer's trap.
	CardInside(context.Context) (bool, error)
}

// TagReader can read the serial number of a contactless card or tag.
type TagReader interface {
	// ReadTag waits for a tag until the context ends or the pad's own limit.
	ReadTag(context.Context) (Tag, error)
}

// Tag is a contactless card or tag. It names a person's belonging, so that it is
// not for logs.
type Tag struct {
	// Raw is the serial number as the pad writes it.
	Raw []byte

	// UID is the serial number in bytes, most significant first; nil where the
	// pad writes it in a way that nobody has described.
	UID []byte
}

// String hides a tag from logs.
func (Tag) String() string { return "(tag)" }

// GoString hides a tag from logs.
func (Tag) GoString() string { return "(tag)" }

// Totaller keeps totals of its own since its last end of day.
type Totaller interface {
	// Totals asks for them. It never moves money.
	Totals(context.Context) (Totals, error)
}

// DayEnder needs an end of day: the pad hands its transactions in, and starts
// its totals anew.
type DayEnder interface {
	// EndDay hands in. The totals are what the pad handed in. The fate of an
	// error is that of the handing in: after [Unknown] it may be repeated.
	EndDay(context.Context) (Totals, error)
}

// Totals are what a pad counted.
type Totals struct {
	Currency Currency     `json:"currency"`
	Count    int          `json:"count"`
	Amount   Amount       `json:"amount"` // sales less what was taken back
	Groups   []TotalGroup `json:"groups,omitempty"`
	First    string       `json:"first,omitempty"` // receipt number of the first transaction
	Last     string       `json:"last,omitempty"`
	At       PadClock     `json:"at,omitzero"`
}

// TotalGroup is the part of one card scheme.
type TotalGroup struct {
	Name   string `json:"name"`
	Count  int    `json:"count"`
	Amount Amount `json:"amount"`
}

// Adjuster can change how loud and how bright the pad is.
type Adjuster interface {
	// Adjust sets what is not negative, and returns the levels in force.
	Adjust(context.Context, Levels) (Levels, error)
}

// Levels go from 0 to 9. A negative one is left as it is.
type Levels struct {
	Brightness int `json:"brightness"`
	Voice      int `json:"voice"`
	Touch      int `json:"touch"`
}

// Reprinter has a printer of its own.
type Reprinter interface {
	// Reprint prints the slip of the last transaction again.
	Reprint(context.Context) error
}

// BuyerCharger can charge with details of buyer and product, as merchants of
// online payment companies do. Such approvals can be voided in part.
type BuyerCharger interface {
	// AuthorizeBuyer is [Terminal.Authorize] with more to say.
	AuthorizeBuyer(context.Context, Charge, Buyer, Accept) (Answer, error)
}

// Buyer is what a payment company wants to know. It is sent and forgotten: no
// log, fact or trace holds it.
type Buyer struct {
	Name, Phone, Email, Contact, Product, Address, Message string
}

// String hides a buyer from logs.
func (Buyer) String() string { return "(buyer)" }

// GoString hides a buyer from logs.
func (Buyer) GoString() string { return "(buyer)" }

// MarshalJSON hides a buyer from facts.
func (Buyer) MarshalJSON() ([]byte, error) { return []byte(`"(buyer)"`), nil }

// Inspector can say what it is, for the engineer.
type Inspector interface {
	// Inspect asks the pad. It never moves money.
	Inspect(context.Context) (Inspection, error)
}

// Inspection is what a pad tells of itself.
type Inspection struct {
	Pad      string            `json:"pad"`
	Versions map[string]string `json:"versions,omitempty"`
	Parts    []Part            `json:"parts,omitempty"`
}

// Part is a piece of a pad, and how it is.
type Part struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Says string `json:"says"` // for people
}
