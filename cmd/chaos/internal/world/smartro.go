package world

import (
	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
	"kioskd/drivers/smartro/smartrosim"
)

// lastTransaction is the reading of L under which it shows rejections, too.
const lastTransaction = "memory transactions"

// smartroPad is the Smartro driver and its simulator.
var smartroPad = protocol{
	driver:  smartro.Listing,
	kind:    smartrosim.Kind,
	takes:   []string{"← B charge"},
	refuses: []string{"→ nack"},
	nod:     "← ack",
	settings: []string{
		"memory approvals", lastTransaction,
	},
	habits: []map[string]string{nil, nil, {"cardless-cancel": "last"}, {"cardless-cancel": "none"}, {"cancel-form": "59"}},
	moods: []string{
		"decline 6B", "decline 69 split", "decline 0A", "decline 0C",
		"silent", "lose-response", "approve late=9s", "approve late=125s", "approve twice", "approve drop-ack",
		"approve nack=1", "approve nack=3", "approve glued", "approve trickle", "approve noise", "approve no-events",
		"approve repeat-last", "approve card-wait=never", "approve card-wait=55s", "approve card-wait=75s stubborn",
		"approve van=38s", "approve race", "approve stubborn card-wait=20s", "approve amount=777",
		"approve drop-ack card-wait=4s", "approve drop-ack no-events van=6s", "approve straggle late=50s", "approve straggle late=125s", "approve by-hand",
		"vanish", "vanish van", "vanish van away=20s", "restart keep", "restart keep van",
		"void silent", "void lose-response", "void decline N1", "void decline 0A", "void approve twice", "void drop-ack",
		"void late=50s", "void vanish van", "void restart keep van", "void nack=1", "void repeat-last",
	},
	currency: pay.KRW, vat: 10, price: 1500,
}
