package world

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// network has connections cut, and the network off for a while.
var network = Fault{
	Name: "network", About: "connections to HQ are cut, or the network is off for a while",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 2*time.Minute, func() {
			if chance(r, 0.6) {
				w.note("network", "connections are cut")
				w.office.net.Cut()
				return
			}
			w.note("network", "down")
			w.office.net.Down(true)
			sleep(ctx, between(r, 2*time.Second, 2*time.Minute))
			w.note("network", "up")
			w.office.net.Down(false)
		})
	},
}

// halfOpen has connections stand that carry nothing.
var halfOpen = Fault{
	Name: "half-open", About: "connections to HQ stand, and nothing gets through",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 2*time.Minute, func() {
			w.note("network", "connections freeze")
			w.office.net.Freeze()
		})
	},
}

// hqDown stops HQ, or has it crash.
var hqDown = Fault{
	Name: "hq-down", About: "HQ stops or crashes, and comes back with what it had stored",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 4*time.Minute, func() {
			crashes := chance(r, 0.5)
			w.note("hq", "down (crash: %v)", crashes)
			w.office.close(crashes)
			sleep(ctx, between(r, time.Second, 2*time.Minute))
			if err := w.office.open(); err != nil {
				w.fail("open HQ: %v", err)
			}
			w.note("hq", "up")
		})
	},
}

// hqDisk has HQ's store fail, before it has stored or after.
var hqDisk = Fault{
	Name: "hq-disk", About: "HQ's store fails, also when it has stored already",
	prepare: func(w *World, r *rand.Rand) {
		share := oneOf(r, 0.05, 0.3)
		var mu sync.Mutex // guards r
		w.office.store.set(func() (before, after error) {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case !chance(r, share):
				return nil, nil
			case chance(r, 0.5):
				return errStore, nil
			}
			return nil, errStore
		})
	},
}
