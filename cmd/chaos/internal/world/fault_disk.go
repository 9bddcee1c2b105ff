package world

import (
	"context"
	"math/rand/v2"
	"syscall"
	"time"
)

// disk has the kiosk's disk fail, or full.
var disk = Fault{
	Name: "disk", About: "the kiosk's disk fails to write or to flush, or is full",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 4*time.Minute, func() {
			op := oneOf(r, "write", "sync", "commit", "create", "syncdir")
			cause := oneOf(r, syscall.EIO, syscall.ENOSPC)
			w.note("disk", "%s: %v", op, cause)
			w.shop.setLuck(diskLuck{fail: func(o, _ string) error {
				if o == op {
					return cause
				}
				return nil
			}})
			sleep(ctx, between(r, time.Second, time.Minute))
			w.note("disk", "works")
			w.shop.setLuck(diskLuck{})
		})
	},
}

// slowDisk is the memory card of a cheap kiosk.
var slowDisk = Fault{
	Name: "slow-disk", About: "the kiosk's disk takes up to some seconds to flush",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 3*time.Minute, func() {
			w.note("disk", "slow")
			w.shop.setLuck(diskLuck{delay: func(op string) time.Duration {
				return w.delays("slow disk "+op, 20*time.Millisecond, 4*time.Second)()
			}})
			sleep(ctx, between(r, 5*time.Second, time.Minute))
			w.note("disk", "quick")
			w.shop.setLuck(diskLuck{})
		})
	},
}
