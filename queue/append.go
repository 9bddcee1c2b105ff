package queue

import (
	"context"
	"fmt"
)

// Append keeps facts, all or none, in the given order and one after the other,
// and returns them with Seq and Line when they are durable.
//
// If the error is [ErrUnknown], because the disk failed or because ctx ended
// first, they may or may not be kept, and must never be assumed absent. After
// any other error they are not kept.
//
// With a context that cannot end, the caller may find itself writing for all
// who wait: that saves waking somebody else up.
func (q *Queue) Append(ctx context.Context, facts ...Fact) ([]Fact, error) {
	if len(facts) > MaxAppend {
		return nil, fmt.Errorf("append: %w: %d at once, at most %d", ErrFact, len(facts), MaxAppend)
	}
	r := &request{facts: make([]Fact, len(facts)), ending: len(facts) > 0, answer: make(chan error, 1)}
	for i, f := range facts {
		n, err := f.normal()
		if err != nil {
			return nil, fmt.Errorf("append fact %d of %d: %w", i+1, len(facts), err)
		}
		r.facts[i] = n
		r.money = r.money || f.Money || f.Sum != 0
		r.ending = r.ending && f.Ending
	}
	if err := q.submit(ctx, r); err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	return r.facts, nil
}

// request is what a caller wants written. Whoever writes owns it from submit
// until it is answered.
type request struct {
	facts  []Fact
	money  bool   // to be durable in both stores
	ending bool   // may use the reserve
	aside  *aside // a fact to quarantine, or nil
	answer chan error
}

// submit hands a request in and waits for its answer.
func (q *Queue) submit(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("not tried: %w", err)
	}
	if err := q.enqueue(r); err != nil {
		return err
	}
	if ctx.Done() == nil {
		return q.join(r)
	}
	q.wake()
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: the caller did not wait: %w", ErrUnknown, ctx.Err())
	}
}

// join waits until somebody has written the request, and is that somebody when
// nobody else writes.
func (q *Queue) join(r *request) error {
	select {
	case err := <-r.answer:
		return err
	case <-q.baton:
		q.gather()
		q.commit(q.take())
		q.baton <- struct{}{}
		return <-r.answer
	}
}

func (q *Queue) enqueue(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrClosed
	}
	if q.broken != nil {
		return q.broken
	}
	q.pending = append(q.pending, r)
	return nil
}
