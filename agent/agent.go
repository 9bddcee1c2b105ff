package agent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// Journal is the memory that the agent writes before it acts. *queue.Queue is
// one.
type Journal interface {
	Append(ctx context.Context, facts ...queue.Fact) ([]queue.Fact, error)
	Find(key string) ([]queue.Fact, error)
	From(seq uint64, limit queue.Limit) ([]queue.Fact, error)
	Last() (seq uint64, hash string)
}

// Bookmark remembers up to where the journal holds nothing unsettled, so that a
// start reads only what came after. *queue.Cursor is one.
type Bookmark interface {
	Position() uint64
	Ack(seq uint64) error
}

// Options are what an agent needs. Zero limits and deadlines get defaults.
type Options struct {
	Journal   Journal
	Bookmark  Bookmark
	Catalogue Catalogue
	Store     pay.Store
	Test      bool   // the pad is simulated: said on every screen, marked in every fact
	Clock     *Clock // judges the times of facts; nil for one that remembers nothing
	Asker     Asker  // asked before each sale; nil to ask nobody
	Bills     Bills  // says what there is to pay; nil for the catalogue
	Keeper    Keeper // keeps points and coupons; nil where there are none
	Policy    Policy
	Limits    Limits
	Deadlines Deadlines
	Place     *time.Location // whose time the pad's clock shows; nil for local
	Rand      io.Reader      // of payment keys
	Log       *slog.Logger

	Phones Phones // takes payments by phone; nil where there are none

	// KeeperMark remembers how far the keeper has been told; needed with one.
	KeeperMark Bookmark

	// Hold, if not nil, says why no payment may begin now, or nil. It must not
	// block. What has begun goes on.
	Hold func() *Fault

	// Count, if not nil, adds up what has moved since the pad last handed in, or
	// since the last end of day.
	Count func(sincePad bool) (Count, error)

	// Gaps, if not nil, says whether the journal may lack sales that this kiosk has
	// made after a fact, since it was restored from a copy or has lost facts. An
	// approval of that time that the journal does not know is left to the staff then:
	// it may be such a sale. It must not block.
	Gaps func(after uint64) bool
}

func (o Options) hold() *Fault {
	if o.Hold == nil {
		return nil
	}
	return o.Hold()
}

// Deadlines bound the calls to the pad. They are longer than the driver's own
// limits and shorter than any page's, so that whoever knows most decides first.
type Deadlines struct {
	Ask     time.Duration // for the shop's server
	Mark    time.Duration
	Charge  time.Duration
	Void    time.Duration
	Resolve time.Duration
	Phone   time.Duration // for a customer with a phone
	Stop    time.Duration // how long a stop waits for the pad's last word
}

// DefaultDeadlines fit the default limits of the drivers.
var DefaultDeadlines = Deadlines{
	Ask:     3 * time.Second,
	Mark:    75 * time.Second,
	Charge:  180 * time.Second,
	Void:    180 * time.Second,
	Resolve: 90 * time.Second,
	Phone:   20 * time.Minute,
	Stop:    10 * time.Second,
}

// Agent runs a [Machine]: it brings it events and carries out its effects. Its
// methods may be called from any goroutine.
type Agent struct {
	o     Options
	mail  *mailbox
	views *views

	shop     atomic.Pointer[onSale]
	listed   atomic.Pointer[map[pay.Key]Bill] // the bills that were listed last
	pages    atomic.Uint64
	turn     chan struct{} // taken by who changes something between payments
	storing  chan struct{} // taken by who stores an order
	changing atomic.Bool   // somebody does, or looks whether they can
	helped   atomic.Int64  // when help was last called, in milliseconds since 1970
}

// New builds an agent. It does nothing until [Agent.Run].
func New(o Options) (*Agent, error) {
	if o.Journal == nil || o.Bookmark == nil || o.Rand == nil || o.Log == nil {
		return nil, errors.New("agent: journal, bookmark, rand and log are needed")
	}
	if o.Keeper != nil && o.KeeperMark == nil {
		return nil, errors.New("agent: a keeper needs a bookmark")
	}
	if err := o.Catalogue.Check(); err != nil {
		return nil, fmt.Errorf("agent: catalogue: %w", err)
	}
	if err := o.Policy.Instalments.Check(); err != nil {
		return nil, fmt.Errorf("agent: instalments: %w", err)
	}
	if o.Clock == nil {
		o.Clock = StartClock(ClockMemory{}, time.Now())
	}
	if o.Place == nil {
		o.Place = time.Local
	}
	if o.Limits.Retries == nil {
		o.Limits = DefaultLimits
	}
	if o.Deadlines == (Deadlines{}) {
		o.Deadlines = DefaultDeadlines
	}
	a := &Agent{o: o, mail: newMailbox(), turn: make(chan struct{}, 1), storing: make(chan struct{}, 1)}
	a.shop.Store(&onSale{Shop{Catalogue: o.Catalogue, Store: o.Store, AppLimit: o.Policy.AppLimit}, 1})
	a.views = newViews(machineFor(o).View(o.Store))
	return a, nil
}

// View returns what a screen should show. It never blocks.
func (a *Agent) View() View { return a.views.now() }

// Wait returns the first view whose Seq is greater than after.
func (a *Agent) Wait(ctx context.Context, after uint64) (View, error) {
	return a.views.wait(ctx, after)
}

// Order prices a choice and stores it: under a new key, or, where the operator's
// server says what there is to pay, under the server's. It is durable when Order
// returns; from then on it decides what is charged.
func (a *Agent) Order(ctx context.Context, picks []Pick, language string) (pay.Order, error) {
	if a.o.Bills != nil {
		return a.orderShown(ctx, picks, language)
	}
	key, err := pay.NewKey(a.o.Rand)
	if err != nil {
		return pay.Order{}, err
	}
	order, err := a.Catalogue().Order(key, picks, language)
	if err != nil {
		return pay.Order{}, err
	}
	return order, a.StoreOrder(ctx, order)
}

// StoreOrder stores an order that was priced elsewhere, by whoever may. The same
// one may be stored twice; another one under a key that is known is refused.
func (a *Agent) StoreOrder(ctx context.Context, o pay.Order) error {
	if err := o.Check(); err != nil {
		return FaultOrder.because(err)
	}
	select {
	case a.storing <- struct{}{}: // one at a time, so that nobody comes between look and store
		defer func() { <-a.storing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	switch known, err := book(a.o.Journal, o.Key); {
	case err != nil:
		return err
	case known.Status == "":
		return a.storeOrder(ctx, o)
	case known.Order.Same(o):
		return nil
	}
	return FaultConflict
}

func (a *Agent) storeOrder(ctx context.Context, o pay.Order) error {
	fact, err := a.encode(time.Now(), Fact{Kind: wire.KindOrdered, Key: o.Key, Body: wire.Body{
		Version: wire.BodyVersion, Test: a.o.Test, Order: WireOrder(o),
	}})
	if err != nil {
		return err
	}
	if _, err := a.o.Journal.Append(ctx, fact); err != nil {
		return FaultMemory.because(err)
	}
	return nil
}

// Pay starts the payment of a stored order, or answers with the recorded
// outcome of its key. Amount is what the customer was shown; it has to be the
// order's. Pay returns as soon as the payment is under way.
func (a *Agent) Pay(ctx context.Context, key pay.Key, amount pay.Amount) (pay.Payment, error) {
	return a.PayInMonths(ctx, key, amount, 0)
}

// PayInMonths is [Agent.Pay] in monthly payments, as [Agent.Instalments] offers
// them.
func (a *Agent) PayInMonths(ctx context.Context, key pay.Key, amount pay.Amount, months int) (pay.Payment, error) {
	return a.pay(ctx, PayAsked{Book: pay.Payment{Key: key}, Amount: amount, Months: months})
}

func (a *Agent) pay(ctx context.Context, e PayAsked) (pay.Payment, error) {
	if err := e.Book.Key.Check(); err != nil {
		return pay.Payment{}, FaultKey.because(err)
	}
	if err := a.ask(ctx, e); err != nil {
		return pay.Payment{}, err
	}
	return a.Payment(ctx, e.Book.Key)
}

// Abort asks for the running payment to be cancelled. The payment ends on the
// pad's word, which may still be an approval.
func (a *Agent) Abort(ctx context.Context, key pay.Key) error {
	return a.ask(ctx, AbortAsked{Key: key})
}

// Dismiss takes the result of a payment off the screen.
func (a *Agent) Dismiss(ctx context.Context, key pay.Key) error {
	return a.ask(ctx, DismissAsked{Key: key})
}

// Keep keeps a payment that was approved when its customer no longer waited for
// it, instead of having the money go back. It is asked within [Limits.Keep].
func (a *Agent) Keep(ctx context.Context, key pay.Key) error {
	return a.ask(ctx, KeepAsked{Key: key})
}

// Void takes an approved payment back, by name, with all that is left of it. It
// returns as soon as that is under way.
func (a *Agent) Void(ctx context.Context, key pay.Key, reason string) error {
	return a.Refund(ctx, Refund{Key: key, Reason: reason})
}

// Refund takes an approved payment back, or a part of it where the pad can. It
// returns as soon as that is under way.
func (a *Agent) Refund(ctx context.Context, r Refund) error { return a.refund(ctx, r, false) }

// Undelivered takes back what was paid for goods that a controller could not
// deliver, within the bounds of the [Policy]. It returns when that is on disk;
// the money goes back as soon as the pad is free. The refund needs an ID.
func (a *Agent) Undelivered(ctx context.Context, r Refund) error {
	if r.ID == "" {
		return FaultRefundID.because(errors.New("no id"))
	}
	return a.refund(ctx, r, true)
}

func (a *Agent) refund(ctx context.Context, r Refund, undelivered bool) error {
	if err := r.Key.Check(); err != nil {
		return FaultKey.because(err)
	}
	if len(r.ID) > maxRefundID || strings.ContainsFunc(r.ID, notInID) {
		return FaultRefundID.because(fmt.Errorf("want at most %d printable characters without spaces", maxRefundID))
	}
	return a.ask(ctx, VoidAsked{Book: pay.Payment{Key: r.Key}, Amount: r.Amount, Reason: cut(r.Reason), ID: r.ID, Undelivered: undelivered})
}

// Override takes a person's word about a payment on the staff list. It unblocks
// the kiosk or closes the case, and marks nothing as paid.
func (a *Agent) Override(ctx context.Context, key pay.Key, name, reason string) error {
	if err := key.Check(); err != nil {
		return FaultKey.because(err)
	}
	return a.ask(ctx, OverrideAsked{Book: pay.Payment{Key: key}, Name: name, Reason: reason})
}

// Instalments returns which monthly payments are offered.
func (a *Agent) Instalments() Instalments { return a.o.Policy.Instalments }

// Payment returns what the books say about a key.
func (a *Agent) Payment(_ context.Context, key pay.Key) (pay.Payment, error) {
	p, err := book(a.o.Journal, key)
	if err == nil && p.Order.Key == "" {
		err = FaultKey
	}
	return p, err
}

func machineFor(o Options) Machine {
	m := NewMachine(o.Limits, o.Policy, o.Test)
	m.asks = o.Asker != nil
	return m
}

func (a *Agent) ask(ctx context.Context, e Event) error {
	l := letter{event: e, answer: make(chan error, 1)}
	a.mail.put(l)
	select {
	case err := <-l.answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Progress implements [pay.Watcher].
func (a *Agent) Progress(p pay.Progress) { a.mail.put(letter{event: Progressed{Progress: p}}) }

// Link implements [pay.Watcher].
func (a *Agent) Link(l pay.Link) { a.mail.put(letter{event: PadLinked{Link: l}}) }

// Late implements [pay.Watcher]: it returns nil when the approval is on disk.
func (a *Agent) Late(ctx context.Context, o pay.Offer) error {
	return a.ask(ctx, LateOffered{Offer: o})
}
