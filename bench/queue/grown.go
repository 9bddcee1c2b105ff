package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"kioskd/queue"
)

// grown is what was seen of long queues.
type grown struct {
	waiting board // with so many facts waiting
	drained board // after they were acknowledged, or deleted
	waits   board // of a lone caller while a backlog drains, and idle
	single
}

// Names that only the grown states have.
const (
	freshMoney = "kioskd, money facts, fresh queue"
	freshPlain = "kioskd, plain facts, fresh queue"
)

// long holds the stores that have grown.
type long struct {
	queue *queue.Queue
	bolt  bbolt
}

// grow fills our queue and a plain bbolt, and measures both while everything
// waits and when nothing waits any more.
func (b bench) grow(ctx context.Context) (g grown, err error) {
	dir := filepath.Join(b.dir, "grown")
	l, err := b.fillBoth(ctx, dir)
	if err != nil {
		return g, fmt.Errorf("fill: %w", err)
	}
	if g.single, err = b.single(ctx, filepath.Join(dir, "queue"), &l); err != nil {
		return g, err
	}
	if g.waiting, err = b.states(ctx, "waiting", l); err != nil {
		return g, err
	}
	if g.waits, err = b.drainWaits(ctx, l.queue); err != nil {
		return g, err
	}
	if err := b.drainBoth(ctx, l); err != nil {
		return g, fmt.Errorf("drain: %w", err)
	}
	if g.drained, err = b.states(ctx, "drained", l); err != nil {
		return g, err
	}
	return g, errors.Join(l.queue.Close(), l.bolt.Close(), os.RemoveAll(dir))
}

func (b bench) fillBoth(ctx context.Context, dir string) (l long, err error) {
	b.say("keeping %d facts", b.facts)
	if l.queue, err = queue.Open(filepath.Join(dir, "queue"), queue.Options{}); err != nil {
		return l, err
	}
	start := time.Now()
	err = fill(ctx, l.queue, b.facts, func(done int) {
		if done%(b.facts/10) == 0 {
			b.say("  %d after %.0f s", done, time.Since(start).Seconds())
		}
	})
	if err != nil {
		return l, err
	}
	s, err := openBolt(filepath.Join(dir, "bolt"))
	if err != nil {
		return l, err
	}
	l.bolt = s.(bbolt)
	err = l.bolt.fill(b.facts)
	unix.Sync() // what the filling left to be written back must not be measured
	return l, err
}

// states races the grown stores with fresh ones of the same kind.
func (b bench) states(ctx context.Context, what string, l long) (board, error) {
	all := board{}
	for round := range b.rounds {
		b.say("%d %s, round %d of %d", b.facts, what, round+1, b.rounds)
		if err := b.stateRound(ctx, all, round, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (b bench) stateRound(ctx context.Context, into board, round int, l long) error {
	dir := filepath.Join(b.dir, "beside")
	fresh, err := open(dir, []contender{
		{rawAppend, openRawAppend},
		{rawPrepared, openRawPrepared},
		{freshMoney, openKiosk(moneyFact)},
		{freshPlain, openKiosk(plainFact)},
	})
	if err == nil {
		err = b.round(ctx, into, round, append(fresh,
			runner{kioskMoney, kiosk{l.queue, moneyFact}},
			runner{kioskPlain, kiosk{l.queue, plainFact}},
			runner{plainBolt, l.bolt}))
	}
	return errors.Join(err, shut(fresh), os.RemoveAll(dir))
}

// drainBoth acknowledges, or deletes, everything.
func (b bench) drainBoth(ctx context.Context, l long) error {
	b.say("draining")
	c, err := l.queue.Cursor(uplink)
	if err != nil {
		return err
	}
	last, _ := l.queue.Last()
	if err := errors.Join(c.Ack(last), l.bolt.drain()); err != nil {
		return err
	}
	return b.settle(ctx, l.queue)
}

// settle gives a queue without work the time to tidy up: until its files have
// not changed their size for three seconds, and nothing is left to be written
// back.
func (b bench) settle(ctx context.Context, q *queue.Queue) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var before int64
	for same, n := 0, 0; same < 3 && n < 120; n++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		now, err := diskBytes(filepath.Join(b.dir, "grown", "queue"))
		if err != nil {
			return err
		}
		same++
		if now != before {
			same, before = 0, now
		}
	}
	unix.Sync()
	return q.Stats().Err
}
