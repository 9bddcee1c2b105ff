package wire

import (
	"encoding/json"
	"errors"
	"time"
)

// Ask is a question that needs HQ now.
type Ask struct {
	ID     string          `json:"id"` // of this connection
	Name   string          `json:"name"`
	Body   json.RawMessage `json:"body,omitempty"`
	Within int             `json:"within_ms"` // after which nobody listens any more
}

// Names of questions.
const (
	AskPaymentItems = "payment-items" // what can be bought
	AskStock        = "stock"         // may this order be charged
	AskOwn          = "own"           // set points or a coupon aside, spend them, give them back: an [OwnAsk]
	AskPrepare      = "prepare"       // payments by phone: an [OnlineAsk]
	AskWebToken     = "web-token"     // a token for a web app on this kiosk
	AskRotateKey    = "rotate-key"    // another key for this kiosk: a [Rotation]
	AskSettled      = "settled"       // what HQ's ledger says of this kiosk's payments
	AskStorage      = "storage"       // texts of web apps, which HQ keeps too: a [StorageAsk]
)

// Answer is HQ's answer: a body, or an error with a reason.
type Answer struct {
	ID     string          `json:"id"`
	Body   json.RawMessage `json:"body,omitempty"`
	Error  string          `json:"error,omitempty"`  // a word for programs
	Reason string          `json:"reason,omitempty"` // a sentence for people
}

// OwnAsk is the body of [AskOwn]. ID names a reservation for ever: what is heard
// twice is done once. The order comes with a reserve.
type OwnAsk struct {
	Do    string `json:"do"` // reserve, commit or release
	ID    string `json:"id"`
	Order *Order `json:"order,omitempty"`
}

// What an [OwnAsk] may want done.
const (
	OwnReserve = "reserve"
	OwnCommit  = "commit"
	OwnRelease = "release"
)

// OwnAnswer is the answer to [AskOwn]. Done says that it is, for good; a reserve
// may be refused with a reason.
type OwnAnswer struct {
	Done   bool   `json:"done"`
	Reason string `json:"reason,omitempty"`
}

// SettledAsk is the body of [AskSettled]: the payments of this kiosk that began in
// a time, From included and Until not.
type SettledAsk struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// SettledAnswer is the answer to [AskSettled], the newest payment first. More says
// that there are older ones in that time.
type SettledAnswer struct {
	Payments []Settled `json:"payments"`
	More     bool      `json:"more,omitempty"`
}

// Settled is what HQ's ledger says of one payment. Amounts are minor units.
type Settled struct {
	Key      string    `json:"key"`
	Status   string    `json:"status"`
	Began    time.Time `json:"began"`
	Amount   int64     `json:"amount"`
	Refunded int64     `json:"refunded,omitempty"`
	Currency string    `json:"currency,omitempty"`
	Number   string    `json:"number,omitempty"` // approval number
}

func (a *Ask) check() error {
	if a.Within <= 0 {
		return errors.New("no time to answer")
	}
	return errors.Join(checkWord("id", a.ID), checkWord("name", a.Name))
}

func (a *Answer) check() error { return checkWord("id", a.ID) }

// Type implements [Message].
func (*Ask) Type() string { return "ask" }

// Type implements [Message].
func (*Answer) Type() string { return "answer" }
