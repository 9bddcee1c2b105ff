package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

// NewPhonePayment is a payment that a program of the shop begins without a kiosk: its
// order is stored before anybody sees a window.
type NewPhonePayment struct {
	Key      string     `json:"key"`
	Attempt  int        `json:"attempt"`  // from 1
	Purpose  string     `json:"purpose"`  // empty for an order
	Language string     `json:"language"` // of HQ's pages
	Order    wire.Order `json:"order"`
}

// PhonePayment is where such a payment stands.
type PhonePayment struct {
	State   string          `json:"state"`
	OrderID string          `json:"order_id"`         // at the provider
	URL     string          `json:"url,omitempty"`    // HQ's page, for a phone or a popup
	Until   time.Time       `json:"until,omitzero"`   // of that page
	Script  string          `json:"script,omitempty"` // of the provider, for a page of your own
	Params  json.RawMessage `json:"params,omitempty"` // for that script: keys that are public, order, amount, addresses

	PaymentKey string `json:"payment_key,omitempty"` // the provider's name for the payment
	Amount     int64  `json:"amount,omitempty"`      // that was taken, in minor units
	Refunded   int64  `json:"refunded,omitempty"`
	Means      string `json:"means,omitempty"`
	Receipt    string `json:"receipt,omitempty"`
	Bank       string `json:"bank,omitempty"` // of an account to pay into
	Account    string `json:"account,omitempty"`
	Code       string `json:"code,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

// PhoneConfirm is what a provider's window gave to a page.
type PhoneConfirm struct {
	PaymentKey string `json:"paymentKey"`
	OrderID    string `json:"orderId"`
	Amount     int64  `json:"amount"`
}

// PhoneCancel gives money back: all that is left without an amount. The same refund
// is done once.
type PhoneCancel struct {
	PaymentKey string `json:"paymentKey"`
	Reason     string `json:"cancelReason"`
	Amount     int64  `json:"cancelAmount"`
	Refund     string `json:"refund"`
}

func (c *call) phonePayment(a pg.Attempt) PhonePayment {
	answer := c.phones.Answer(a)
	p := PhonePayment{State: answer.State, OrderID: a.ID, URL: answer.URL, Until: answer.Until, PaymentKey: a.Ref, Code: answer.Code, Reason: answer.Reason}
	if w := a.Prepared.Window; w != nil && a.State == pg.Waiting {
		p.Script, p.Params = w.Script, w.Params
	}
	if t := answer.Approval; t != nil {
		p.Amount, p.Refunded, p.Means, p.Receipt = t.Amount, t.Refunded, t.Means, t.Receipt
	}
	if t := answer.Account; t != nil {
		p.Bank, p.Account = t.Bank, t.Number
	}
	return p
}

// prepare begins a payment at the provider that the query names.
func prepare(c *call) (any, error) {
	var want NewPhonePayment
	if err := c.take(&want); err != nil {
		return nil, err
	}
	ask := wire.OnlineAsk{Do: wire.OnlinePrepare, Key: want.Key, Attempt: want.Attempt, Method: c.r.URL.Query().Get("type"), Purpose: want.Purpose,
		Language: want.Language, Order: &want.Order, Test: c.phones.Test}
	if err := ask.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", people.ErrInput, err)
	}
	return c.moved("phone-prepared", want.Key, func() (pg.Attempt, error) {
		if _, err := c.phones.Online(c, pg.MachineName(c.who.Name), ask); err != nil {
			return pg.Attempt{}, err
		}
		return c.attemptOf(want.Key, want.Attempt)
	})
}

func (c *call) attemptOf(key string, number int) (pg.Attempt, error) {
	all, err := c.phones.Store.AttemptsOf(c, pg.MachineName(c.who.Name), key)
	if err != nil {
		return pg.Attempt{}, err
	}
	for _, a := range all {
		if a.Number == number || number == 0 {
			return a, nil
		}
	}
	return pg.Attempt{}, fmt.Errorf("there is no payment %q of this program: %w", key, hq.ErrNotFound)
}

// moved does what may move money, once it stands in the audit.
func (c *call) moved(did, on string, do func() (pg.Attempt, error)) (any, error) {
	var a pg.Attempt
	err := c.Do(c, c.who, people.Commands, did, on, func() (err error) {
		a, err = do()
		return refused(err)
	})
	if err != nil {
		return nil, err
	}
	return c.phonePayment(a), nil
}

// refused makes HQ's no one of what was sent.
func refused(err error) error {
	var no *hq.No
	if errors.As(err, &no) {
		return fmt.Errorf("%w: %s", people.ErrInput, no.Reason)
	}
	return err
}

func confirm(c *call) (any, error) {
	var want PhoneConfirm
	if err := c.take(&want); err != nil {
		return nil, err
	}
	a, err := c.phones.Find(c, c.who.Name, pg.Name{ID: want.OrderID})
	if err != nil || want.OrderID == "" {
		return nil, fmt.Errorf("the order is not known: %w", hq.ErrNotFound)
	}
	return c.moved("phone-confirmed", a.Key, func() (pg.Attempt, error) {
		return c.phones.Confirm(c, a, want.PaymentKey, pay.Amount(want.Amount))
	})
}

func cancel(c *call) (any, error) {
	var want PhoneCancel
	if err := c.take(&want); err != nil {
		return nil, err
	}
	a, err := c.phones.Find(c, c.who.Name, pg.Name{Provider: c.r.URL.Query().Get("type"), Ref: want.PaymentKey})
	if err != nil {
		return nil, err
	}
	ask := wire.OnlineAsk{Do: wire.OnlineCancel, Key: a.Key, Attempt: a.Number, Refund: want.Refund, Amount: want.Amount, Reason: want.Reason}
	if err := ask.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", people.ErrInput, err)
	}
	return c.moved("phone-cancelled", a.Key, func() (pg.Attempt, error) {
		return c.phones.Refund(c, a, want.Refund, pay.Amount(want.Amount), want.Reason)
	})
}

func phonePayment(c *call) (any, error) {
	a, err := c.attemptOf(c.r.PathValue("key"), 0)
	if err != nil {
		return nil, err
	}
	return c.phonePayment(a), nil
}

// withPhones guards a door that only an HQ with providers has.
func withPhones(serve func(*call) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		if c.phones == nil {
			return nil, desk.ErrNoPhones
		}
		return serve(c)
	}
}
