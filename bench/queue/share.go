package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"kioskd/queue"
)

// sharing is what the queue says of its own commits.
type sharing struct {
	factsPerFlush  float64 // of the log: money facts, 16 callers
	factsPerCommit float64 // of bbolt: the same
	commitsPerFact float64 // money facts, one caller, each acknowledged at once and then deleted from the log
}

const sharedPuts = 2000

// sharing counts commits on queues of its own.
func (b bench) sharing(ctx context.Context) (s sharing, err error) {
	err = b.with(queue.Options{}, func(q *queue.Queue) error {
		return s.crowd(ctx, q)
	})
	if err != nil {
		return s, err
	}
	return s, b.with(queue.Options{SegmentBytes: 256 << 10, KeepLog: time.Nanosecond}, func(q *queue.Queue) error {
		return s.lives(ctx, q)
	})
}

// with hands over a queue that is gone afterwards.
func (b bench) with(o queue.Options, do func(*queue.Queue) error) error {
	dir := filepath.Join(b.dir, "sharing")
	q, err := queue.Open(dir, o)
	if err != nil {
		return err
	}
	return errors.Join(do(q), q.Close(), os.RemoveAll(dir))
}

// crowd has sixteen callers share flushes and commits.
func (s *sharing) crowd(ctx context.Context, q *queue.Queue) error {
	start := q.Stats()
	err := share(16, 16*sharedPuts, func(n int) error { _, err := appendFact(ctx, q, moneyFact(n)); return err })
	end := q.Stats()
	s.factsPerFlush = 16 * sharedPuts / float64(end.Flushes-start.Flushes)
	s.factsPerCommit = 16 * sharedPuts / float64(end.Commits-start.Commits)
	return err
}

// lives takes facts through their whole life: kept, acknowledged, and deleted
// from the log with the segments that they are in.
func (s *sharing) lives(ctx context.Context, q *queue.Queue) error {
	c, err := q.Cursor(uplink)
	if err != nil {
		return err
	}
	start := q.Stats()
	err = share(1, sharedPuts, func(n int) error {
		kept, err := appendFact(ctx, q, moneyFact(n))
		if err != nil {
			return err
		}
		return c.Ack(kept[0].Seq)
	})
	end := q.Stats()
	s.commitsPerFact = float64(end.Commits-start.Commits) / sharedPuts
	if err == nil && end.Segments > 3 {
		err = fmt.Errorf("%d segments of the log are left: nothing was deleted", end.Segments)
	}
	return err
}
