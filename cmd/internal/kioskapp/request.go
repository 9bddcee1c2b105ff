package kioskapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// wishedPayment is a payment that HQ wants begun at this kiosk. Of items and
// lines one is given: items are of the catalogue, at its prices; lines are HQ's
// own, at theirs.
type wishedPayment struct {
	Key      pay.Key      `json:"key"` // the same key is paid once
	Items    []agent.Pick `json:"items,omitempty"`
	Lines    []pay.Line   `json:"lines,omitempty"`
	Own      *pay.Own     `json:"own,omitempty"` // by which the prices of the lines have been lowered
	Language string       `json:"language,omitempty"`

	// Wait says how many seconds to wait for a payment that runs; 0 refuses.
	Wait int `json:"wait_s,omitempty"`
}

// maxRequestWait bounds [wishedPayment.Wait].
const maxRequestWait = 10 * time.Minute

func (w wishedPayment) check() error {
	switch {
	case w.Key.Check() != nil:
		return fmt.Errorf("key: %w", w.Key.Check())
	case (len(w.Items) == 0) == (len(w.Lines) == 0):
		return errors.New("want either items or lines")
	case w.Own != nil && len(w.Lines) == 0:
		return errors.New("own: points and coupons go with lines, whose prices they have lowered")
	case w.Wait < 0 || time.Duration(w.Wait)*time.Second > maxRequestWait:
		return fmt.Errorf("wait_s is not between 0 and %d", int(maxRequestWait.Seconds()))
	}
	return nil
}

// order prices the wish, within what the signed settings allow.
func (a *App) order(w wishedPayment) (o pay.Order, err error) {
	if len(w.Items) > 0 {
		o, err = a.agent.Catalogue().Order(w.Key, w.Items, w.Language)
	} else {
		c := a.agent.Catalogue()
		o, err = pay.NewOrder(w.Key, c.Currency, c.VAT, w.Lines)
		o.Own = w.Own
	}
	if err == nil {
		err = o.Check()
	}
	if err != nil {
		return o, err
	}
	if r := a.rules.Load(); r != nil && r.limits != nil && o.Total > r.limits.Request {
		return o, fmt.Errorf("%d is above limits.request, which is %d", int64(o.Total), int64(r.limits.Request))
	}
	return o, nil
}

// requestPayment begins a payment on HQ's wish, and returns when it is under way.
func (a *App) requestPayment(ctx context.Context, args json.RawMessage) (any, error) {
	var w wishedPayment
	if err := decodeArgs(args, &w); err != nil {
		return nil, err
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	if a.inReaderMode() {
		return nil, agent.FaultMode
	}
	o, err := a.order(w)
	if err != nil {
		return nil, err
	}
	if err := a.storeOnce(ctx, o); err != nil {
		return nil, err
	}
	p, err := a.payWithin(ctx, o, time.Duration(w.Wait)*time.Second)
	if err != nil {
		return nil, err
	}
	return map[string]any{"key": p.Key, "status": p.Status, "total": o.Total}, nil
}

// storeOnce stores an order unless the same one is stored under its key.
func (a *App) storeOnce(ctx context.Context, o pay.Order) error {
	p, err := a.agent.Payment(ctx, o.Key)
	switch {
	case errors.Is(err, agent.FaultKey):
		return a.agent.StoreOrder(ctx, o)
	case err == nil && !p.Order.Same(o):
		return agent.FaultConflict
	}
	return err
}

// payWithin begins a payment as soon as nothing that passes is in its way, and
// nobody reads the result of another. While a payment runs it does not try: one
// that ended in that moment would be off the screen before anybody has read it.
func (a *App) payWithin(ctx context.Context, o pay.Order, patience time.Duration) (pay.Payment, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		v, err := a.afterResult(ctx)
		if err != nil {
			return pay.Payment{}, err
		}
		if !moves(v.State) || waiting.Err() != nil {
			p, err := counter{a.agent, a.receipts, a.inReaderMode}.Pay(ctx, o.Key, o.Total)
			if !passes(err) || waiting.Err() != nil {
				return p, err
			}
		}
		_, _ = a.agent.Wait(waiting, v.Seq) // the end of the patience is seen above
	}
}

// passes reports whether a refusal is one that ends by itself.
func passes(err error) bool {
	for _, f := range []*agent.Fault{
		agent.FaultBusy, agent.FaultCard, agent.FaultPad, agent.FaultResolving,
		agent.FaultStarting, agent.FaultChanging, agent.FaultClosing,
	} {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}

// strictJSON refuses fields that nobody knows.
func strictJSON(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
