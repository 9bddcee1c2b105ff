package smartro

import (
	"fmt"

	"kioskd/agent/pay"
)

// VoidsPart implements [pay.PartialVoider]: a payment company (PG) gives parts
// back, a VAN does not.
func (d *Driver) VoidsPart(a pay.Approval) error {
	if a.Amount < 2 {
		return fmt.Errorf("%w: there is no part of %d", pay.ErrUnsupported, a.Amount)
	}
	_, err := d.habits.cancelOf(pay.Void{Approval: a, Amount: a.Amount - 1, Unattended: true})
	return err
}

// VoidsCardless implements [pay.CardlessVoider].
func (d *Driver) VoidsCardless(a pay.Approval) error {
	_, err := d.habits.cancelOf(pay.Void{Approval: a, Amount: a.Amount, Unattended: true})
	return err
}
