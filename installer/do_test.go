package installer

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDoUndoes: a step that fails leaves nothing half done.
func TestDoUndoes(t *testing.T) {
	t.Parallel()
	var did []string
	step := func(name string, err error) Step {
		return Step{name, func(context.Context) (func() error, error) {
			if err != nil {
				return nil, err
			}
			did = append(did, name)
			return func() error { did = append(did, "no "+name); return nil }, nil
		}}
	}
	bad := errors.New("read-only file system")
	err := Do(t.Context(), func(string) {}, step("user", nil), step("folders", nil), step("unit", bad), step("start", nil))
	if !errors.Is(err, bad) || !strings.HasPrefix(err.Error(), "unit: ") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"user", "folders", "no folders", "no user"}, did); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestDoStops: a signal between two steps undoes as well, and a failing undo is
// told beside the cause.
func TestDoStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	stuck := errors.New("stuck")
	first := Step{"first", func(context.Context) (func() error, error) {
		cancel()
		return func() error { return stuck }, nil
	}}
	if err := Do(ctx, func(string) {}, first, Step{"second", nil}); !errors.Is(err, context.Canceled) || !errors.Is(err, stuck) {
		t.Errorf("got %v", err)
	}
}
