package queue

import (
	"context"
	"fmt"
)

// checkLog reads the whole log, and reports what of it cannot be read, and the
// first fact that a reader awaits and the log has not.
func (q *Queue) checkLog(ctx context.Context) error {
	select {
	case <-q.baton:
		defer func() { q.baton <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("wait to read the log: %w", ctx.Err())
	}
	readings, err := q.log.readAll(func(*segment) bool { return ctx.Err() == nil })
	if err != nil || ctx.Err() != nil {
		return fmt.Errorf("read the log: %w", firstOf(err, ctx.Err()))
	}
	for _, r := range readings {
		if r.head != nil || r.gaps > 0 {
			return fmt.Errorf("%w: %s: %d places cannot be read, head: %v; stop and start the service to mend it", ErrDamaged, segmentName(r.number), r.gaps, r.head)
		}
	}
	want := q.awaited(q.collect(readings), nil)
	if len(want) > 0 && q.tight == nil {
		return fmt.Errorf("%w: fact %d, which a reader awaits, is not in the log", ErrDamaged, want[0])
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
