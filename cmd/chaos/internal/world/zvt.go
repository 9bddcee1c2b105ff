package world

import (
	"kioskd/agent/pay"
	"kioskd/drivers/zvt"
	"kioskd/drivers/zvt/zvtsim"
)

// zvtPad is the ZVT driver and its simulator.
var zvtPad = protocol{
	driver:  zvt.Listing,
	kind:    zvtsim.Kind,
	takes:   []string{"← 06 01"},
	refuses: []string{"→ nak", "→ 84 "},
	nod:     "← 80 00",
	settings: []string{
		"memory receipts", "day bare",
	},
	habits: []map[string]string{nil, {"receipts": "none"}, {"receipts": "pad"}, {"proof": "totals"}},
	moods: []string{
		"decline 6C", "decline 78", "decline 05", "silent", "lose-response", "lose-answer",
		"approve late=9s", "approve late=125s", "approve twice", "approve drop-ack", "approve nack=1", "approve nack=3",
		"approve glued", "approve trickle", "approve noise", "approve shuffled", "approve strange", "approve untold",
		"approve offline", "approve wrong-pin", "approve storm=20", "approve bad-crc",
		"approve card-wait=never", "approve card-wait=55s", "approve card-wait=75s stubborn",
		"approve van=38s", "approve race", "approve stubborn card-wait=20s", "approve amount=777",
		"vanish", "vanish van", "vanish van away=20s", "vanish final", "vanish printing",
		"restart keep", "restart keep van", "restart keep final", "restart keep printing",
		"lose-response final", "lose-response printing", "status F0",
		"void silent", "void lose-response", "void lose-answer", "void decline 6C", "void approve twice", "void drop-ack",
		"void late=50s", "void vanish van", "void vanish final", "void restart keep van", "void nack=1",
	},
	currency: pay.EUR, vat: 19, price: 150,
}
