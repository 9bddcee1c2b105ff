package zvt_test

import (
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/drivertest"
	"kioskd/drivers/zvt"
	"kioskd/drivers/zvt/zvtsim"
)

// TestSuite is what every driver has to pass.
func TestSuite(t *testing.T) {
	t.Parallel()
	t.Run("serial", func(t *testing.T) {
		t.Parallel()
		drivertest.Run(t, subject("serial"))
	})
	t.Run("receipt", func(t *testing.T) { // a pad whose totals are not asked for
		t.Parallel()
		s := subject("serial")
		s.Options.Settings["proof"], s.Habits, s.Brief = "receipt", nil, true
		drivertest.Run(t, s)
	})
	t.Run("TCP", func(t *testing.T) {
		t.Parallel()
		s := subject("tcp")
		s.Guarded, s.Brief = true, true
		drivertest.Run(t, s)
	})
}

func subject(transport string) drivertest.Subject {
	return drivertest.Subject{
		Driver:  zvt.Listing,
		Options: drivers.Options{TerminalID: "99000001", Settings: map[string]string{"transport": transport}},
		Pad:     zvtsim.Kind, Decline: "05", Irreversible: "B5",
		Manners:  []string{"offline", "shuffled", "strange", "untold", "storm=20", "wrong-pin"},
		Trouble:  []string{"approve lose-answer", "vanish final", "vanish printing", "restart keep final", "restart keep printing", "lose-response final", "lose-response printing"},
		Habits:   []string{"memory original"}, // it repeats what it has taken back as if it stood
		Stuck:    "memory frozen",
		Currency: pay.EUR, Widest: pay.MaxAmount, Limit: 6 * time.Minute,
		MovesMoney: movesMoney,
	}
}

// movesMoney looks for the commands of a payment, a reversal and a refund.
func movesMoney(written []byte) bool {
	d := zvt.Decoder{TCP: written[0] != 0x10}
	d.Feed(written)
	for {
		t, ok := d.Next()
		switch {
		case !ok:
			return false
		case t.Frame.Code == zvt.CodeAuthorize, t.Frame.Code == zvt.CodeReverse, t.Frame.Code == zvt.CodeRefund:
			return true
		}
	}
}
