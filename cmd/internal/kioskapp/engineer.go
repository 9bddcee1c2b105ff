package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/installer/update"
	"kioskd/sync/uplink"
	"kioskd/ui"
	"kioskd/ui/chromium"
)

// Engineer is what the person with the keyboard may ask, of the running agent or
// of an app opened for the purpose.
type Engineer interface {
	Bookkeeper
	PadAsker
	ReceiptPrinter
	AppKeeper
	PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error)
	Payment(context.Context, pay.Key) (pay.Payment, error)

	// ScreenURL returns an address that opens the kiosk's screen in one browser.
	ScreenURL(context.Context) (string, error)

	// RotateIdentity changes the kiosk's key for a new one, and returns once HQ has
	// kept that.
	RotateIdentity(context.Context) (KeyState, error)

	// ClockReset takes a person's word that the clock is right now.
	ClockReset(context.Context) (ClockState, error)

	// ScreenPolicy returns the managed policy of the kiosk's browser.
	ScreenPolicy(context.Context) (chromium.Policy, error)

	// UpdateStatus tells how updates are, and OfferUpdate hands one over.
	UpdateStatus(context.Context) (update.Status, error)
	OfferUpdate(context.Context, update.Offer) error

	// Insight tells what only a running agent knows of itself.
	Insight(context.Context) (Insight, error)

	// Override takes a person's word about a case on the staff list.
	Override(ctx context.Context, key pay.Key, name, reason string) error

	// Pause waits until no payment is open, for as long as ctx allows, and then
	// lets none begin until resume is called or the caller's process ends.
	Pause(ctx context.Context) (resume func(), err error)

	// Refund has money go back on a person's word.
	Refund(context.Context, agent.Refund) error
}

// PadAsker is what may be asked of a pad, with a journal or without.
type PadAsker interface {
	Status(context.Context) (Status, error)
	PadLast(context.Context) (pay.Mark, error)
	PadInfo(context.Context) (PadInfo, error)
	PadTrace(ctx context.Context, since uint64) (PadTrace, error)
}

// Status is the state of everything, for people and programs.
type Status struct {
	Version string        `json:"version"`
	Running bool          `json:"running"` // an agent serves customers
	Since   time.Time     `json:"since,omitzero"`
	Kiosk   string        `json:"kiosk"`
	Test    bool          `json:"test"`
	State   agent.State   `json:"state"`
	Fault   *agent.Fault  `json:"fault,omitempty"`
	Pad     pay.Link      `json:"pad"`
	Noise   int           `json:"noise,omitempty"`   // on the pad's line, as in [PadInfo]
	Printer *pay.Printer  `json:"printer,omitempty"` // nil where none is set
	HQ      *uplink.State `json:"hq,omitempty"`
	Clock   *ClockState   `json:"clock,omitempty"`  // nil while no agent runs
	Screen  *ui.Presence  `json:"screen,omitempty"` // nil where no agent runs
	Queue   Queue         `json:"queue"`

	ThirdParty *PartnerState `json:"thirdparty,omitempty"` // nil where there is none
}

// Status implements [Bookkeeper].
func (b *Books) Status(context.Context) (Status, error) {
	c := b.o.Config
	return Status{Version: b.o.Version, Kiosk: c.Kiosk.ID, Test: c.TestMode, Queue: b.figures()}, nil
}

// Status implements [Engineer].
func (a *App) Status(ctx context.Context) (Status, error) {
	v := a.agent.View()
	s := Status{
		Version: a.o.Version, Running: !a.o.Offline, Since: a.begun, Kiosk: a.o.Config.Kiosk.ID,
		Test: v.Test, State: v.State, Fault: v.Fault, Pad: v.Pad, Noise: a.padNoise(), Printer: a.printer(), Queue: a.figures(),
	}
	clock, err := a.ClockState(ctx)
	if err != nil {
		return s, err
	}
	s.Clock = &clock
	s.ThirdParty = a.partnerState()
	if a.uplink != nil {
		hq := a.uplink.State()
		s.HQ = &hq
	}
	if a.server != nil {
		page := a.server.Presence()
		s.Screen = &page
	}
	return s, nil
}

// PadLast implements [Engineer].
func (a *App) PadLast(ctx context.Context) (pay.Mark, error) { return a.pad.peek(ctx) }

// PadPay implements [Engineer]: it stores an order of one line and pays it as any
// customer would.
func (a *App) PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error) {
	c := a.agent.Catalogue()
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

// Override implements [Engineer].
func (a *App) Override(ctx context.Context, key pay.Key, name, reason string) error {
	return a.agent.Override(ctx, key, name, reason)
}

// Refund implements [Engineer].
func (a *App) Refund(ctx context.Context, r agent.Refund) error { return a.agent.Refund(ctx, r) }

// StaffList implements [Bookkeeper].
func (b *Books) StaffList(ctx context.Context) ([]agent.Case, error) {
	return agent.Cases(ctx, b.queue)
}

// AwaitPad returns as soon as the pad is reachable, or it is plain that it will
// not be.
func (a *App) AwaitPad(ctx context.Context) error {
	for v := a.agent.View(); !v.Pad.Up; {
		if err := a.pad.now().way.hopeless(); err != nil {
			return fmt.Errorf("the pad was not reached: %w", err)
		}
		next, err := a.agent.Wait(ctx, v.Seq)
		if err != nil {
			return notReached(v.Pad.Reason, err)
		}
		v = next
	}
	return nil
}

// notReached says why a wait for the pad was given up. That the time was over
// explains nothing.
func notReached(reason string, err error) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("wait for the pad: %w", err)
	}
	if reason == "" {
		reason = "it has said nothing"
	}
	return errors.New("the pad was not reached: " + reason)
}
