package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"kioskd/queue"
)

// sharing is what the queue says of its own commits.
type sharing struct {
	factsPerFlush  float64 // of the log: money facts, 16 callers
	factsPerCommit float64 // of bbolt: the same
	commitsPerFact float64 // money facts, one caller, each acknowledged at once
}

// sharing counts commits on a queue of its own.
func (b bench) sharing(ctx context.Context) (s sharing, err error) {
	const puts = 2000
	dir := filepath.Join(b.dir, "sharing")
	q, err := queue.Open(dir, queue.Options{})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, q.Close(), os.RemoveAll(dir)) }()
	c, err := q.Cursor(uplink)
	if err != nil {
		return s, err
	}
	start := q.Stats()
	err = share(16, 16*puts, func(n int) error { _, err := q.Append(ctx, moneyFact(n)); return err })
	if err != nil {
		return s, err
	}
	middle := q.Stats()
	err = share(1, puts, func(n int) error {
		kept, err := q.Append(ctx, moneyFact(n))
		if err != nil {
			return err
		}
		return c.Ack(kept[0].Seq)
	})
	s.factsPerFlush = 16 * puts / float64(middle.Flushes-start.Flushes)
	s.factsPerCommit = 16 * puts / float64(middle.Commits-start.Commits)
	s.commitsPerFact = float64(q.Stats().Commits-middle.Commits) / puts
	return s, err
}
