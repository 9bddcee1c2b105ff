package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"kioskd/queue"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// round is what was measured in one: facts in a second.
type round struct {
	sqlite, stored, oneWay, parsed, delayed float64

	most float64 // what the window allows at the distance of delayed
}

type bench struct {
	config
	dir      string
	progress io.Writer
	queue    *queue.Queue
	lines    [][]byte // all facts, as they travel
	n        int      // names cursors and files
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.progress, format+"\n", args...) // progress is for whoever watches
}

// all fills the journal once and measures in rounds.
func (b *bench) all(ctx context.Context) (rounds []round, err error) {
	if b.queue, err = queue.Open(filepath.Join(b.dir, "queue"), queue.Options{}); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.queue.Close()) }()
	if err := b.fill(ctx); err != nil {
		return nil, err
	}
	for i := range b.rounds {
		r, err := b.round(ctx, i)
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, r)
	}
	return rounds, nil
}

// fill writes facts like those of sales, four to a payment.
func (b *bench) fill(ctx context.Context) error {
	b.say("%d facts go into the journal", b.facts)
	const at = 500
	for done := 0; done < b.facts; done += at {
		var facts []queue.Fact
		for i := range min(at, b.facts-done) {
			facts = append(facts, sale(done+i))
		}
		if _, err := b.queue.Append(ctx, facts...); err != nil {
			return fmt.Errorf("fill the journal: %w", err)
		}
	}
	source, err := b.source()
	if err != nil {
		return err
	}
	for len(b.lines) < b.facts {
		lines, err := source.Read(uint64(len(b.lines))+1, wire.MaxBatch, wire.MaxPayload)
		if err != nil {
			return err
		}
		b.lines = append(b.lines, lines...)
	}
	return nil
}

// sale is the fact with a number, of a payment that has four.
func sale(n int) queue.Fact {
	key := fmt.Sprintf("0192f0c1-7a3e-7000-8000-%012d", n/4)
	approval := fmt.Sprintf(`{"v":1,"attempt":1,"approval":{"ref":"r-%d","number":"30012345","currency":"KRW","amount":11000,"vat":1000,"service":0,"instalment":0,"method":"credit","card":"941009******1234","issuer":{"code":"04","name":"A card company"}}}`, n/4)
	f := queue.Fact{At: time.Now(), Key: key}
	switch n % 4 {
	case 0:
		f.Kind, f.Body = wire.KindOrdered, []byte(fmt.Sprintf(`{"v":1,"order":{"key":"%s","currency":"KRW","lines":[{"item":"latte","name":"Latte","price":5500,"quantity":2,"tax":"taxed"}],"total":11000,"split":{"supply":10000,"vat":1000,"tax_free":0,"service":0}}}`, key))
	case 1:
		f.Kind, f.Body = wire.KindStarted, []byte(`{"v":1,"attempt":1,"charge":{"amount":11000,"vat":1000,"service":0,"currency":"KRW","instalment":0,"sent_at":"2026-11-21T03:00:01Z"}}`)
	case 2:
		f.Kind, f.Body = wire.KindOffered, []byte(approval)
	case 3:
		f.Kind, f.Ref, f.Sum, f.Body = wire.KindApproved, fmt.Sprintf("r-%d", n/4), 11000, []byte(approval)
	}
	return f
}

// source is the journal with a new cursor, for which everything waits.
func (b *bench) source() (uplink.Source, error) {
	b.n++
	cursor, err := b.queue.Cursor(fmt.Sprintf("hq-%d", b.n))
	if err != nil {
		return nil, fmt.Errorf("open a cursor: %w", err)
	}
	return uplink.FromQueue(b.queue, cursor), nil
}

// round lets everybody take a turn.
func (b *bench) round(ctx context.Context, n int) (r round, err error) {
	for _, turn := range []struct {
		name string
		into *float64
		run  func(context.Context) (time.Duration, error)
	}{
		{"SQLite alone", &r.sqlite, b.sqliteAlone},
		{"HQ on SQLite", &r.stored, b.toStore},
		{"gorilla one way", &r.oneWay, b.oneWay},
		{"HQ that parses", &r.parsed, func(ctx context.Context) (time.Duration, error) { return b.toParser(ctx, 0) }},
		{"the same, 50 ms away", &r.delayed, func(ctx context.Context) (time.Duration, error) { return b.toParser(ctx, added/2) }},
	} {
		took, err := turn.run(ctx)
		if err != nil {
			return r, fmt.Errorf("%s: %w", turn.name, err)
		}
		*turn.into = float64(b.facts) / took.Seconds()
		b.say("round %d of %d: %-22s %9.0f facts/s", n+1, b.rounds, turn.name, *turn.into)
	}
	trip, err := roundTrip(added / 2)
	r.most = float64(wire.DefaultLimits.InFlight*wire.DefaultLimits.BatchFacts) / trip.Seconds()
	return r, err
}
