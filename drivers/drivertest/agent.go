package drivertest

import (
	"fmt"
	"time"
)

// writes is how many times a payment and its void are written down: started,
// offered, approved, voiding, offered, voided; the earlier customer took three.
const (
	firstWrite = 4
	lastWrite  = 9
)

// unlucky lists kiosks that lose power or room between any two writes, and ones
// whose disk is slow, whatever the pad does meanwhile.
func unlucky(s Subject) (list []scenario) {
	for _, script := range []string{"approve", "approve chip twice", "lose-response", "approve\nvoid lose-response", "vanish van", "decline " + s.Decline, "approve late=130s", "approve van=20s"} {
		if !s.speaks(script) {
			continue
		}
		add := func(kind, how string, n int, d disk) {
			list = append(list, scenario{kind: kind, name: fmt.Sprintf("%s %d: %q", how, n, script), script: script, act: paysAndVoids, disk: d})
		}
		for n := firstWrite; n <= lastWrite; n++ {
			add("power cuts at writes", "before", n, disk{killBefore: n})
			add("power cuts at writes", "after", n, disk{killAfter: n})
			add("full disks", "at", n, disk{full: n})
			add("full disks", "at, slow as well,", n, disk{full: n, slow: 5 * time.Second})
		}
		for i, slow := range []time.Duration{500, 1900, 2100, 5000, 20000, 59000} {
			add("slow disks", "case", i, disk{slow: slow * time.Millisecond})
		}
	}
	return list
}

// paysAndVoids is a customer who pays and takes it back.
func paysAndVoids(g *stage) {
	p := g.clerk.pay(g.book.next())
	g.settle()
	g.clerk.void(p)
}

// restarted lists agents that are stopped in good order in the middle of things,
// at any moment.
func restarted(s Subject) (list []scenario) {
	for _, script := range []string{"approve", "approve chip card-wait=5s van=5s", "lose-response", "approve late=20s", "silent"} {
		for _, after := range []time.Duration{0, time.Millisecond, time.Second, 1300 * time.Millisecond, 1900 * time.Millisecond, 6 * time.Second, 15 * time.Second, 50 * time.Second} {
			list = append(list, scenario{
				kind: "restarts of the agent", name: fmt.Sprintf("%q after %v", script, after), script: script,
				act: stopsAfter(after),
			})
		}
	}
	return list
}

// stopsAfter is an agent that somebody stops, and starts again later.
func stopsAfter(after time.Duration) func(*stage) {
	return func(g *stage) {
		c := g.clerk
		g.cable.pen.Go(func() {
			time.Sleep(after)
			g.diary.note("somebody stops the agent")
			c.breakDown()
			if err := c.driver.Close(); err != nil {
				g.diary.fault("Close: %v", err)
			}
		})
		pays(g)
		time.Sleep(after)
	}
}
