package thirdparty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"kioskd/queue"
)

// Journal is where results come from. *queue.Queue is one.
type Journal interface {
	From(seq uint64, limit queue.Limit) ([]queue.Fact, error)
	Find(key string) ([]queue.Fact, error)
	Wait(ctx context.Context, after uint64) error
}

// Cursor remembers up to where the partner has everything. *queue.Cursor is one.
type Cursor interface {
	Position() uint64
	Ack(seq uint64) error
	Reject(ctx context.Context, seq uint64, reason string) error
}

// OutboxOptions are what an outbox needs.
type OutboxOptions struct {
	Journal Journal
	Cursor  Cursor
	Deliver func(context.Context, Result) error // as of [Partner]

	// All has what moved no money told as well: declines and the like.
	All bool

	Rand io.Reader // of pauses
	Log  *slog.Logger
}

// Outbox tells a partner what became of payments, in the order of the journal,
// until it has them.
type Outbox struct {
	o   OutboxOptions
	now chan struct{} // has an element when somebody wants no more pauses
}

// NewOutbox builds an outbox. It does nothing until [Outbox.Run].
func NewOutbox(o OutboxOptions) (*Outbox, error) {
	if o.Journal == nil || o.Cursor == nil || o.Deliver == nil || o.Rand == nil || o.Log == nil {
		return nil, errors.New("thirdparty: journal, cursor, deliver, rand and log are needed")
	}
	return &Outbox{o: o, now: make(chan struct{}, 1)}, nil
}

// Now has an outbox that pauses try again at once.
func (x *Outbox) Now() {
	select {
	case x.now <- struct{}{}:
	default: // somebody has wished it already
	}
}

// outboxBatch is how many facts are read at a time.
var outboxBatch = queue.Limit{Facts: 100, Bytes: 1 << 20}

// Run delivers until ctx ends. An error is the journal's.
func (x *Outbox) Run(ctx context.Context) error {
	for {
		at := x.o.Cursor.Position()
		if err := x.o.Journal.Wait(ctx, at); err != nil {
			return endOf(ctx, err)
		}
		facts, err := x.o.Journal.From(at+1, outboxBatch)
		if err != nil {
			return endOf(ctx, fmt.Errorf("read what the partner is to hear: %w", err))
		}
		for _, f := range facts {
			if err := x.pass(ctx, f); err != nil {
				return endOf(ctx, err)
			}
		}
	}
}

// endOf forgives errors of a life that is over.
func endOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// pass delivers a fact if it is a result, and acknowledges it. What cannot be read
// goes to quarantine, so that it stops nothing else and is not forgotten.
func (x *Outbox) pass(ctx context.Context, f queue.Fact) error {
	r, ok, err := resultOf(f, x.o.Journal.Find)
	if err != nil {
		err = x.putAside(ctx, f.Seq, err.Error())
	} else if ok && (x.o.All || r.MovedMoney()) {
		err = x.deliver(ctx, r)
	}
	if err != nil {
		return err
	}
	return x.o.Cursor.Ack(f.Seq)
}

// refusals is how often a partner has to refuse a result before it is believed: a
// server that is being changed may refuse a good one for a minute.
const refusals = 6

// deliver returns nil when the partner has the result, or does not want it.
func (x *Outbox) deliver(ctx context.Context, r Result) error {
	wait, refused := backoff{rand: x.o.Rand}, 0
	for begun := time.Now(); ; {
		err := x.o.Deliver(ctx, r)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if no := (*Refusal)(nil); errors.As(err, &no) {
			if refused++; refused >= refusals {
				return x.putAside(ctx, r.Seq, no.Reason)
			}
		}
		p := wait.next()
		x.o.Log.Warn("the operator's server has not taken a result; it stays in the journal", "key", r.Key, "status", r.Status,
			"for", time.Since(begun).Round(time.Second), "again in", p.Round(time.Millisecond), "err", err)
		pause(ctx, p, x.now)
	}
}

func (x *Outbox) putAside(ctx context.Context, seq uint64, reason string) error {
	x.o.Log.Error("a result is put aside: the operator's server does not take it", "fact", seq, "reason", reason)
	if err := x.o.Cursor.Reject(ctx, seq, reason); err != nil {
		return fmt.Errorf("put fact %d aside: %w", seq, err)
	}
	return nil
}
