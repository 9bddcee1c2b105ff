package kioskapp

import (
	"context"
	"errors"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/sync/uplink"
)

// Engineer is what the person with the keyboard may ask, of the running agent or
// of an app opened for the purpose.
type Engineer interface {
	Bookkeeper
	Status(context.Context) (Status, error)
	PadLast(context.Context) (pay.Mark, error)
	PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error)
	Payment(context.Context, pay.Key) (pay.Payment, error)
}

// Status is the state of everything, for people and programs.
type Status struct {
	Version string        `json:"version"`
	Running bool          `json:"running"` // an agent serves customers
	Since   time.Time     `json:"since"`
	Kiosk   string        `json:"kiosk"`
	Test    bool          `json:"test"`
	State   agent.State   `json:"state"`
	Fault   *agent.Fault  `json:"fault,omitempty"`
	Pad     pay.Link      `json:"pad"`
	HQ      *uplink.State `json:"hq,omitempty"`
	Queue   Queue         `json:"queue"`
}

// Status implements [Engineer].
func (a *App) Status(context.Context) (Status, error) {
	v := a.agent.View()
	s := Status{
		Version: a.o.Version, Running: !a.o.Offline, Since: a.begun, Kiosk: a.o.Config.Kiosk.ID,
		Test: v.Test, State: v.State, Fault: v.Fault, Pad: v.Pad, Queue: a.figures(),
	}
	if a.uplink != nil {
		hq := a.uplink.State()
		s.HQ = &hq
	}
	return s, nil
}

// PadLast implements [Engineer].
func (a *App) PadLast(ctx context.Context) (pay.Mark, error) { return a.pad.peek(ctx) }

// PadPay implements [Engineer]: it stores an order of one line and pays it as any
// customer would.
func (a *App) PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error) {
	c := a.o.Config.Catalogue
	key, err := newKey()
	if err != nil {
		return "", err
	}
	o, err := pay.NewOrder(key, c.Currency, c.VAT, []pay.Line{{Item: "pad-pay", Name: "kioskd pad pay", Price: amount, Quantity: 1, Tax: pay.Taxed}})
	if err != nil {
		return "", err
	}
	if err := a.agent.StoreOrder(ctx, o); err != nil {
		return "", err
	}
	_, err = a.agent.Pay(ctx, key, o.Total)
	return key, err
}

// Payment implements [Engineer].
func (a *App) Payment(ctx context.Context, key pay.Key) (pay.Payment, error) {
	return a.agent.Payment(ctx, key)
}

// AwaitPad returns as soon as the pad is reachable.
func AwaitPad(ctx context.Context, a *agent.Agent) (pay.Link, error) {
	v := a.View()
	for !v.Pad.Up {
		next, err := a.Wait(ctx, v.Seq)
		if err != nil {
			return v.Pad, errors.Join(errors.New("the pad was not reached: "+v.Pad.Reason), err)
		}
		v = next
	}
	return v.Pad, nil
}
