// Package fake is an agent that does as it is told: it shows the views that it
// is given and remembers the intents that it heard. The page and the local API
// are tried out on it, one screen at a time; it moves no money.
package fake

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Agent is the fake. Its methods may be called from several goroutines.
type Agent struct {
	store     pay.Store
	catalogue agent.Catalogue
	alone     bool

	instalments agent.Instalments

	mu       sync.Mutex // guards all below
	view     agent.View
	changed  chan struct{} // closed when view changes
	payments map[pay.Key]pay.Payment
	heard    []string
	refusal  error
	cardIn   bool
}

// New returns an agent that is idle and sells what [Menu] lists.
func New() *Agent {
	a := &Agent{store: Shop(), catalogue: Menu(), changed: make(chan struct{}), payments: map[pay.Key]pay.Payment{}}
	a.view = Idle()
	a.view.Seq = 1
	return a
}

// Show makes v the view; its Seq is the next one.
func (a *Agent) Show(v agent.View) {
	a.mu.Lock()
	v.Seq = a.view.Seq + 1
	a.view = v
	old := a.changed
	a.changed = make(chan struct{})
	a.mu.Unlock()
	close(old)
}

// Refuse makes every intent fail from now on; nil ends that.
func (a *Agent) Refuse(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refusal = err
}

// CardIn has every payment begin with the card inside already.
func (a *Agent) CardIn() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cardIn = true
}

// Heard returns the intents so far, as in "pay KEY 12000".
func (a *Agent) Heard() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.heard...)
}

// View returns the present view.
func (a *Agent) View() agent.View {
	v, _ := a.now()
	return v
}

func (a *Agent) now() (agent.View, <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.view, a.changed
}

// Wait returns the view as soon as its Seq is greater than after.
func (a *Agent) Wait(ctx context.Context, after uint64) (agent.View, error) {
	for {
		v, changed := a.now()
		if v.Seq > after {
			return v, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return agent.View{}, ctx.Err()
		}
	}
}

// Catalogue returns the menu.
func (a *Agent) Catalogue() agent.Catalogue { return a.catalogue }

// Listing returns the menu, or bills.
func (a *Agent) Listing(context.Context) (agent.Listing, error) {
	return agent.Listing{Catalogue: a.catalogue, Alone: a.alone}, nil
}

// Bill has what is on the menu paid by itself, under its id, as an operator's
// server has it. Call it before the agent is used.
func (a *Agent) Bill() { a.alone = true }

// Sell replaces the menu. Call it before the agent is used.
func (a *Agent) Sell(c agent.Catalogue) { a.catalogue = c }

// Store returns the shop.
func (a *Agent) Store() pay.Store { return a.store }

// Order prices the picks and remembers the order.
func (a *Agent) Order(_ context.Context, picks []agent.Pick, language string) (pay.Order, error) {
	key, err := pay.NewKey(rand.Reader)
	if err != nil {
		return pay.Order{}, err
	}
	if err := a.hear(fmt.Sprintf("order %v %s", picks, language)); err != nil {
		return pay.Order{}, err
	}
	if a.alone {
		key = pay.Key(picks[0].Item)
	}
	o, err := a.catalogue.Order(key, picks, language)
	if err != nil {
		return pay.Order{}, err
	}
	a.Book(pay.Payment{Key: key, Order: o, Status: pay.Ordered})
	return o, nil
}

// OrderByApp stores a page's own amounts.
func (a *Agent) OrderByApp(_ context.Context, w agent.AppOrder) (pay.Order, error) {
	if err := a.hear(fmt.Sprintf("app-order %s %v %d lines", w.Key, w.Split, len(w.Lines))); err != nil {
		return pay.Order{}, err
	}
	o := pay.Order{Key: w.Key, Currency: a.catalogue.Currency, Lines: w.Lines, Total: w.Split.Total(), Split: w.Split, By: pay.ByApp}
	a.Book(pay.Payment{Key: w.Key, Order: o, Status: pay.Ordered})
	return o, nil
}

// RefundByApp is remembered.
func (a *Agent) RefundByApp(_ context.Context, w agent.AppRefund) error {
	return a.hear(fmt.Sprintf("app-refund %s %v %s %d %d", w.Key, w.Split, w.Number, w.At.UnixMilli(), w.Months))
}

// Help is remembered.
func (a *Agent) Help(context.Context) error { return a.hear("help called") }

// Pay shows "insert card" for an order that was stored.
func (a *Agent) Pay(ctx context.Context, key pay.Key, amount pay.Amount) (pay.Payment, error) {
	if err := a.hear(fmt.Sprintf("pay %s %d", key, amount)); err != nil {
		return pay.Payment{}, err
	}
	p, err := a.Payment(ctx, key)
	if err != nil {
		return pay.Payment{}, err
	}
	if p.Order.Total != amount {
		return pay.Payment{}, agent.FaultAmount
	}
	p.Status = pay.Started
	p.Attempt++
	a.Book(p)
	a.Show(a.begun(p.Order))
	return p, nil
}

func (a *Agent) begun(o pay.Order) agent.View {
	v := WaitingForCard(o)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cardIn {
		v.Progress, v.CardInside = pay.CardInside, true
	}
	return v
}

// PayInMonths is Pay; the months are remembered.
func (a *Agent) PayInMonths(ctx context.Context, key pay.Key, amount pay.Amount, months int) (pay.Payment, error) {
	if months > 0 {
		if err := a.hear(fmt.Sprintf("months %s %d", key, months)); err != nil {
			return pay.Payment{}, err
		}
	}
	return a.Pay(ctx, key, amount)
}

// PayByPhone shows a code for an order that was stored.
func (a *Agent) PayByPhone(ctx context.Context, key pay.Key, amount pay.Amount, via, language string) (pay.Payment, error) {
	if err := a.hear(fmt.Sprintf("phone %s %s %s", key, via, language)); err != nil {
		return pay.Payment{}, err
	}
	p, err := a.Pay(ctx, key, amount)
	if err == nil {
		a.Show(WaitingForPhone(p.Order))
	}
	return p, err
}

// Instalments returns what was offered.
func (a *Agent) Instalments() agent.Instalments { return a.instalments }

// Offer makes the agent offer monthly payments. Call it before the agent is used.
func (a *Agent) Offer(i agent.Instalments) { a.instalments = i }

// Undelivered is remembered.
func (a *Agent) Undelivered(_ context.Context, r agent.Refund) error {
	return a.hear(fmt.Sprintf("undelivered %s %s %d %s", r.Key, r.ID, r.Amount, r.Reason))
}

// Refund is remembered.
func (a *Agent) Refund(_ context.Context, r agent.Refund) error {
	return a.hear(fmt.Sprintf("refund %s %s %d %s", r.Key, r.ID, r.Amount, r.Reason))
}

// StaffList has one case.
func (a *Agent) StaffList(context.Context) ([]agent.Case, error) {
	return []agent.Case{{Key: "order-1", Reference: "RDER -1", Status: pay.Unresolved, Next: "Look."}}, a.hear("staff")
}

// Override is remembered.
func (a *Agent) Override(_ context.Context, key pay.Key, name, reason string) error {
	return a.hear(fmt.Sprintf("override %s %s %s", key, name, reason))
}

// Abort shows "cancelling".
func (a *Agent) Abort(_ context.Context, key pay.Key) error {
	if err := a.hear(fmt.Sprintf("abort %s", key)); err != nil {
		return err
	}
	v := a.View()
	v.State = agent.Aborting
	a.Show(v)
	return nil
}

// Dismiss shows "idle".
func (a *Agent) Dismiss(_ context.Context, key pay.Key) error {
	if err := a.hear(fmt.Sprintf("dismiss %s", key)); err != nil {
		return err
	}
	a.Show(Idle())
	return nil
}

// Keep shows "approved".
func (a *Agent) Keep(_ context.Context, key pay.Key) error {
	if err := a.hear(fmt.Sprintf("keep %s", key)); err != nil {
		return err
	}
	v := a.View()
	v.State = agent.Approved
	a.Show(v)
	return nil
}

// Payment returns what was kept under a key.
func (a *Agent) Payment(_ context.Context, key pay.Key) (pay.Payment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.payments[key]
	if !ok {
		return pay.Payment{}, agent.FaultKey
	}
	return p, nil
}

// Book puts a payment into the books.
func (a *Agent) Book(p pay.Payment) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.payments[p.Key] = p
}

func (a *Agent) hear(intent string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.heard = append(a.heard, intent)
	return a.refusal
}
