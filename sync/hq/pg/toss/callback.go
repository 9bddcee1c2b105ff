package toss

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// Callback implements [pg.Provider]. The vendor's success address has paymentKey,
// orderId, amount and paymentType; its fail address has code, message and orderId.
func (p *provider) Callback(_ pg.Request, h pg.Heard) (pg.Agreed, error) {
	v, err := h.Values()
	if err != nil {
		return pg.Agreed{}, err
	}
	if h.Door != pg.DoorReturn {
		return failed(v.Get("code"), v.Get("message"), v.Get("orderId")), nil
	}
	for _, name := range []string{"paymentKey", "orderId", "amount", "paymentType"} {
		if v.Get(name) == "" {
			return pg.Agreed{}, fmt.Errorf("%s is missing", name)
		}
	}
	amount, err := strconv.ParseInt(v.Get("amount"), 10, 64)
	if err != nil || pay.Amount(amount).Check() != nil {
		return pg.Agreed{}, errors.New("the amount is no amount")
	}
	if len(v.Get("paymentKey")) > maxKey {
		return pg.Agreed{}, errors.New("the paymentKey is too long")
	}
	return pg.Agreed{Ref: v.Get("paymentKey"), Order: v.Get("orderId"), Amount: pay.Amount(amount), Claims: true}, nil
}

// maxKey bounds the vendor's name for a payment, in characters.
const maxKey = 200

// failed reads a fail address. A customer who stepped back is no fault.
func failed(code, message, order string) pg.Agreed {
	outcome := pg.Refused
	if code == "" || code == "PAY_PROCESS_CANCELED" || code == "USER_CANCEL" {
		outcome = pg.Cancelled
	}
	return pg.Agreed{Outcome: outcome, Order: order, Code: short(code), Reason: short(message)}
}

// short bounds words that came from outside.
func short(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// event is any of the vendor's webhooks. A deposit has no eventType.
type event struct {
	EventType string `json:"eventType"`
	Data      struct {
		PaymentKey string `json:"paymentKey"`
		OrderID    string `json:"orderId"`
	} `json:"data"`

	Secret         string `json:"secret"`
	OrderID        string `json:"orderId"`
	TransactionKey string `json:"transactionKey"`
}

// Webhook implements [pg.Listener].
func (p *provider) Webhook(h pg.Heard) (pg.Hint, error) {
	var e event
	if err := json.Unmarshal(h.Body, &e); err != nil {
		return pg.Hint{}, fmt.Errorf("the body is no JSON: %w", err)
	}
	id := h.Header.Get("tosspayments-webhook-transmission-id")
	if e.EventType != "" {
		return pg.Hint{ID: id, Kind: e.EventType, Order: e.Data.OrderID, Ref: e.Data.PaymentKey}, nil
	}
	if e.OrderID == "" || e.Secret == "" {
		return pg.Hint{}, errors.New("it is neither an event nor a deposit")
	}
	return pg.Hint{ID: id, Kind: "DEPOSIT_CALLBACK", Order: e.OrderID, Proof: e.Secret}, nil
}
