package smartro_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
)

// TestResent: whoever has to say something once more is counted, and nobody else.
func TestResent(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]map[drivers.Direction]int{
		"approve":               {},
		"approve noise":         {},
		"approve nack=2":        {drivers.ToPad: 2},
		"approve corrupt=check": {drivers.FromPad: 1},
	} {
		got := map[drivers.Direction]int{}
		o := drivers.Options{Resent: func(d drivers.Direction) { got[d]++ }} // in the driver's one goroutine
		withOptions(t, script, straight, o, func(b *bench) {
			if _, _, a, err := b.charge(); err != nil || a.Approval == nil {
				b.Errorf("%+v, %v", a, err)
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", script, diff)
		}
	}
}
