package agent

import (
	"testing"

	"kioskd/agent/pay"
)

// A payment that was put on the staff list and has no ending stays on it, whatever
// the pad has said since: the kiosk waits for it, and only a person can let it go
// on. An approval that came late and is not final was refused as not listed.
func TestListedWhileOpen(t *testing.T) {
	t.Parallel()
	for _, s := range []pay.Status{pay.Started, pay.Offered, pay.Uncertain, pay.Voiding, pay.Late} {
		if !s.Open() || !OnStaffList(pay.Payment{Status: s, Listed: true}) {
			t.Errorf("%s: a listed payment is not on the staff list", s)
		}
		if OnStaffList(pay.Payment{Status: s}) {
			t.Errorf("%s: on the staff list before anybody was told", s)
		}
	}
}
