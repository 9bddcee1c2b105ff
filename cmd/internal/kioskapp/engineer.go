package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/uplink"
)

// Engineer is what the person with the keyboard may ask, of the running agent or
// of an app opened for the purpose.
type Engineer interface {
	Status(context.Context) (Status, error)
	PadLast(context.Context) (pay.Mark, error)
	PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error)
	Payment(context.Context, pay.Key) (pay.Payment, error)
	QueueList(ctx context.Context, from uint64, limit int) ([]Entry, error)
	QueueCheck(context.Context) error
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

// Queue is the state of the journal.
type Queue struct {
	Folder  string    `json:"folder"`
	Epoch   string    `json:"epoch"`
	Facts   uint64    `json:"facts"`
	Hash    string    `json:"hash"`
	Waiting uint64    `json:"waiting"` // for HQ
	Sum     int64     `json:"sum"`     // of what waits, minor units
	Oldest  time.Time `json:"oldest,omitzero"`
	Set     int       `json:"quarantined"`
	Error   string    `json:"error,omitempty"`
}

// Entry is a fact as the command line shows it: what and when, and not what the
// customer bought.
type Entry struct {
	Seq  uint64          `json:"seq"`
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	Key  string          `json:"key,omitempty"`
	Sum  int64           `json:"sum,omitempty"`
	Sent bool            `json:"sent"` // acknowledged by HQ
	Body json.RawMessage `json:"body"`
}

// Status implements [Engineer].
func (a *App) Status(context.Context) (Status, error) {
	v := a.agent.View()
	s := Status{
		Version: a.o.Version, Running: !a.o.Offline, Since: a.begun, Kiosk: a.o.Config.Kiosk.ID,
		Test: v.Test, State: v.State, Fault: v.Fault, Pad: v.Pad, Queue: a.queueStatus(),
	}
	if a.uplink != nil {
		hq := a.uplink.State()
		s.HQ = &hq
	}
	return s, nil
}

func (a *App) queueStatus() Queue {
	stats, waiting := a.queue.Stats(), a.toHQ.Waiting()
	last, hash := a.queue.Last()
	q := Queue{
		Folder: a.o.Config.Data, Epoch: a.queue.Epoch(), Facts: last, Hash: hash,
		Waiting: waiting.Count, Sum: waiting.Sum, Oldest: waiting.Oldest, Set: stats.Rejected,
	}
	if stats.Err != nil {
		q.Error = stats.Err.Error()
	}
	return q
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

// MaxEntries is the most that one list shows.
const MaxEntries = 1000

// QueueList implements [Engineer].
func (a *App) QueueList(_ context.Context, from uint64, limit int) ([]Entry, error) {
	if limit < 1 || limit > MaxEntries {
		return nil, fmt.Errorf("list %d facts: from 1 to %d at a time", limit, MaxEntries)
	}
	facts, err := a.queue.From(max(from, 1), queue.Limit{Facts: limit, Bytes: 16 << 20})
	if err != nil {
		return nil, err
	}
	sent := a.toHQ.Position()
	entries := make([]Entry, 0, len(facts))
	for _, f := range facts {
		entries = append(entries, Entry{Seq: f.Seq, At: f.At, Kind: f.Kind, Key: f.Key, Sum: f.Sum, Sent: f.Seq <= sent, Body: f.Body})
	}
	return entries, nil
}

// QueueCheck implements [Engineer].
func (a *App) QueueCheck(ctx context.Context) error { return a.queue.Check(ctx) }

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
