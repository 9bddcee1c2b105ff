package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kioskd/queue"
)

// uplink is the cursor that drains.
const uplink = "uplink"

// The places of the board that drainWaits returns.
var (
	idle     = place{"idle", 1}
	draining = place{"draining", 1}
)

// drainWaits measures how long a lone customer waits, coming every 3 ms, while
// nothing else happens, and while a reader takes and acknowledges a backlog as
// fast as it can.
func (b bench) drainWaits(ctx context.Context, q *queue.Queue) (board, error) {
	all := board{}
	for round := range b.rounds {
		b.say("a customer during a drain, round %d of %d", round+1, b.rounds)
		t, err := b.visits(ctx, q)
		if err != nil {
			return nil, err
		}
		all[idle] = append(all[idle], t)
		if t, err = b.visitsDuringDrain(ctx, q, fmt.Sprintf("drain-%d", round)); err != nil {
			return nil, err
		}
		all[draining] = append(all[draining], t)
	}
	return all, nil
}

func (b bench) visitsDuringDrain(ctx context.Context, q *queue.Queue, cursor string) (turn, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	drained := make(chan error, 1)
	go func() { drained <- drain(ctx, q, cursor) }()
	t, err := b.visits(ctx, q)
	stop()
	return t, errors.Join(err, <-drained)
}

// visits keeps a money fact every 3 ms.
func (b bench) visits(ctx context.Context, q *queue.Queue) (turn, error) {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	var took []time.Duration
	for end := time.Now().Add(3 * b.turn); time.Now().Before(end); <-tick.C {
		start := time.Now()
		if _, err := appendFact(ctx, q, moneyFact(len(took))); err != nil {
			return turn{}, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return turn{rate: float64(len(took)) / (3 * b.turn).Seconds(), p50: percentile(took, 50), p99: percentile(took, 99)}, nil
}

// drain reads and acknowledges from the beginning until ctx ends; at the end of
// the queue another cursor begins anew.
func drain(ctx context.Context, q *queue.Queue, name string) error {
	for again := 0; ; again++ {
		c, err := q.Cursor(fmt.Sprintf("%s-%d", name, again))
		if err != nil {
			return err
		}
		for {
			if ctx.Err() != nil {
				return leave(q, again, name)
			}
			facts, err := q.From(c.Position()+1, queue.Limit{Facts: 200, Bytes: 256 << 10})
			if err != nil {
				return err
			}
			if len(facts) == 0 {
				break
			}
			if err := c.Ack(facts[len(facts)-1].Seq); err != nil {
				return err
			}
		}
	}
}

// leave moves the cursors of a drain to the end, so that they hold nothing back.
func leave(q *queue.Queue, cursors int, name string) error {
	last, _ := q.Last()
	for again := range cursors + 1 {
		c, err := q.Cursor(fmt.Sprintf("%s-%d", name, again))
		if err != nil {
			return err
		}
		if err := c.Ack(last); err != nil {
			return err
		}
	}
	return nil
}
