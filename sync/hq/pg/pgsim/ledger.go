package pgsim

import (
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
)

// Entry is a line of the provider's ledger: what was taken for an order, and what of
// it was given back.
type Entry struct {
	ID       string     `json:"id"`
	Order    string     `json:"order"`
	State    State      `json:"state"`
	Total    pay.Amount `json:"total"`
	Taken    pay.Amount `json:"taken"`
	Returned pay.Amount `json:"returned"`
	Cancels  int        `json:"cancels"`
}

// Ledger is the whole book, in the order in which payments were opened.
func (s *Sim) Ledger() (all []Entry) {
	for _, p := range s.Payments() {
		e := Entry{ID: p.ID, Order: p.Order, State: p.State, Total: p.Total, Returned: p.Returned(), Cancels: len(p.Cancels)}
		if p.State == Paid {
			e.Taken = p.Total
		}
		all = append(all, e)
	}
	return all
}

// Balance is what the provider holds: all that was taken less all that was given
// back.
func (s *Sim) Balance() (sum pay.Amount) {
	for _, e := range s.Ledger() {
		sum += e.Taken - e.Returned
	}
	return sum
}

// Payments returns copies of all payments, in the order in which they were opened.
func (s *Sim) Payments() (all []Payment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.payments {
		s.age(p, time.Now())
		all = append(all, p.copied())
	}
	return all
}

// ErrNoPayment is the answer to a question about an order that the book lacks.
var ErrNoPayment = errors.New("the simulated provider knows no such order")

// Order returns a copy of the newest payment for an order.
func (s *Sim) Order(order string) (Payment, error) {
	var found Payment
	err := s.Change(order, func(p *Payment) error { found = p.copied(); return nil })
	return found, err
}

// Change does something to the newest payment for an order, as the world outside
// does: a deposit arrives, the provider's clock strikes.
func (s *Sim) Change(order string, do func(*Payment) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.Find(func(p *Payment) bool { return p.Order == order || p.ID == order })
	if p == nil {
		return fmt.Errorf("%w: %q", ErrNoPayment, order)
	}
	return do(p)
}

// Expire ends a payment that was not finished, as though its time were over.
func (s *Sim) Expire(order string) error {
	return s.Change(order, func(p *Payment) error {
		if p.Ended() {
			return fmt.Errorf("%s is %s already", p.ID, p.State)
		}
		p.State = Expired
		return nil
	})
}
