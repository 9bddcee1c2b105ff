package smartro_test

import (
	"testing"

	"kioskd/agent/pay"
	"kioskd/drivers/ptyline"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// BenchmarkPayment is the driver's part of a payment, on a pseudo-terminal.
func BenchmarkPayment(b *testing.B) {
	ptyline.Payments(b, smartro.Listing, smartrosim.Kind, 115200, pay.Charge{Key: "order-1", Attempt: 1, Currency: pay.KRW, Amount: 11000, VAT: 1000})
}
