//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"kioskd/cmd/powercut/internal/talk"
	"kioskd/queue"
)

// callers is how many keep facts at once: enough for them to share flushes.
const callers = 4

// inspect opens the queue, looks at all of it and says what is there. Without an
// error and without a queue, it has said what is wrong.
func inspect(ctx context.Context, console io.Writer, ask uint64) (*queue.Queue, error) {
	q, err := queue.Open(filepath.Join(diskFolder, "queue"), queue.Options{})
	if err != nil {
		say(console, talk.Line{Word: talk.Refused, Text: err.Error()})
		return nil, nil
	}
	if err := q.Check(ctx); err != nil {
		say(console, talk.Line{Word: talk.Unsound, Text: err.Error()})
		return nil, q.Close()
	}
	mark, err := markOf(q, ask)
	if err != nil {
		say(console, talk.Line{Word: talk.Unsound, Text: err.Error()})
		return nil, q.Close()
	}
	last, _ := q.Last()
	say(console, talk.Line{Word: talk.Have, Seq: last, Text: mark})
	return q, promiseLast(q, console, last)
}

// promiseLast promises the last fact: what was there once, HQ may have, so the
// next cut must not take it either.
func promiseLast(q *queue.Queue, console io.Writer, last uint64) error {
	mark, err := markOf(q, last)
	if err == nil && last > 0 {
		say(console, talk.Line{Word: talk.Ack, Seq: last, Text: mark})
	}
	return err
}

// markOf returns the mark of a fact, and NoMark for one that is not there.
func markOf(q *queue.Queue, seq uint64) (string, error) {
	if seq == 0 {
		return talk.NoMark, nil // no fact has this number
	}
	facts, err := q.From(seq, queue.Limit{Facts: 1})
	if err != nil || len(facts) == 0 {
		return talk.NoMark, err
	}
	return talk.Mark(facts[0].Line), nil
}

// work keeps facts until a write fails, and acknowledges some of them as HQ
// would, so that moving cursors are cut off as well.
func work(ctx context.Context, q *queue.Queue, console io.Writer) error {
	hq, err := q.Cursor("hq")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() { stop(keep(ctx, q, hq, console, caller)) })
	}
	all.Wait()
	return context.Cause(ctx)
}

func keep(ctx context.Context, q *queue.Queue, hq *queue.Cursor, console io.Writer, caller int) error {
	for n := 0; ; n++ {
		kept, err := q.Append(ctx, fact(caller, n))
		if err != nil {
			return fmt.Errorf("caller %d, fact %d: %w", caller, n, err)
		}
		f := kept[0]
		say(console, talk.Line{Word: talk.Ack, Seq: f.Seq, Text: talk.Mark(f.Line)})
		if f.Seq%16 == 0 {
			if err := hq.Ack(f.Seq - 8); err != nil {
				return err
			}
		}
	}
}

// fact returns one of money, and every third time one of news.
func fact(caller, n int) queue.Fact {
	f := queue.Fact{
		At:   time.Now(),
		Kind: "status",
		Body: fmt.Appendf(nil, `{"caller":%d,"n":%d,"text":"%0600d"}`, caller, n, n),
	}
	if n%3 != 2 {
		f.Kind, f.Key, f.Sum = "approved", fmt.Sprintf("order-%d-%d", caller, n/4), 4500
	}
	return f
}
