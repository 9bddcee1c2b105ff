package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/call"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
)

// How long the shop's system may take.
const (
	askWithin  = 5 * time.Second // a customer waits
	tellWithin = 10 * time.Second
)

// maxReason bounds the reason of a no, in bytes: a customer reads it.
const maxReason = 200

// Shop is the shop's system for one purpose.
type Shop struct {
	Ask    string // where it is asked; empty for nowhere
	Tell   string // where it is told; empty for nowhere
	Secret call.Secret
	HTTP   *http.Client // nil means http.DefaultClient
}

// Purpose returns what a payment means for the shop.
func (s Shop) Purpose(title map[string]string) pg.Purpose {
	p := pg.Purpose{Title: title}
	if s.Ask != "" {
		p.Check = s.mayApprove
	}
	if s.Tell != "" {
		p.Finish = s.settled
	}
	return p
}

// Payment is what the shop's system hears of a payment by phone.
type Payment struct {
	Type     string      `json:"type"` // phone.may-approve or phone.settled
	Kiosk    string      `json:"kiosk"`
	Key      string      `json:"key"`
	Attempt  int         `json:"attempt"`
	Provider string      `json:"provider"`
	Purpose  string      `json:"purpose"`
	OrderID  string      `json:"order_id"` // at the provider
	Amount   int64       `json:"amount"`   // minor units
	Currency string      `json:"currency"`
	Lines    []wire.Line `json:"lines"`
	Test     bool        `json:"test"`

	// Of a settled one.
	State      pg.State `json:"state,omitempty"`
	PaymentKey string   `json:"payment_key,omitempty"` // the provider's
	Taken      int64    `json:"taken"`
	Refunded   int64    `json:"refunded"`
	Code       string   `json:"code,omitempty"`
}

func paymentOf(kind string, a pg.Attempt) Payment {
	p := Payment{Type: kind, Kiosk: a.Kiosk, Key: a.Key, Attempt: a.Number, Provider: a.Provider, Purpose: a.Purpose, OrderID: a.ID,
		Amount: a.Order.Total, Currency: a.Order.Currency, Lines: append([]wire.Line{}, a.Order.Lines...), Test: a.Test}
	if a.Taken != nil {
		p.Taken, p.Refunded = int64(a.Taken.Amount), int64(a.Taken.Refunded)
	}
	return p
}

// mayApprove asks. An error is no answer.
func (s Shop) mayApprove(ctx context.Context, a pg.Attempt) (no string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	answer, err := s.post(ctx, s.Ask, a.ID+"-may-approve", paymentOf("phone.may-approve", a))
	if err != nil {
		return "", err
	}
	return Said(answer)
}

// Said reads the answer to a question: why not, empty for yes.
func Said(answer []byte) (no string, err error) {
	var said struct {
		Approve *bool  `json:"approve"`
		Reason  string `json:"reason"`
	}
	switch err := json.Unmarshal(answer, &said); {
	case err != nil:
		return "", fmt.Errorf("the shop's system answered what is no JSON: %w", err)
	case said.Approve == nil:
		return "", errors.New(`the shop's system says neither "approve":true nor "approve":false`)
	case *said.Approve:
		return "", nil
	case said.Reason == "":
		return "the shop cannot give what was ordered", nil
	}
	return cut(said.Reason), nil
}

// cut keeps a reason short, and whole characters.
func cut(text string) string {
	if len(text) <= maxReason {
		return text
	}
	end := maxReason
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// settled tells what became of an attempt. The id is the same each time that the same
// is told.
func (s Shop) settled(ctx context.Context, a pg.Attempt) error {
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	p := paymentOf("phone.settled", a)
	p.State, p.PaymentKey, p.Code = a.State, a.Ref, a.Code
	_, err := s.post(ctx, s.Tell, a.ID+"-"+string(a.State), p)
	return err
}

// post sends a message, signed, and returns the answer to a 2xx.
func (s Shop) post(ctx context.Context, address, id string, p Payment) ([]byte, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode a message to the shop's system: %w", err)
	}
	to, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address of the shop's system cannot be called")
	}
	signed := http.Header{}
	if err := webhook.Sign(signed, s.Secret.Reveal(), id, time.Now(), body); err != nil {
		return nil, err
	}
	client := call.Client{Base: to.Scheme + "://" + to.Host, HTTP: s.HTTP, Header: func(h http.Header) {
		for name := range signed {
			h.Set(name, signed.Get(name))
		}
	}}
	answer, err := client.Do(ctx, call.Call{Op: "reach the shop's system", Method: http.MethodPost, Path: to.RequestURI(), JSON: json.RawMessage(body)})
	if err == nil && answer.Status/100 != 2 {
		err = fmt.Errorf("the shop's system answered %d", answer.Status)
	}
	return answer.Body, err
}
