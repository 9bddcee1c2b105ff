package toss

import (
	"encoding/json"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// openAccount issues a virtual account without a window.
func (s *Sim) openAccount(c *pgsim.Call) pgsim.Reply {
	var ask struct {
		Amount   pay.Amount `json:"amount"`
		OrderID  string     `json:"orderId"`
		Name     string     `json:"orderName"`
		Customer string     `json:"customerName"`
		Bank     string     `json:"bank"`
		Hours    int        `json:"validHours"`
		TaxFree  pay.Amount `json:"taxFreeAmount"`
	}
	if json.Unmarshal(c.Body, &ask) != nil || ask.Amount <= 0 || !orderID.MatchString(ask.OrderID) ||
		ask.Name == "" || ask.Customer == "" || ask.TaxFree < 0 || ask.TaxFree > ask.Amount {
		return fail("INVALID_REQUEST")
	}
	if ask.Bank == "" {
		return fail("INVALID_BANK")
	}
	if ask.Hours == 0 {
		ask.Hours = 168
	}
	if ask.Hours < 1 || ask.Hours > 2160 {
		return fail("EXCEED_MAX_VALID_HOURS")
	}
	p := &pgsim.Payment{
		ID: s.ID("tsim", 20), Order: ask.OrderID, Name: ask.Name, User: ask.Customer,
		Total: ask.Amount, TaxFree: ask.TaxFree, Means: account, OpenedAt: c.Now, Secret: s.ID("ps_", 12),
	}
	s.Add(p)
	p.Note(transaction, s.ID("tx", 16))
	s.issue(p, c.Now.Add(time.Duration(ask.Hours)*time.Hour))
	s.depositNews(p, c.Now)
	return s.show(c, p)
}

// issue gives a payment its account.
func (s *Sim) issue(p *pgsim.Payment, until time.Time) {
	p.State = pgsim.Issued
	p.Account = &pgsim.Account{Bank: "20", Number: "X" + s.ID("", 6), Holder: "Toss Payments", Until: until}
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
		p.Note(transaction, s.ID("tx", 16))
		p.Note(approval, p.Notes[transaction])
		s.depositNews(p, p.PaidAt)
		s.changed(p, p.PaidAt)
		return nil
	})
}

// Bounce takes a deposit back, as a bank's error does: the order is not paid any
// more.
func (s *Sim) Bounce(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		if p.State != pgsim.Paid || p.Account == nil {
			return fmt.Errorf("%s has no deposit to take back", p.ID)
		}
		p.State, p.PaidAt = pgsim.Issued, time.Time{}
		p.Note(transaction, s.ID("tx", 16))
		s.depositNews(p, time.Now())
		return nil
	})
}
