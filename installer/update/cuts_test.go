package update

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPowerCuts takes the power away at every change of the disk that an update
// makes, from the offer to the end of the trial, and whatever was not flushed with
// it. There is always a version to start, what HQ has heard stays true, and in the
// end the right version lives: a good one, or the one before a bad one.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dies  time.Duration
		lives string
	}{
		"a good version":                    {0, "1.1.0"},
		"a version that dies at once":       {time.Millisecond, installed},
		"a version that dies after a while": {5 * time.Minute, installed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			points := 0
			for over := false; !over; points++ {
				for seed := range uint64(4) {
					synctest.Test(t, func(t *testing.T) {
						over = powerCut(t, cut{after: points, seed: seed, dies: c.dies, lives: c.lives})
					})
				}
			}
			if points < 10 {
				t.Errorf("it has only %d points to cut the power at", points)
			}
			t.Logf("cut the power at %d points, four times each", points)
		})
	}
}

// cut is one power cut in the life of an update.
type cut struct {
	after int // changes of the disk
	seed  uint64
	dies  time.Duration // after which the new version panics; 0 for never
	lives string        // which version has to live in the end
}

// powerCut reports whether the update was over before the power went.
func powerCut(t *testing.T, c cut) (over bool) {
	w := newWorld(t)
	if c.dies > 0 {
		w.dies["1.1.0"] = c.dies
	}
	o := w.publish("1.1.0", nil)
	d := w.disk(c.after, c.seed)
	for range 6 {
		d.dead.Store(false)
		if at := w.boot(d); !d.gone.Load() {
			_ = w.run(d, at, []Offer{o}, time.Hour)
		}
	}
	over = !d.gone.Load()
	w.keepsItsWord(c)
	if got := w.lives(o); got != c.lives {
		t.Errorf("%+v: version %s lives; %s; %+v", c, got, w.heard(), w.state())
	}
	want := slices.DeleteFunc([]string{c.lives}, func(v string) bool { return v == installed })
	if diff := cmp.Diff(want, w.versions()); diff != "" && len(want)+len(w.versions()) > 0 {
		t.Errorf("%+v: left behind (-want +got)\n%s", c, diff)
	}
	return over
}

// keepsItsWord holds that what HQ was told survives the cut.
func (w *world) keepsItsWord(c cut) {
	w.t.Helper()
	s := w.state()
	if slices.Contains(w.told, "1.1.0 "+Healthy) && s.Good != "1.1.0" {
		w.t.Errorf("%+v: HQ was told that 1.1.0 is good, and left is %+v", c, s)
	}
	if slices.Contains(w.told, "1.1.0 "+RolledBack) && s.Bad["1.1.0"] == "" {
		w.t.Errorf("%+v: HQ was told that 1.1.0 is bad, and left is %+v", c, s)
	}
}
