package zvt

import "kioskd/agent/pay"

// VoidsCardless implements [pay.CardlessVoider]: a reversal names the payment by
// its receipt.
func (d *Driver) VoidsCardless(a pay.Approval) error {
	_, err := receiptOf(a)
	return err
}

// VoidName implements [pay.VoidNamer]: receipts are counted, and a pad that has lost
// its memory counts anew.
func (d *Driver) VoidName(a pay.Approval) string {
	receipt, err := receiptOf(a)
	if err != nil {
		return ""
	}
	return a.Device + "/" + receipt
}
