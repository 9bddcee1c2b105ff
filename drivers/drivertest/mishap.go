package drivertest

import (
	"math/rand/v2"
	"time"
)

// mishap is a kind of accident, which can happen at any byte.
type mishap struct {
	name    string
	open    bool // the pad loses its memory
	changes bool // bytes arrive changed
	pad     bool // only where the driver speaks
	mild    bool // nothing may come of it

	bend   func(*rand.Rand) func(byte) []byte
	strike func(*stage)
}

// mishaps are all kinds, in the order of the report.
var mishaps = []mishap{
	{name: "cable cut", strike: func(g *stage) { g.cable.cut(0) }},
	{name: "cable cut, port busy for 2s", strike: func(g *stage) { g.cable.cut(2 * time.Second) }},
	{name: "cable cut for 50s", strike: func(g *stage) { g.cable.cut(50 * time.Second) }},
	{name: "silence for 4s", strike: silence(4 * time.Second)},
	{name: "silence for 3m", strike: silence(3 * time.Minute)},
	{name: "cut, port closes slowly", strike: func(g *stage) {
		g.cable.set(func(c *cable) { c.slow = 30 * time.Second })
		g.cable.cut(0)
	}},
	{name: "write stuck", pad: true, strike: func(g *stage) { g.cable.set(func(c *cable) { c.stuck = true }) }},
	{name: "gap of 50ms", mild: true, strike: hold(50 * time.Millisecond)},
	{name: "gap of 250ms", mild: true, strike: hold(250 * time.Millisecond)},
	{name: "all late by 4s", strike: hold(4 * time.Second)},
	{name: "all late by 12s", strike: hold(12 * time.Second)},
	{name: "all late by 130s", strike: hold(130 * time.Second)},

	{name: "byte lost", changes: true, bend: always(func(byte) []byte { return nil })},
	{name: "byte twice", changes: true, bend: always(func(b byte) []byte { return []byte{b, b} })},
	{name: "bit flipped", changes: true, bend: func(r *rand.Rand) func(byte) []byte {
		bit := byte(1) << r.IntN(8)
		return always(func(b byte) []byte { return []byte{b ^ bit} })(r)
	}},
	{name: "byte inserted", changes: true, bend: func(r *rand.Rand) func(byte) []byte { return before(byte(r.Uint32())) }},
	{name: "06 inserted", changes: true, bend: always(before(0x06))},
	{name: "15 inserted", changes: true, bend: always(before(0x15))},
	{name: "noise", changes: true, bend: func(r *rand.Rand) func(byte) []byte {
		burst := make([]byte, 20)
		for i := range burst {
			burst[i] = byte(r.Uint32())
		}
		return before(burst...)
	}},

	{name: "line garbled for 3s", changes: true, strike: func(g *stage) {
		g.cable.set(func(c *cable) { c.garbled = time.Now().Add(3 * time.Second) })
	}},

	{name: "abort", strike: (*stage).abort},
	{name: "agent loses power", strike: (*stage).kill},
	{name: "pad restarts", strike: func(g *stage) { g.restartPad(false) }},
	{name: "pad restarts without memory", open: true, strike: func(g *stage) { g.restartPad(true) }},
}

func silence(d time.Duration) func(*stage) {
	return func(g *stage) { g.cable.set(func(c *cable) { c.silent = time.Now().Add(d) }) }
}

func hold(d time.Duration) func(*stage) {
	return func(g *stage) {
		until := time.Now().Add(d)
		g.cable.set(func(c *cable) { c.held = [2]time.Time{until, until} })
	}
}

func always(bend func(byte) []byte) func(*rand.Rand) func(byte) []byte {
	return func(*rand.Rand) func(byte) []byte { return bend }
}

// before inserts bytes.
func before(inserted ...byte) func(byte) []byte {
	return func(b byte) []byte { return append(append([]byte(nil), inserted...), b) }
}
