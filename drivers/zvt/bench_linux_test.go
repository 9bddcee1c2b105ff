package zvt_test

import (
	"testing"

	"kioskd/agent/pay"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/zvt"
	"kioskd/drivers/zvt/zvtsim"
)

// BenchmarkPayment is the driver's part of a payment, on a pseudo-terminal.
func BenchmarkPayment(b *testing.B) {
	ptyline.Payments(b, zvt.Listing, zvtsim.Kind, 9600, pay.Charge{Key: "order-1", Attempt: 1, Currency: pay.EUR, Amount: 1234, VAT: 197})
}
