package zvt_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
)

// TestResent: whoever has to say a block once more is counted, and nobody else.
func TestResent(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]map[drivers.Direction]int{
		"approve":         {},
		"approve nack=2":  {drivers.ToPad: 2},
		"approve bad-crc": {drivers.FromPad: 1},
	} {
		got := map[drivers.Direction]int{}
		s := setup{script: script, resent: func(d drivers.Direction) { got[d]++ }} // in the driver's one goroutine
		s.run(t, func(b *bench) { b.sell() })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", script, diff)
		}
	}
}
