package drivertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
)

// manners are ways of speaking that must not hinder a payment.
var manners = []string{
	"", "chip", "stripe", "tap", "glued", "trickle", "twice", "noise", "glued trickle", "noise chip twice", "noise trickle",
	"nack=1", "nack=2", "card-wait=50s", "van=30s", "late=20s", "card-wait=10s van=10s late=5s chip",
}

// mannered lists payments that nothing hinders: with each manner alone, and after
// each other kind of payment.
func mannered(s Subject) (list []scenario) {
	add := func(name, script string, want pay.Status) {
		if s.speaks(script) && s.patient(script) {
			list = append(list, scenario{kind: "manners of pads", name: name, script: script, act: paysTwice, want: want})
		}
	}
	addRestart := func(name, script string) {
		if s.speaks(script) {
			list = append(list, scenario{kind: "manners of pads", name: name, script: script, act: paysAcrossRestart})
		}
	}
	for _, m := range slices.Concat(manners, s.Manners) {
		add("approve "+m, "approve "+m, pay.Approved)
		add("decline "+m, "decline "+s.Decline+" "+m+"\napprove "+m, pay.Declined)
		add("approve after decline "+m, "approve\ndecline "+s.Decline+"\napprove "+m, pay.Approved)
		addRestart("approve, restart, approve "+m, "approve\napprove "+m)
		addRestart("decline, restart, approve "+m, "decline "+s.Decline+"\napprove "+m)
		addRestart("approve, restart, decline "+m, "approve\ndecline "+s.Decline+" "+m)
	}
	for _, gap := range []time.Duration{0, 5 * time.Millisecond, 15 * time.Millisecond} {
		for w := toPad; w <= toKiosk; w++ {
			list = append(list, paced(gap, w))
		}
	}
	return list
}

// paced is a payment whose bytes come one by one, as slowly as USB adapters make
// them.
func paced(gap time.Duration, w way) scenario {
	gap = max(gap, time.Nanosecond)
	return scenario{
		kind: "manners of pads", name: fmt.Sprintf("single bytes %v every %v", w, gap), script: "approve chip", want: pay.Approved,
		act: func(g *stage) {
			g.cable.set(func(c *cable) { c.pace[w] = gap })
			g.clerk.pay(g.book.next())
		},
	}
}

// slowVAN is a VAN that takes longer than any driver can wait for: a charge that
// was given up with reason may still be made.
const slowVAN = "van=10m"

// stubborn is a pad that says it stopped, and goes on.
const stubborn = "stubborn"

// unfair reports whether a charge may still be made that was given up with reason.
func (c scenario) unfair() bool {
	return strings.Contains(c.script, slowVAN) || strings.Contains(c.script, stubborn)
}

// trouble are payments that end badly, and how.
var trouble = []string{
	"silent", "lose-response", "vanish", "vanish away=5s", "vanish van", "vanish van away=40s", "drop-ack", "drop-ack card-wait=8s", "drop-ack van=20s",
	"restart keep", "restart keep van", "restart keep card-wait=30s", "nack=3", "nack=9",
	"approve late=90s", "approve late=130s", "approve late=10m", "approve " + slowVAN, "approve card-wait=130s", "approve card-wait=never",
	"approve race", "approve " + stubborn, "lose-response chip", "lose-response twice", "vanish van chip noise", "restart keep van glued",
}

// forgetful are payments after which the pad's memory proves nothing.
var forgetful = []string{"restart forget", "restart forget van", "restart forget van late=10s"}

// troubled lists payments and voids that end badly, with and without somebody who
// loses patience, and what the next customer makes of them.
func troubled(s Subject) (list []scenario) {
	add := func(c scenario) {
		if s.speaks(c.script) {
			list = append(list, c)
		}
	}
	for _, code := range s.Unsure {
		add(scenario{kind: "bad ends", name: "unsure " + code, script: "decline " + code, act: paysTwice})
		add(scenario{kind: "bad voids", name: "unsure " + code, script: "void decline " + code, act: voids})
	}
	for _, line := range slices.Concat(trouble, forgetful, s.Trouble) {
		open := strings.Contains(line, "forget")
		add(scenario{kind: "bad ends", name: line, script: line, act: paysTwice, open: open})
		add(scenario{kind: "bad ends", name: line + ", then another", script: line + "\nlose-response", act: paysTwice, open: open})
		add(scenario{kind: "bad voids", name: line, script: "void " + line, act: voids, open: open})
		for _, after := range []time.Duration{0, time.Millisecond, 1300 * time.Millisecond, 3 * time.Second, 30 * time.Second} {
			add(scenario{kind: "aborts", name: fmt.Sprintf("%s after %v", line, after), script: line, act: aborts(after), open: open})
		}
	}
	if s.Stuck != "" {
		for _, line := range slices.Concat(trouble, s.Trouble) {
			add(scenario{kind: "memories that stand still", name: line, script: s.Stuck + "\napprove\n" + line, act: paysTwice, open: true})
		}
	}
	add(scenario{kind: "bad voids", name: "declined", script: "void decline " + s.Decline, act: voids})
	add(scenario{kind: "bad voids", name: "twice", act: voidsTwice})
	return list
}

// aborts is a customer who touches "cancel" after a while, and again.
func aborts(after time.Duration) func(*stage) {
	return func(g *stage) {
		g.cable.pen.Go(func() {
			time.Sleep(after)
			g.abort()
			time.Sleep(2 * time.Second)
			g.abort()
		})
		pays(g)
	}
}

// voidsTwice is a payment that is taken back by two people.
func voidsTwice(g *stage) {
	voids(g)
	g.settle()
	p := g.book.payments[1]
	g.clerk.end(p, "somebody does not believe it", func() { p.Status, p.Undo = pay.Approved, nil })
	g.clerk.void(p)
}

// patient reports that a request which the pad refuses is sent again by the line
// itself, so that nobody notices.
func (s Subject) patient(script string) bool { return !s.Guarded || !strings.Contains(script, "nack") }

// speaks reports whether the pad's scripts have all words of a script.
func (s Subject) speaks(script string) bool {
	for _, word := range strings.Fields(script) {
		name, _, _ := strings.Cut(word, "=")
		if slices.Contains(s.Pad.Without, name) {
			return false
		}
	}
	return true
}
