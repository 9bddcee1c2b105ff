package drivertest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// How many storms there are.
const (
	someStorms = 100
	allStorms  = 4000
)

// storms lists days on which several things go wrong, by seed.
func storms(s Subject, all bool) (list []scenario) {
	n := someStorms
	if all {
		n = allStorms
	}
	for seed := range n {
		list = append(list, storm(s, fmt.Sprintf("seed %d", seed)))
	}
	return list
}

// storm makes up a day.
func storm(s Subject, name string) scenario {
	dice := chance("storm " + name)
	c := scenario{kind: "storms", name: name, script: stormyPad(s, dice), act: stormyDay(dice.Uint64()), open: true}
	for range 1 + dice.IntN(4) {
		c.accidents = append(c.accidents, somewhere(s, dice))
	}
	switch dice.IntN(6) {
	case 0:
		c.disk.killAfter = firstWrite + dice.IntN(12)
	case 1:
		c.disk.killBefore = firstWrite + dice.IntN(12)
	case 2:
		c.disk.slow = time.Duration(dice.IntN(8000)) * time.Millisecond
	case 3:
		c.disk.full = firstWrite + dice.IntN(12)
	}
	return c
}

// stormyPad makes up a script.
func stormyPad(s Subject, dice *rand.Rand) string {
	lines := slices.Concat(trouble, forgetful, s.Trouble, []string{"decline " + s.Decline})
	for _, m := range slices.Concat(manners, s.Manners) {
		lines = append(lines, "approve "+m)
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return !s.speaks(line) })
	var script strings.Builder
	for range 2 + dice.IntN(4) {
		if dice.IntN(4) == 0 {
			script.WriteString("void ")
		}
		script.WriteString(lines[dice.IntN(len(lines))] + "\n")
	}
	return script.String()
}

// somewhere makes up an accident.
func somewhere(s Subject, dice *rand.Rand) accident {
	for {
		m := mishaps[dice.IntN(len(mishaps))]
		if m.changes && s.Guarded {
			continue
		}
		a := accident{way: way(dice.IntN(2)), at: dice.IntN(1200), strike: m.strike}
		if m.bend != nil {
			a.bend = m.bend(dice)
		}
		return a
	}
}

// stormyDay is some customers in a row; some take it back.
func stormyDay(seed uint64) func(*stage) {
	return func(g *stage) {
		dice := rand.New(rand.NewPCG(seed, 2))
		g.cable.watch(g.scenario.accidents...)
		for range 2 + dice.IntN(3) {
			p := g.clerk.pay(g.book.next())
			g.settle()
			if dice.IntN(3) == 0 {
				g.clerk.void(p)
				g.settle()
			}
			g.sleep(time.Duration(dice.IntN(60)) * time.Second)
			g.settle()
		}
	}
}
