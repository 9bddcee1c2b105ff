package drivertest

import (
	"fmt"
	"slices"
	"testing"

	"kioskd/agent/pay"
)

// routine is something the clerk does that is tried with every mishap at every
// byte.
type routine struct {
	name   string
	script string
	act    func(*stage)
	want   pay.Status // when nothing hinders it
}

var routines = []routine{
	{"pay", "approve chip van=15s", pays, pay.Approved},
	{"void", "approve\nvoid approve van=8s", voids, pay.Voided},
	{"resolve", "lose-response", asks, ""},
}

// How many places of one way are tried with one mishap when not all are: ends of
// pieces, and others.
const (
	fewSeams = 5
	fewMore  = 3
)

// everyByte lists every mishap at every byte of every routine. Where all is false
// it is a sample: before the first and after the last byte, where some of the
// pieces end, and a few more.
func everyByte(t *testing.T, s Subject, all bool) (list []scenario) {
	for _, r := range routines {
		list = append(list, r.everywhere(t, s, all)...)
	}
	claimed, err := claims(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range claimed {
		list = append(list, scenario{kind: "powers", name: p.name, act: p.act})
		hindered := routine{name: p.name, act: p.act}.everywhere(t, s, all)
		if !all {
			hindered = sample(hindered, 15)
		}
		list = append(list, hindered...)
	}
	return list
}

// everywhere lists every mishap at every byte of a routine.
func (r routine) everywhere(t *testing.T, s Subject, all bool) (list []scenario) {
	clean := play(t, s, scenario{kind: "clean", name: r.name, script: r.script, act: r.act})
	if len(clean.faults) > 0 {
		t.Fatalf("%s, with no accident: %q\n%s", r.name, clean.faults, clean.diary)
	}
	for _, m := range mishaps {
		if m.changes && s.Guarded {
			continue
		}
		for w := toPad; w <= toKiosk && (w == toPad || !m.pad); w++ {
			list = append(list, m.at(r, w, places(r.name+m.name+w.String(), clean, w, all))...)
		}
	}
	return list
}

// at lists a mishap at each of the places.
func (m mishap) at(r routine, w way, places []int) (list []scenario) {
	for _, at := range places {
		c := scenario{kind: m.name, name: fmt.Sprintf("%s %v %d", r.name, w, at), script: r.script, act: r.act, open: m.open}
		a := accident{way: w, at: at, strike: m.strike}
		if m.mild {
			c.want = r.want
		}
		if m.bend != nil {
			a.bend = m.bend(chance(c.kind + c.name))
		}
		c.accidents = []accident{a}
		list = append(list, c)
	}
	return list
}

// places returns where accidents happen on one way.
func places(name string, clean verdict, w way, all bool) (list []int) {
	total := clean.passed[w]
	if all {
		for at := range total + 1 {
			list = append(list, at)
		}
		return list
	}
	dice, seams := chance(name), clean.seams[w]
	list = append(list, 0, total)
	for _, i := range dice.Perm(len(seams))[:min(fewSeams, len(seams))] {
		list = append(list, seams[i])
	}
	for range fewMore {
		list = append(list, dice.IntN(total+1))
	}
	slices.Sort(list)
	return slices.Compact(list)
}
