package bootpay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"kioskd/sync/hq/pg/pgsim"
)

// retries are ten, as is the vendor's default; the waits are ours.
var retries = []time.Duration{
	time.Minute, time.Minute, time.Minute, 5 * time.Minute, 5 * time.Minute,
	5 * time.Minute, time.Hour, time.Hour, time.Hour, time.Hour,
}

// tell writes a webhook: the receipt, and what happened to it.
func (s *Sim) tell(p *pgsim.Payment, kind string) {
	body, err := json.Marshal(struct {
		receipt
		Type string `json:"webhook_type"`
	}{view(p, ""), kind})
	if err != nil {
		panic(fmt.Sprintf("a simulated webhook cannot be written: %v", err)) // our own structs
	}
	s.Write(&pgsim.Letter{
		Order: p.Order, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Retries: retries, Taken: received,
	})
}

// received is the vendor's rule: 200, and success in the body.
func received(status int, body []byte) bool {
	var a struct {
		Success bool `json:"success"`
	}
	return status == http.StatusOK && json.Unmarshal(body, &a) == nil && a.Success
}

// Deposit has the customer pay into the account of an order.
func (s *Sim) Deposit(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		if p.State != pgsim.Issued {
			return fmt.Errorf("%s is %s; a deposit needs an issued account", p.ID, p.State)
		}
		if time.Now().After(p.Account.Until) {
			return fmt.Errorf("the account of %s was open until %v", p.ID, p.Account.Until)
		}
		p.State, p.PaidAt = pgsim.Paid, time.Now()
		s.tell(p, "PAYMENT_COMPLETED")
		return nil
	})
}

// Lapse withdraws the account of an order that nobody paid into.
func (s *Sim) Lapse(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		if p.State != pgsim.Issued {
			return fmt.Errorf("%s is %s; only an issued account lapses", p.ID, p.State)
		}
		p.State = pgsim.Voided
		s.tell(p, "PAYMENT_EXPIRED")
		return nil
	})
}

// Again sends the newest webhook of an order once more, as the vendor does when an
// answer was lost on the way.
func (s *Sim) Again(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error { s.tell(p, "PAYMENT_COMPLETED"); return nil })
}

// Forge sends a webhook that looks like the vendor's and lies: the order is paid. The
// book knows nothing of it.
func (s *Sim) Forge(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		lie := *p
		lie.State, lie.PaidAt = pgsim.Paid, time.Now()
		s.tell(&lie, "PAYMENT_COMPLETED")
		return nil
	})
}
