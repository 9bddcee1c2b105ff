package queue

import (
	"context"
	"errors"
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
	err = q.judgeLog(q.collect(readings))
	q.suspectIf(err)
	return err
}

func (q *Queue) judgeLog(c catalog) error {
	if names := c.unreadable(); len(names) > 0 {
		return fmt.Errorf("%w: parts of %v cannot be read: stop and start the service to mend them", ErrDamaged, names)
	}
	if want := q.awaited(c, nil); len(want) > 0 && q.tight == nil {
		return fmt.Errorf("%w: fact %d, which a reader awaits, is not in the log: stop and start the service to mend it", ErrDamaged, want[0])
	}
	return nil
}

// suspectIf sees to it that the next start looks at everything if an error is of
// damage: this run will not end with the mark of a clean stop.
func (q *Queue) suspectIf(err error) {
	if !errors.Is(err, ErrDamaged) {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.suspect = true
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
