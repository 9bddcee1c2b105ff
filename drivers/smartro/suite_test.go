package smartro_test

import (
	"bytes"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/drivertest"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// TestSuite is what every driver has to pass.
func TestSuite(t *testing.T) {
	t.Parallel()
	drivertest.Run(t, drivertest.Subject{
		Driver: smartro.Listing, Options: drivers.Options{TerminalID: "9900000001"},
		Pad: smartrosim.Kind, Decline: "6B", Unsure: []string{"0A", "0C"},
		Manners:  []string{"no-events", "repeat-last", "repeat-last noise", "prepaid", "stray-event", "slow-ack=2s", "corrupt=check", "corrupt=etx", "corrupt=length"},
		Trouble:  []string{"approve slow-ack=5s card-wait=8s", "approve late=110s straggle", "approve late=20m straggle", "decline 6B late=110s straggle"},
		Habits:   []string{"memory transactions", "again repeats"},
		Stuck:    "memory frozen",
		Currency: pay.KRW, Widest: pay.MaxAmount, Limit: 2 * time.Minute,
		MovesMoney: movesMoney,
		Reveal:     func(said []byte) []byte { return bytes.ReplaceAll(said, []byte("******"), []byte(drivertest.Secret)) },
	})
}

func movesMoney(written []byte) bool {
	var f smartro.Frame
	return f.UnmarshalBinary(written) == nil && bytes.ContainsRune([]byte("BCGI"), rune(f.Job))
}
