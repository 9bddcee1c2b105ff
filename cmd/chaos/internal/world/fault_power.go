package world

import (
	"context"
	"math/rand/v2"
	"time"
)

// power cuts the power: at any moment, or while the disk is at work.
var power = Fault{
	Name: "power", About: "the kiosk loses its power; what was not flushed may be gone",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 3*time.Minute, func() {
			off := between(r, 3*time.Second, 40*time.Second)
			if chance(r, 0.3) {
				w.shop.end(powerCut, off)
				return
			}
			w.cutWithin(ctx, r, off)
		})
	},
	mend: func(w *World) { w.shop.set(nil) },
}

// cutWithin cuts the power within one of the next disk operations, or a moment
// after it, when what it made durable is on its way. Only one kind of operation
// is counted: log and store are written side by side, in either order.
func (w *World) cutWithin(ctx context.Context, r *rand.Rand, off time.Duration) {
	kind := oneOf(r, "sync", "commit")
	skip, share := 1+r.IntN(8), r.Float64()*1.5
	w.shop.set(func(op string, takes time.Duration) {
		if op != kind {
			return
		}
		if skip--; skip != 0 {
			return
		}
		time.AfterFunc(time.Duration(share*float64(takes)), func() {
			if ctx.Err() == nil {
				w.shop.end(powerCut, off)
			}
		})
	})
}

// crash kills the process, or stops it in order.
var crash = Fault{
	Name: "crash", About: "the agent's process is killed, or stopped by its service manager",
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		nowAndThen(ctx, r, 4*time.Minute, func() {
			w.shop.end(oneOf(r, killed, stopped), between(r, time.Second, 10*time.Second))
		})
	},
}

// restore puts yesterday's disk back.
var restore = Fault{
	Name: "restore", About: "the disk is put back to what it was some time ago", rare: true,
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		sleep(ctx, between(r, time.Minute, 8*time.Minute))
		for !w.shop.backUp() && ctx.Err() == nil {
			sleep(ctx, between(r, time.Second, 10*time.Second))
		}
		sleep(ctx, between(r, time.Minute, 8*time.Minute))
		for !w.shop.putBack(between(r, 10*time.Second, time.Minute)) && ctx.Err() == nil {
			sleep(ctx, between(r, time.Second, 10*time.Second))
		}
	},
}

// backUp makes a copy of the disk.
func (s *shop) backUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == nil {
		return false
	}
	image, err := s.now.disk.Copy()
	if err != nil {
		s.w.fail("copy the disk: %v", err)
		return false
	}
	s.backup = &image
	s.w.shelf.copy()
	s.w.note("disk", "a copy is made")
	return true
}

// putBack ends the incarnation and has the next one begin with the copy.
func (s *shop) putBack(off time.Duration) bool {
	s.mu.Lock()
	backup := s.backup
	s.mu.Unlock()
	if backup == nil || !s.end(powerCut, off) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.swap = backup
	s.w.shelf.putBack()
	s.w.note("disk", "the copy is put back")
	s.w.wasRestored()
	return true
}
