package desk

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/audit"
	"kioskd/sync/hq/bills"
	"kioskd/sync/hq/books"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
)

// Options are what a desk works with.
type Options struct {
	HQ     *hq.Handler
	People *people.People

	// Check says what is wrong with a settings document before anybody signs it;
	// nil checks only that it is JSON.
	Check func(document []byte) error

	// Address is HQ's own for links, as in https://hq.example.com; empty leaves
	// links without a host.
	Address string

	// Webhooks tell others what happens at HQ; nil means some that tell nobody of
	// what kiosks do.
	Webhooks *webhook.Hooks

	// SilentAfter is for how long nothing may be heard of a kiosk before that is an
	// alarm; 0 means [SilentAfter], less than 0 never.
	SilentAfter time.Duration

	Phones *pg.Flow // payments by phone; nil for none

	Log *slog.Logger // nil means slog.Default
}

// Desk is where operators work. Its methods may be called from many goroutines.
type Desk struct {
	Options
	Bills    *bills.Bills // what there is to pay, for clients that ask
	Book     audit.Book
	refunds  hq.Drawer[Refund]
	cases    hq.Drawer[kept]
	rollouts hq.Drawer[Rollout]

	statements hq.Drawer[Statement]
	mappings   hq.Drawer[books.Mapping]
	payouts    hq.Drawer[Payout]
}

// New returns the desk of an HQ. It starts nothing; see [Desk.Run].
func New(o Options) *Desk {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Check == nil {
		o.Check = isObject
	}
	if o.SilentAfter == 0 {
		o.SilentAfter = SilentAfter
	}
	if o.Webhooks == nil {
		o.Webhooks = webhook.New(webhook.Options{Store: o.HQ.Store, Log: o.Log, Rand: o.HQ.Rand})
	}
	office := o.HQ.Store
	return &Desk{
		Options: o, Book: audit.Book{Office: office}, Bills: bills.New(o.HQ),
		refunds:  hq.Drawer[Refund]{Office: office, Kind: "refund"},
		cases:    hq.Drawer[kept]{Office: office, Kind: "case"},
		rollouts: hq.Drawer[Rollout]{Office: office, Kind: "rollout"},

		statements: hq.Drawer[Statement]{Office: office, Kind: "statement"},
		mappings:   hq.Drawer[books.Mapping]{Office: office, Kind: "mapping"},
		payouts:    hq.Drawer[Payout]{Office: office, Kind: "payout"},
	}
}

// act is one thing that somebody does.
type act struct {
	did, on, note string
}

// do has somebody do something, once it stands in the audit.
func (d *Desk) do(ctx context.Context, who people.Who, s people.Scope, a act, does func() error) error {
	if err := who.May(s); err != nil {
		d.Log.Warn("hq: somebody may not do this", "who", who.Name, "from", who.From, "did", a.did, "on", a.on)
		return err
	}
	e := audit.Entry{Who: who.Name, From: who.From, Did: a.did, On: a.on, Note: a.note}
	if err := d.Book.Add(ctx, e); err != nil {
		return err
	}
	err := does()
	if err != nil {
		e.Did, e.Note = a.did+"-failed", err.Error()
		err = errors.Join(err, d.Book.Add(context.WithoutCancel(ctx), e))
	}
	d.HQ.Ring()
	return err
}

// Do has somebody do something for which the desk has no word of its own, once it
// stands in the audit.
func (d *Desk) Do(ctx context.Context, who people.Who, s people.Scope, did, on string, does func() error) error {
	return d.do(ctx, who, s, act{did, on, ""}, does)
}

// Note writes what happened to somebody into the audit: that they came in, or
// could not.
func (d *Desk) Note(ctx context.Context, who, from, did, note string) error {
	return d.Book.Add(ctx, audit.Entry{Who: who, From: from, Did: did, Note: note})
}

// wants refuses an empty text where a reason is wanted, with the sentence that asks for
// one.
func wants(ask error, text string) error {
	switch n := len(strings.TrimSpace(text)); {
	case n == 0:
		return ask
	case n > maxReason:
		return bad("the reason has more than %d bytes", maxReason)
	}
	return nil
}

// maxReason bounds a reason, in bytes.
const maxReason = 1000

func bad(format string, args ...any) error {
	return people.Bad(format, args...)
}

func checkKiosk(id string) error {
	if err := wire.CheckName(id); err != nil {
		return bad("a kiosk's id has 1 to %d characters of A-Z a-z 0-9 . _ -", wire.MaxName)
	}
	return nil
}
