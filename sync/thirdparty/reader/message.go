package reader

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The types of messages.
const (
	TypeReady       = "payment-ready" // client: begin the payment of a key
	TypeItemsWanted = "items-wanted"  // kiosk: what is there to pay?
	TypeItems       = "items"         // client: this, to the question of the same id
	TypeResult      = "result"        // kiosk: this became of a payment; acknowledged when stored
	TypeRefused     = "refused"       // kiosk: what was asked is not done, and why
)

// Envelope is what every message has, and what some have.
type Envelope struct {
	Type string `json:"type"`

	ID         string          `json:"id,omitempty"`         // of items-wanted and its answer
	PaymentKey string          `json:"paymentKey,omitempty"` // of payment-ready and refused
	Reason     string          `json:"reason,omitempty"`     // of refused
	Items      json.RawMessage `json:"items,omitempty"`      // a list of [Item]
	Result     json.RawMessage `json:"result,omitempty"`     // a [Result]
}

// Parse reads a message. Fields that it does not know are left alone: a later
// version may have more.
func Parse(body []byte) (Envelope, error) {
	var e Envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("the message is not as wanted: %w", err)
	}
	if e.Type == "" {
		return e, errors.New("the message has no type")
	}
	return e, nil
}

// Item is a thing to pay. Sums are whole minor units: won, cents. Either the
// amount stands alone, and the kiosk takes the tax out of it by its own rate, or
// its parts do and add up to it.
type Item struct {
	PaymentKey string `json:"paymentKey"` // 6 to 64 characters of [A-Za-z0-9_-], never used for anything else
	Name       string `json:"name,omitempty"`
	Amount     int64  `json:"amount,omitempty"`
	Supply     int64  `json:"supplyValue,omitempty"`
	Tax        int64  `json:"tax,omitempty"`
	Exempt     int64  `json:"taxExemptValue,omitempty"`
	Tip        int64  `json:"tip,omitempty"`
}

// Result is what became of a payment. The same result can come twice: payment key,
// status, attempt and part together tell.
type Result struct {
	PaymentKey     string `json:"paymentKey"`
	Status         string `json:"status"` // approved, cancelled, declined, not-charged, unresolved
	ApprovalNumber string `json:"approvalNumber,omitempty"`
	Timestamp      int64  `json:"timestamp"` // milliseconds since 1970
	Currency       string `json:"currency"`
	Amount         int64  `json:"amount"`
	Supply         int64  `json:"supplyValue"`
	Tax            int64  `json:"tax"`
	Exempt         int64  `json:"taxExemptValue"`
	Tip            int64  `json:"tip"`
	PaymentMethod  string `json:"paymentMethod,omitempty"`
	Installment    int    `json:"installment,omitempty"`
	Attempt        int    `json:"attempt"`
	Part           int    `json:"part,omitempty"`
	Recovered      bool   `json:"recovered,omitempty"`
	Test           bool   `json:"test,omitempty"`
	Reason         string `json:"reason,omitempty"`
	KioskID        string `json:"kioskId"`

	Card struct {
		Number       string `json:"maskedCardNumber,omitempty"`
		IssuerName   string `json:"issuerName,omitempty"`
		IssuerCode   string `json:"issuerCode,omitempty"`
		AcquirerName string `json:"acquirerName,omitempty"`
		AcquirerCode string `json:"acquirerCode,omitempty"`
	} `json:"card,omitzero"`
}
