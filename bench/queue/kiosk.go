package main

import (
	"context"

	"kioskd/queue"
)

// kiosk is our own queue.
type kiosk struct {
	*queue.Queue
	fact func(n int) queue.Fact
}

func openKiosk(fact func(n int) queue.Fact) func(dir string) (store, error) {
	return func(dir string) (store, error) {
		q, err := queue.Open(dir, queue.Options{})
		if err != nil {
			return nil, err
		}
		return kiosk{q, fact}, nil
	}
}

// Put keeps a fact as long as the record, which it does not use.
func (k kiosk) Put(ctx context.Context, n int, _ []byte) error {
	_, err := appendFact(ctx, k.Queue, k.fact(n))
	return err
}

// appendFact appends as the agent does: it does not stop waiting, so the one who waits
// may be the one who writes.
func appendFact(ctx context.Context, q *queue.Queue, f queue.Fact) ([]queue.Fact, error) {
	return q.Append(context.WithoutCancel(ctx), f)
}

// fill keeps so many facts, a thousand at a time, money and plain by turns.
func fill(ctx context.Context, q *queue.Queue, facts int, progress func(done int)) error {
	for done := 0; done < facts; {
		list := make([]queue.Fact, min(queue.MaxAppend, facts-done))
		for i := range list {
			list[i] = moneyFact(done + i)
			if i%2 == 1 {
				list[i] = plainFact(done + i)
			}
		}
		if _, err := q.Append(ctx, list...); err != nil {
			return err
		}
		done += len(list)
		progress(done)
	}
	return nil
}
