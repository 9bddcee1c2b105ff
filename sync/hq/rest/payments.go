package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/wire"
)

func input(err error) error { return fmt.Errorf("%w: %w", people.ErrInput, err) }

// Payments is a page of payments, the newest first.
type Payments struct {
	Payments []hq.Payment `json:"payments"`
	Next     string       `json:"next"` // ?after= of the next page; empty on the last
}

func payments(c *call) (any, error) {
	f, err := hq.ParseFilter(c.r.URL.Query())
	if err != nil {
		return nil, input(err)
	}
	if c.r.FormValue("format") == "csv" {
		c.w.Header().Set("Content-Disposition", `attachment; filename="payments.csv"`)
		c.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		if err := c.ExportPayments(c, f, c.w); err != nil { // too late to say so
			c.Log.Error("hq: an export was cut off", "err", err)
			panic(http.ErrAbortHandler)
		}
		return written{}, nil
	}
	list, err := c.HQ.Store.Payments(c, f)
	return Payments{orEmpty(list), hq.Next(f, list).String()}, err
}

// Fact is a fact with the bytes that the kiosk wrote.
type Fact struct {
	Epoch   string          `json:"epoch"`
	Seq     uint64          `json:"seq"`
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"`
	Sum     int64           `json:"sum,omitempty"`
	Refused string          `json:"refused,omitempty"`
	Line    json.RawMessage `json:"line"`
}

// OnePayment is a payment and what its kiosk said.
type OnePayment struct {
	Payment hq.Payment `json:"payment"`
	Facts   []Fact     `json:"facts"`
}

func payment(c *call) (any, error) {
	p, facts, err := c.HQ.Payment(c, c.r.PathValue("kiosk"), c.r.PathValue("key"))
	if errors.Is(err, hq.ErrNotFound) {
		return nil, missing("payment", c.r.PathValue("key"))
	}
	one := OnePayment{Payment: p, Facts: []Fact{}}
	for _, f := range facts {
		one.Facts = append(one.Facts, Fact{Epoch: f.Epoch, Seq: f.Seq, At: f.At, Kind: f.Kind, Sum: f.Sum, Refused: f.Refused, Line: f.Line})
	}
	return one, err
}

// Void is one time that money went back, beside its payment.
type Void struct {
	Kiosk    string    `json:"kiosk"`
	Key      string    `json:"key"`
	At       time.Time `json:"at"`
	Amount   int64     `json:"amount"` // minor units
	Currency string    `json:"currency"`
	Number   string    `json:"number,omitempty"` // of the cancel
	Of       string    `json:"of,omitempty"`     // approval number of the payment
	Reason   string    `json:"reason,omitempty"`
}

// Voids are the voids of a page of payments.
type Voids struct {
	Voids []Void `json:"voids"`
	Next  string `json:"next"`
}

func voids(c *call) (any, error) {
	f, err := hq.ParseFilter(c.r.URL.Query())
	if err != nil {
		return nil, input(err)
	}
	f.Refunded = true
	list, err := c.HQ.Store.Payments(c, f)
	page := Voids{Voids: []Void{}, Next: hq.Next(f, list).String()}
	for _, p := range list {
		if err == nil {
			err = c.addVoids(&page, p)
		}
	}
	return page, err
}

func (c *call) addVoids(page *Voids, p hq.Payment) error {
	facts, err := c.HQ.Store.Facts(c, hq.FactFilter{Kiosk: p.Kiosk, Key: p.Key})
	for _, f := range facts {
		if f.Kind != wire.KindVoided {
			continue
		}
		body, err := f.Payment()
		if err != nil {
			continue // counted by nobody; the payment's page shows the line
		}
		page.Voids = append(page.Voids, voidOf(p, f, body))
	}
	return err
}

func voidOf(p hq.Payment, f hq.Fact, b wire.Body) Void {
	v := Void{Kiosk: p.Kiosk, Key: p.Key, At: f.At, Amount: p.Amount, Currency: p.Currency, Of: p.Number, Reason: b.Reason}
	if b.Approval != nil {
		v.Amount, v.Number = b.Approval.Amount, b.Approval.Number
	}
	if b.Void != nil {
		v.Amount = b.Void.Amount
	}
	return v
}

// Totals are sums of payments.
type Totals struct {
	From   time.Time  `json:"from"`
	Until  time.Time  `json:"until"`
	Step   int        `json:"step_s"`
	Totals []hq.Total `json:"totals"`
}

// mostSteps bounds how fine totals are.
const mostSteps = 1000

func totals(c *call) (any, error) {
	f, err := hq.ParseFilter(c.r.URL.Query())
	if err != nil {
		return nil, input(err)
	}
	t := Totals{From: f.From, Until: f.Until, Step: 24 * 60 * 60}
	if s := c.r.FormValue("step_s"); s != "" {
		if t.Step, err = strconv.Atoi(s); err != nil || t.Step < 60 {
			return nil, input(fmt.Errorf("step_s %q is not a number from 60 on", s))
		}
	}
	step := time.Duration(t.Step) * time.Second
	switch {
	case t.From.IsZero() || t.Until.IsZero() || !t.From.Before(t.Until):
		return nil, input(errors.New("name from and until, as in from=2026-01-05T00:00:00Z"))
	case t.Until.Sub(t.From)/step > mostSteps:
		return nil, input(fmt.Errorf("from %v to %v are more than %d steps", t.From, t.Until, mostSteps))
	}
	all, err := c.HQ.Store.Totals(c, t.From, t.Until, step)
	t.Totals = orEmpty(all)
	return t, err
}

// Unresolved are the cases that wait for a person.
type Unresolved struct {
	Cases []desk.Case `json:"cases"`
}

func unresolved(c *call) (any, error) {
	all, err := c.Cases(c)
	return Unresolved{orEmpty(all)}, err
}

// Done says that something is done.
type Done struct {
	Done bool `json:"done"`
}

func take(c *call) (any, error) {
	return Done{true}, c.Take(c, c.who, c.r.PathValue("kiosk"), c.r.PathValue("key"))
}

// Finding is what a person found out about a case.
type Finding struct {
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
	Facts   int    `json:"facts"` // of the payment, as that person saw it
}

func settle(c *call) (any, error) {
	var found Finding
	if err := c.take(&found); err != nil {
		return nil, err
	}
	return Done{true}, c.Settle(c, c.who, c.r.PathValue("kiosk"), c.r.PathValue("key"), found.Outcome, found.Reason, found.Facts)
}

// Refunds are refunds by command, those that wait first.
type Refunds struct {
	Refunds []desk.Refund `json:"refunds"`
}

func refunds(c *call) (any, error) {
	all, err := c.Refunds(c)
	return Refunds{orEmpty(all)}, err
}

// NewRefund asks for money to go back. A person agrees to it on a page.
type NewRefund struct {
	Kiosk  string `json:"kiosk"`
	Key    string `json:"key"`
	Amount int64  `json:"amount"` // minor units; 0 means all that is left
	Reason string `json:"reason"`
}

func askRefund(c *call) (any, error) {
	var want NewRefund
	if err := c.take(&want); err != nil {
		return nil, err
	}
	return c.AskRefund(c, c.who, want.Kiosk, want.Key, want.Amount, want.Reason)
}
