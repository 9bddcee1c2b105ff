package drivertest

import (
	"hash/fnv"
	"math/rand/v2"
	"time"

	"kioskd/agent/pay"
)

// scenario is one day at the kiosk.
type scenario struct {
	kind, name string // together they name it for ever

	script    string       // what the pad does
	act       func(*stage) // what the clerk does; what has no ending is settled afterwards
	accidents []accident   // what happens to the cable while somebody watches
	disk      disk         // what happens to the book

	wait  time.Duration  // how long after the start of the year 2000 it begins
	place *time.Location // by which the pad's clock goes; nil is right

	want    pay.Status // how the payment must end, without being recovered; "" is any way
	open    bool       // the pad cannot tell what became of the money: a person may have to
	foreign bool       // the pad takes other amounts than it is asked for
	last    bool       // there is no next customer
}

// with is the same day with a pad of other habits.
func (c scenario) with(habit string) scenario {
	if habit != "" {
		c.name, c.script = c.name+", "+habit, habit+"\n"+c.script
	}
	return c
}

// pays is a customer who pays, watched from before the mark.
func pays(g *stage) {
	g.cable.watch(g.scenario.accidents...)
	g.clerk.pay(g.book.next())
}

// voids is a customer who has paid and wants the money back, watched from then on.
func voids(g *stage) {
	p := g.clerk.pay(g.book.next())
	g.settle()
	g.cable.watch(g.scenario.accidents...)
	g.clerk.void(p)
}

// asks is a customer whose answer got lost, watched while the clerk asks the pad's
// memory.
func asks(g *stage) {
	g.clerk.pay(g.book.next())
	g.cable.watch(g.scenario.accidents...)
	g.clerk.settle()
}

// paysAcrossRestart is two customers, and somebody who starts the agent again
// between them.
func paysAcrossRestart(g *stage) {
	pays(g)
	g.settle()
	g.restart()
	g.clerk.waitForPad()
	g.clerk.pay(g.book.next())
}

// paysTwice is two customers, one after the other.
func paysTwice(g *stage) {
	pays(g)
	g.settle()
	g.clerk.pay(g.book.next())
}

// chance returns the randomness that belongs to a name.
func chance(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name)) // never fails
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}
