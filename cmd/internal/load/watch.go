package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// watch measures what happens.
type watch struct {
	fleet   *fleet
	began   time.Time
	refused atomic.Int64 // connections that HQ's machine did not take

	mu    sync.Mutex // guards what follows
	took  []float32  // milliseconds from a fact's writing to its acknowledgement
	peak  int        // most kiosks that connected within one second
	phase phases
}

// phases are when what had come about; zero for what had not.
type phases struct{ connected, storm, back, settled time.Time }

func newWatch(f *fleet) *watch { return &watch{fleet: f, began: time.Now()} }

func (w *watch) acked(took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took = append(w.took, float32(took.Seconds()*1000))
}

func (w *watch) mark(at *time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*at = time.Now()
}

func (w *watch) connected() { w.mark(&w.phase.connected) }
func (w *watch) stormed()   { w.mark(&w.phase.storm) }
func (w *watch) settled()   { w.mark(&w.phase.settled) }

// errLate means that what was awaited has not come about.
var errLate = errors.New("it takes too long")

// await returns when something has come about. It looks ten times a second.
func (w *watch) await(ctx context.Context, within time.Duration, what string, is func() bool) error {
	deadline := time.Now().Add(within)
	for !is() {
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: after %s it is not so that %s; %d of %d kiosks are connected; one says: %s",
				errLate, within, what, w.up(), len(w.fleet.kiosks), w.complaint())
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (w *watch) up() int {
	return w.fleet.count(func(k *kiosk) bool { return k.up.State().Connected })
}

// complaint is what one kiosk says of its way to HQ.
func (w *watch) complaint() string {
	for _, k := range w.fleet.kiosks {
		if s := k.up.State(); !s.Connected && s.Error != "" {
			return s.Error
		}
	}
	return "nothing"
}

// run counts once a second, and tells.
func (w *watch) run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for before := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		up := w.up()
		w.count(up, before)
		before = up
		if w.fleet.Progress != nil {
			_, _ = fmt.Fprintf(w.fleet.Progress, "%4.0f s  %d connected, %d facts acknowledged, %d waiting\n",
				time.Since(w.began).Seconds(), up, w.facts(), w.waiting()) // for looking at
		}
	}
}

func (w *watch) count(up, before int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.peak = max(w.peak, up-before)
	storm := w.phase.storm
	if !storm.IsZero() && w.phase.back.IsZero() && w.fleet.connectedSince(storm) == len(w.fleet.kiosks) {
		w.phase.back = time.Now()
	}
}

// allBack reports whether all kiosks have come back after the storm.
func (w *watch) allBack() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.phase.back.IsZero()
}

func (w *watch) facts() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.took)
}

func (w *watch) waiting() (n int) {
	for _, k := range w.fleet.kiosks {
		n += k.journal.waiting()
	}
	return n
}

// percentile returns what so many of a hundred facts took at most, in
// milliseconds. The times must be sorted.
func percentile(took []float32, of int) float64 {
	if len(took) == 0 {
		return 0
	}
	return float64(took[min(len(took)*of/100, len(took)-1)])
}

func (w *watch) sorted() []float32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	took := slices.Clone(w.took)
	slices.Sort(took)
	return took
}
