package world

import (
	"context"
	"math/rand/v2"
	"time"
)

// cable has the line break, or the plug pulled for a while.
var cable = Fault{
	Name: "cable", About: "the pad's cable is pulled, or its line breaks for a moment",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 2*time.Minute, func() {
			w.note("cable", "cut")
			w.till.cut()
			if chance(r, 0.5) {
				w.till.pull(true)
				sleep(ctx, between(r, time.Second, 50*time.Second))
				w.note("cable", "plugged in")
				w.till.pull(false)
			}
		})
	},
}

// noise garbles what goes over the cable, for a while.
var noise = Fault{
	Name: "noise", About: "bytes on the pad's cable are changed, lost or added",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 3*time.Minute, func() {
			w.note("cable", "noisy")
			w.till.garble(garbler(r, oneOf(r, 0.002, 0.02, 0.2)))
			sleep(ctx, between(r, 2*time.Second, 30*time.Second))
			w.note("cable", "clear")
			w.till.garble(nil)
		})
	},
}

// garbler spoils so large a share of what is said. It has a generator of its own
// for each thing said, since both ends may speak at once.
func garbler(r *rand.Rand, share float64) func([]byte) []byte {
	seed := r.Uint64()
	return func(b []byte) []byte {
		own := rand.New(rand.NewPCG(seed, hashOf(string(b))^uint64(time.Now().UnixNano())))
		bent := b[:0:0]
		for _, c := range b {
			switch {
			case !chance(own, share):
				bent = append(bent, c)
			case chance(own, 0.5):
				bent = append(bent, c^byte(1<<own.IntN(8)))
			case chance(own, 0.5):
				bent = append(bent, c, byte(own.Uint32()))
			}
		}
		return bent
	}
}

// pad is customers and pads that are not ordinary.
var pad = Fault{
	Name: "pad", About: "declines, lost and late answers, restarts: whatever pads and VANs do",
	prepare: func(w *World, r *rand.Rand) {
		oddness := oneOf(r, 0.2, 0.5, 0.9)
		for range 12 {
			w.till.script = append(w.till.script, w.till.mood(r, oddness))
		}
	},
}

// mains switches the pad off.
var mains = Fault{
	Name: "mains", About: "the pad is switched off for a while, at any moment",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 5*time.Minute, func() {
			w.note("pad", "is switched off")
			w.till.out()
			sleep(ctx, between(r, 2*time.Second, 40*time.Second))
			if err := w.till.on(); err != nil {
				w.fail("switch the pad on: %v", err)
			}
			w.note("pad", "is switched on")
		})
	},
}

// frozen is a pad whose memory does not change: nobody knows whether there are
// any. It proves nothing, so that an approval whose answer was lost stays
// unnoticed; the payment is presumed not charged, and stays watched.
var frozen = Fault{
	Name: "frozen", About: "the pad's memory of its last approval never changes", rare: true,
	prepare: func(w *World, _ *rand.Rand) {
		w.till.script = append(w.till.script, "approve", "approve", "approve", "memory frozen")
		w.hides = true
	},
}

// forgetful is a pad that loses its memory when it restarts. If that was empty
// when the charge left, nothing shows that there was one.
var forgetful = Fault{
	Name: "forgetful", About: "the pad restarts, and has lost its memory", rare: true,
	prepare: func(w *World, r *rand.Rand) {
		if w.hides {
			return // a memory that is frozen would stay empty for good
		}
		for range 6 {
			w.till.script = append(w.till.script, oneOf(r, "approve", "restart forget", "restart forget van", "void restart forget van"))
		}
		w.forgets = true
	},
}
