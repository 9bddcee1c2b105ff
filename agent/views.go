package agent

import (
	"context"
	"reflect"
	"sync"
)

// views holds the newest view and wakes whoever waits for a newer one.
type views struct {
	mu      sync.Mutex // guards latest and changed
	latest  View
	changed chan struct{} // closed when latest is replaced
}

func newViews(first View) *views {
	first.Seq = 1
	return &views{latest: first, changed: make(chan struct{})}
}

func (v *views) now() View {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.latest
}

// publish replaces the view when it differs.
func (v *views) publish(next View) {
	v.mu.Lock()
	defer v.mu.Unlock()
	next.Seq = v.latest.Seq
	if reflect.DeepEqual(next, v.latest) {
		return
	}
	next.Seq++
	v.latest = next
	close(v.changed)
	v.changed = make(chan struct{})
}

func (v *views) wait(ctx context.Context, after uint64) (View, error) {
	for {
		v.mu.Lock()
		latest, changed := v.latest, v.changed
		v.mu.Unlock()
		if latest.Seq > after {
			return latest, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return latest, ctx.Err()
		}
	}
}
