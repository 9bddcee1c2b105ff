package update

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestUpdate: a good version is fetched over a line that breaks all the time,
// tried, and stays.
func TestUpdate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		o := w.publish("1.1.0", nil)
		w.cutAt = 5000
		if got := w.lives(o); got != "1.1.0" {
			t.Errorf("version %s lives", got)
		}
		want := []string{"1.1.0 offered", "1.1.0 fetched", "1.1.0 applied", "1.1.0 healthy"}
		if diff := cmp.Diff(want, w.told); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if s := w.state(); s.Good != "1.1.0" || s.Trial != nil || w.served < 3 {
			t.Errorf("%+v after %d answers", s, w.served)
		}
	})
}

// TestBadVersions: whatever is wrong with a new version, the one before comes back
// by itself, HQ hears why, and the bad one is not tried again.
func TestBadVersions(t *testing.T) {
	t.Parallel()
	sick := errors.New("the pad is lost")
	for name, test := range map[string]struct {
		make func(*world)
		says string
	}{
		"does not start":       {func(w *world) { w.dies["1.1.0"] = time.Millisecond }, "started 3 times"},
		"panics after minutes": {func(w *world) { w.dies["1.1.0"] = 5 * time.Minute }, "started 3 times"},
		"is unwell at once": {func(w *world) {
			w.unwell = func(v string, _ time.Duration) error { return ifNew(v, sick) }
		}, "pad is not as well as before: the pad is lost"},
		"falls ill after nine minutes": {func(w *world) {
			w.unwell = func(v string, after time.Duration) error {
				if after < 8*time.Minute {
					return nil
				}
				return ifNew(v, sick)
			}
		}, "the pad is lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				test.make(w)
				o := w.publish("1.1.0", nil)
				if got := w.lives(o); got != installed {
					t.Errorf("version %s lives", got)
				}
				s := w.state()
				if !strings.Contains(s.Bad["1.1.0"], test.says) || s.Good != "" || s.Trial != nil {
					t.Errorf("%+v", s)
				}
				if s.Last == nil || s.Last.State != RolledBack || !strings.Contains(s.Last.Reason, test.says) {
					t.Errorf("offered again: %+v", s.Last)
				}
				o.Here = true
				if err := w.updater(w.disk(-1, 1), Choice{Version: installed}, nil).Take(context.Background(), o); !errors.Is(err, ErrBad) {
					t.Errorf("brought again by somebody: %v", err)
				}
				w.unwell = func(string, time.Duration) error { return nil }
				if got := w.lives(w.publish("1.2.0", nil)); got != "1.2.0" {
					t.Errorf("after a mended version %s lives", got)
				}
			})
		})
	}
}

func ifNew(version string, err error) error {
	if version == "1.1.0" {
		return err
	}
	return nil
}

// TestSickBefore: what was unwell before an update is not held against it, and a
// short illness neither.
func TestSickBefore(t *testing.T) {
	t.Parallel()
	for name, unwell := range map[string]func(string, time.Duration) error{
		"always": func(string, time.Duration) error { return errors.New("no pad here") },
		"shortly": func(v string, after time.Duration) error {
			if v != installed && after < 50*time.Second {
				return errors.New("starting")
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.unwell = unwell
				if got := w.lives(w.publish("1.1.0", nil)); got != "1.1.0" {
					t.Errorf("version %s lives: %s", got, w.heard())
				}
			})
		})
	}
}

// TestPeacefulEnds: a version on trial may be stopped now and then, and not for
// ever.
func TestPeacefulEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		o := w.publish("1.1.0", nil)
		d := w.disk(-1, 1)
		if err := w.run(d, w.boot(d), []Offer{o}, time.Hour); err != nil {
			t.Fatal(err)
		}
		n := 0
		for ; w.boot(d).Trial; n++ {
			if err := w.run(d, Choice{Version: "1.1.0"}, nil, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if n != maxPeaceful || !strings.Contains(w.state().Bad["1.1.0"], "12 times") {
			t.Errorf("%d starts, %+v", n, w.state())
		}
	})
}
