package hq

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq/said"
	"kioskd/sync/wire"
)

// Payment is what the facts say about one payment key of one kiosk.
type Payment struct {
	ID      int64     `json:"-"` // the store's number for this row
	Kiosk   string    `json:"kiosk"`
	Key     string    `json:"key"`
	Status  string    `json:"status"`
	Attempt int       `json:"attempt"`
	Test    bool      `json:"test"` // simulated pad
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero"`

	Amount   int64  `json:"amount"` // minor units
	Currency string `json:"currency"`
	Refunded int64  `json:"refunded,omitempty"` // what has gone back of it
	Summary  string `json:"summary"`            // of the order, for people

	Number    string `json:"number,omitempty"` // approval number
	Ref       string `json:"ref,omitempty"`    // unique name of the approval
	Card      string `json:"card,omitempty"`   // masked
	Method    string `json:"method,omitempty"`
	Recovered bool   `json:"recovered,omitempty"`
	Reason    string `json:"reason,omitempty"` // the last one given, for people
	Facts     int    `json:"facts"`            // how many facts made this
}

// The statuses of a payment, as the kiosk's books name them.
const (
	Ordered    = "ordered"
	Started    = "started"
	Offered    = "offered"
	Approved   = "approved"
	Declined   = "declined"
	Uncertain  = "unknown"
	NotCharged = "not-charged"
	Mismatched = "mismatch"
	Voiding    = "voiding"
	Voided     = "voided"
	Unresolved = "unresolved"
	Issued     = "issued" // by phone: an account to pay into; not paid
	Late       = "late"   // approved when nobody waited; goes back by itself
)

// Statuses lists all statuses, in the order in which a payment may meet them.
var Statuses = []string{
	Ordered, Started, Offered, Approved, Declined, Uncertain, NotCharged, Mismatched, Voiding, Voided, Unresolved, Issued, Late,
}

// ByPhone reports whether the money was taken by a provider of payments by phone.
func (p Payment) ByPhone() bool { return strings.HasPrefix(p.Ref, wire.PhoneRef) }

// Reference returns the short reference that the customer's screen and slip
// show: the last eight characters of the key, in capitals, in two groups.
func (p Payment) Reference() string {
	s := strings.ToUpper(p.Key[max(0, len(p.Key)-8):])
	if len(s) > 4 {
		return s[:len(s)-4] + " " + s[len(s)-4:]
	}
	return s
}

// Filter chooses payments. Empty fields choose all.
type Filter struct {
	Kiosk, Key, Status string

	Among       []string  // statuses, any of them
	From, Until time.Time // began from then on, and before
	Refunded    bool      // something has gone back
	Search      string    // a part of the key, the reference, the approval number, the masked card or the order

	After Place // only payments that come after this place in the list
	Limit int   // 0 means DefaultLimit
}

// Bounds of one page of payments.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Size returns how many payments the filter asks for.
func (f Filter) Size() int {
	if f.Limit <= 0 {
		return DefaultLimit
	}
	return min(f.Limit, MaxLimit)
}

// Place is where a payment stands in the list, which is sorted by start and
// then by row, the newest first. The zero Place is before the first.
type Place struct {
	Started time.Time
	ID      int64
}

// Place returns where the payment stands.
func (p Payment) Place() Place { return Place{Started: p.Started, ID: p.ID} }

// IsZero reports whether the place is before the first payment.
func (p Place) IsZero() bool { return p.ID == 0 }

// Before reports whether p comes before q in the list.
func (p Place) Before(q Place) bool {
	if a, b := p.Started.UnixMilli(), q.Started.UnixMilli(); a != b {
		return a > b
	}
	return p.ID > q.ID
}

// String writes the place for a link to the next page; [ParsePlace] reads it.
func (p Place) String() string {
	if p.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d", p.Started.UnixMilli(), p.ID))
}

// ParsePlace reads what [Place.String] wrote.
func ParsePlace(s string) (Place, error) {
	if s == "" {
		return Place{}, nil
	}
	var ms, id int64
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		_, err = fmt.Sscanf(string(b), "%d %d", &ms, &id)
	}
	if err != nil || id <= 0 {
		return Place{}, said.No(nil, "%q is not a place in the list; use the value of \"next\" of the page before", s)
	}
	return Place{Started: time.UnixMilli(ms).UTC(), ID: id}, nil
}

// Matches reports whether the filter chooses a payment.
func (f Filter) Matches(p Payment) bool {
	return (f.Kiosk == "" || f.Kiosk == p.Kiosk) &&
		(f.Key == "" || f.Key == p.Key) &&
		(f.Status == "" || f.Status == p.Status) &&
		(len(f.Among) == 0 || slices.Contains(f.Among, p.Status)) &&
		(f.From.IsZero() || !p.Started.Before(f.From)) &&
		(f.Until.IsZero() || p.Started.Before(f.Until)) &&
		(!f.Refunded || p.Refunded > 0) &&
		f.finds(p) &&
		(f.After.IsZero() || f.After.Before(p.Place()))
}

// Words returns what Search looks for, in small letters: as it stands, and
// without its spaces, as a reference stands in the key.
func (f Filter) Words() (text, joined string) {
	text = strings.ToLower(strings.TrimSpace(f.Search))
	return text, strings.ReplaceAll(text, " ", "")
}

// finds reports whether a payment is what Search looks for.
func (f Filter) finds(p Payment) bool {
	text, joined := f.Words()
	if text == "" {
		return true
	}
	has := func(in, part string) bool { return strings.Contains(strings.ToLower(in), part) }
	return has(p.Key, joined) || has(p.Number, joined) || has(p.Card, joined) || has(p.Summary, text)
}
