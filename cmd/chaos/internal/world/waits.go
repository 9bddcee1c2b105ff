package world

import (
	"maps"
	"slices"
	"sync"
)

// waits counts who waits for an answer of the kiosk.
type waits struct {
	mu   sync.Mutex // guards what follows
	open map[int]string
	next int
}

// begin notes somebody who waits; calling the result ends that.
func (w *waits) begin(what string) (end func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.next
	w.next++
	w.open[n] = what
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.open, n)
	}
}

// check finds those who wait still.
func (w *waits) check(world *World) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range slices.Sorted(maps.Keys(w.open)) {
		world.found(Stuck, "still waiting for %s", w.open[n])
	}
}
