package installer

import (
	"context"
	"errors"
	"fmt"
)

// Step is one part of an installation. Do says how to undo what it did; nil where
// there is nothing to undo. A Step that fails has undone its own part.
type Step struct {
	Name string // as in "make the folders"
	Do   func(context.Context) (undo func() error, err error)
}

// Do carries out steps in order. When one fails, or ctx ends, those before it are
// undone, last first, so that nothing stays half done.
func Do(ctx context.Context, tell func(step string), steps ...Step) error {
	var undos []func() error
	for _, s := range steps {
		undo, err := s.attempt(ctx, tell)
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.Name, err), undoAll(undos))
		}
		if undo != nil {
			undos = append(undos, undo)
		}
	}
	return nil
}

func (s Step) attempt(ctx context.Context, tell func(string)) (func() error, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tell(s.Name)
	return s.Do(ctx)
}

func undoAll(undos []func() error) error {
	var failed []error
	for i := len(undos) - 1; i >= 0; i-- {
		if err := undos[i](); err != nil {
			failed = append(failed, fmt.Errorf("undo what was done: %w", err))
		}
	}
	return errors.Join(failed...)
}
