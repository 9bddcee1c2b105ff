package update

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFullDisk: the disk fills up at every step of an update, although there was
// room when it began. A working version serves, nothing of the new one takes room
// from the journal, and once there is room again the update is taken.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	points := 0
	for full := true; full; points++ {
		synctest.Test(t, func(t *testing.T) { full = fullDisk(t, points) })
	}
	if points < 10 {
		t.Errorf("an update writes only %d times", points)
	}
	t.Logf("the disk was full after each of %d writes", points-1)
}

// fullDisk reports whether the disk was full before the update was over.
func fullDisk(t *testing.T, room int) (full bool) {
	w := newWorld(t)
	o := w.publish("1.1.0", nil)
	d := w.disk(-1, 1)
	d.room = room
	for range 4 {
		_ = w.run(d, w.boot(d), []Offer{o}, time.Hour)
	}
	full = d.room == 0
	if parts, err := d.Names(w.folder(d).path("fetch")); err != nil || len(parts) > 0 {
		t.Errorf("full after %d writes: %v takes up room, %v", room, parts, err)
	}
	if at := w.boot(w.disk(-1, 1)); full && at.Version == installed && slices.Contains(w.told, "1.1.0 "+Healthy) {
		t.Errorf("full after %d writes: what HQ has heard is not so: %s", room, w.heard())
	}
	if got := w.lives(o); got != "1.1.0" {
		t.Errorf("full after %d writes: version %s lives when there is room again; %s; %+v", room, got, w.heard(), w.state().Last)
	}
	if diff := cmp.Diff([]string{"1.1.0"}, w.versions()); diff != "" {
		t.Errorf("full after %d writes: left behind (-want +got)\n%s", room, diff)
	}
	return full
}
