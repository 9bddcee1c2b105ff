package drivertest

import "kioskd/agent/pay"

// twinPrice is what two customers in a row pay.
const twinPrice pay.Amount = 4400

// alike lists customers who pay the same amount one after the other, so that one's
// answer looks like the other's, and pads that take another amount than was asked.
func alike(s Subject) (list []scenario) {
	add := func(c scenario) {
		if s.speaks(c.script) {
			list = append(list, c)
		}
	}
	for _, line := range append(append([]string{"approve", "decline " + s.Decline}, trouble...), s.Trouble...) {
		add(scenario{kind: "same amounts", name: line, script: line, act: paysAlike})
		add(scenario{kind: "same amounts", name: line + ", twice", script: line + "\n" + line, act: paysAlike})
		add(scenario{kind: "same amounts", name: line + ", then no", script: line + "\ndecline " + s.Decline, act: paysAlike})
	}
	for _, line := range []string{"approve", "approve late=20s", "approve late=130s", "lose-response", "vanish van", "restart keep van"} {
		c := scenario{kind: "other amounts", name: line, script: line + " amount=777", act: paysTwice, open: true, foreign: true}
		if line == "approve" {
			c.want = pay.Mismatched
		}
		add(c)
	}
	return list
}

// paysAlike is two customers who pay the same.
func paysAlike(g *stage) {
	g.cable.watch(g.scenario.accidents...)
	g.clerk.pay(g.book.order(twinPrice))
	g.settle()
	g.clerk.pay(g.book.order(twinPrice))
}
