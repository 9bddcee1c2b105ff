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
func (q *Queue) Append(ctx context.Context, facts ...Fact) ([]Fact, error) {
	if len(facts) > MaxAppend {
		return nil, fmt.Errorf("append: %w: %d at once, at most %d", ErrFact, len(facts), MaxAppend)
	}
	normal := make([]Fact, len(facts))
	for i, f := range facts {
		n, err := f.normal()
		if err != nil {
			return nil, fmt.Errorf("append fact %d of %d: %w", i+1, len(facts), err)
		}
		normal[i] = n
	}
	r := &request{facts: normal, answer: make(chan error, 1)}
	if err := q.submit(ctx, r); err != nil {
		return nil, fmt.Errorf("append: %w", err)
	}
	return r.facts, nil
}

// request is what a caller wants written. The committer owns it from submit
// until it answers.
type request struct {
	facts  []Fact
	aside  *aside // a fact to quarantine, or nil
	answer chan error
}

// submit hands a request to the committer and waits for its answer.
func (q *Queue) submit(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("not tried: %w", err)
	}
	if err := q.enqueue(r); err != nil {
		return err
	}
	q.wake()
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: the caller did not wait: %w", ErrUnknown, ctx.Err())
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
