//go:build linux

package main

import "math/rand/v2"

// story is one payment to come: what the customer wants, and what the pad is told
// to do. How it ends nobody says: programs are killed in the middle of it.
type story struct {
	name   string
	pad    string // line for the script of padsim
	cancel bool   // the customer presses cancel
	refund bool   // the customer gives back what was paid
	keep   bool   // the customer keeps what was approved too late
	pulled bool   // the pad is unplugged while nobody pays, and comes back

	refused int // how often the pad will refuse the charge before it takes it
}

// kind is a story with its weight.
type kind struct {
	story
	weight int
}

// ordinary are payments as they come in a shop; of a hundred, so many.
var ordinary = []kind{
	{story{name: "paid", pad: "approve"}, 20},
	{story{name: "paid by chip", pad: "approve chip"}, 20},
	{story{name: "paid by stripe", pad: "approve stripe"}, 6},
	{story{name: "paid by telephone", pad: "approve wallet=naverpay"}, 6},
	{story{name: "declined", pad: "decline 6B"}, 6},
	{story{name: "declined otherwise", pad: "decline 69 split"}, 4},
	{story{name: "cancelled", pad: "approve card-wait=never", cancel: true}, 7},
	{story{name: "cancelled too late", pad: "approve stubborn van=1s", cancel: true}, 2},
	{story{name: "cancelled too late, kept", pad: "approve stubborn van=1s", cancel: true, keep: true}, 1},
	{story{name: "given back", pad: "approve", refund: true}, 8},
}

// mishaps are what happens to pads and cables: a payment of five.
var mishaps = []kind{
	{story{name: "silence", pad: "silent"}, 1},
	{story{name: "the answer is lost", pad: "lose-response"}, 2},
	{story{name: "the answer is late", pad: "approve late=3s"}, 1},
	{story{name: "cable pulled while the card is read", pad: "vanish away=2s"}, 1},
	{story{name: "cable pulled once the VAN has approved", pad: "vanish van away=2s"}, 2},
	{story{name: "pad restarts", pad: "restart keep"}, 1},
	{story{name: "pad restarts once the VAN has approved", pad: "restart keep van"}, 1},
	{story{name: "cable pulled while nobody pays", pad: "approve", pulled: true}, 1},
	{story{name: "bit error in the check sum", pad: "approve corrupt=check"}, 2},
	{story{name: "bit error in the end mark", pad: "approve corrupt=etx"}, 1},
	{story{name: "bit error in the length", pad: "approve corrupt=length"}, 1},
	{story{name: "noise on the line", pad: "approve noise"}, 2},
	{story{name: "answer said twice", pad: "approve twice"}, 1},
	{story{name: "answer glued to the acknowledgement", pad: "approve glued"}, 1},
	{story{name: "a byte at a time", pad: "approve trickle"}, 1},
	{story{name: "request refused twice", pad: "approve nack=2", refused: 2}, 1},
	{story{name: "acknowledgement lost", pad: "approve drop-ack"}, 1},
	{story{name: "the last answer comes again", pad: "approve repeat-last"}, 1},
}

// shareOfMishaps: one payment in so many meets one.
const shareOfMishaps = 5

// items are what customers take.
var items = []string{"americano", "latte", "mocha", "green-tea", "lemonade", "toast", "cookie", "beans"}

// tell chooses the next story.
func tell(dice *rand.Rand) story {
	kinds := ordinary
	if dice.IntN(shareOfMishaps) == 0 {
		kinds = mishaps
	}
	all := 0
	for _, k := range kinds {
		all += k.weight
	}
	n := dice.IntN(all)
	for _, k := range kinds {
		if n -= k.weight; n < 0 {
			return k.story
		}
	}
	panic("soak: weights do not add up") // our own mistake
}
