package zvt

import "kioskd/agent/pay"

// VoidsCardless implements [pay.CardlessVoider]: a reversal names the payment by
// its receipt.
func (d *Driver) VoidsCardless(a pay.Approval) error {
	_, err := receiptOf(a)
	return err
}
