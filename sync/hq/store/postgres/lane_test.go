package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestLaneTogether: who comes while something is written is written together,
// next, in the order of coming.
func TestLaneTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var groups [][]int
		l := &lane[int]{write: func(items []int) []error {
			time.Sleep(time.Second)
			groups = append(groups, items)
			return make([]error, len(items))
		}}
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				if err := l.do(t.Context(), i); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		all.Wait()
		if !slices.EqualFunc(groups, [][]int{{0}, {1, 2, 3, 4}}, slices.Equal) {
			t.Errorf("written: %v", groups)
		}
		l.wait()
	})
}

// TestLaneErrors: everybody gets his own error.
func TestLaneErrors(t *testing.T) {
	t.Parallel()
	bad := errors.New("bad")
	l := &lane[int]{write: func(items []int) []error {
		errs := make([]error, len(items))
		for i, n := range items {
			if n%2 == 1 {
				errs[i] = bad
			}
		}
		return errs
	}}
	var all sync.WaitGroup
	for i := range 500 {
		all.Go(func() {
			if err := l.do(t.Context(), i); errors.Is(err, bad) != (i%2 == 1) {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	all.Wait()
}

// TestLaneLeave: who gives up before the turn is never written; who gives up
// later waits for the end, because the facts' bytes are in use until then.
func TestLaneLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var written []int
		l := &lane[int]{write: func(items []int) []error {
			time.Sleep(time.Second)
			written = append(written, items...)
			return make([]error, len(items))
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() {
			if err := l.do(ctx, 1); err != nil || !slices.Equal(written, []int{1}) {
				t.Errorf("its turn had come: %v, written %v", err, written)
			}
		})
		synctest.Wait()
		if err := l.do(ctx, 2); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("still waiting: %v", err)
		}
		all.Wait()
		l.wait()
		if !slices.Equal(written, []int{1}) {
			t.Errorf("written: %v", written)
		}
	})
}
