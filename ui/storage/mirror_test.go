package storage

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var errAway = errors.New("HQ is away")

// shelf is HQ, as far as it keeps texts.
type shelf struct {
	mu    sync.Mutex // guards all below
	texts map[string]string
	away  bool
	puts  int
	lists int
}

func (s *shelf) Put(_ context.Context, app, key string, value *string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errAway
	}
	s.puts++
	delete(s.texts, app+"/"+key)
	if value != nil {
		s.texts[app+"/"+key] = *value
	}
	return nil
}

func (s *shelf) List(_ context.Context, app string) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errAway
	}
	s.lists++
	all := map[string]string{}
	for name, value := range s.texts {
		if key, ok := strings.CutPrefix(name, app+"/"); ok {
			all[key] = value
		}
	}
	return all, nil
}

func (s *shelf) Fits(_, value string) bool { return len(value) < 100 }

func (s *shelf) goes(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *shelf) holds(t *testing.T, want map[string]string) {
	t.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !maps.Equal(s.texts, want) {
		t.Errorf("HQ keeps %v, want %v", s.texts, want)
	}
}

// mirrored runs a mirror of a box.
func mirrored(t *testing.T, b *box, far *shelf, on func() bool) *Mirror {
	t.Helper()
	m := NewMirror(New(b), far, on, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return m
}

func always() bool { return true }

func (m *Mirror) reads(t *testing.T, key, want string) {
	t.Helper()
	if got, ok, err := m.Get(t.Context(), "menu", key); err != nil || got != want || ok != (want != "") {
		t.Errorf("%s is %q, %v, %v; want %q", key, got, ok, err, want)
	}
}

func newShelf() *shelf { return &shelf{texts: map[string]string{}} }

// TestMirror: what an app keeps is at HQ as well, and a kiosk that was set up anew
// finds it.
func TestMirror(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, far := t.Context(), newShelf()
		m := mirrored(t, newBox(), far, always)
		if err := errors.Join(m.Set(ctx, "menu", "table", "12"), m.Set(ctx, "menu", "tax", "10"), m.Set(ctx, "other", "table", "1")); err != nil {
			t.Fatal(err)
		}
		far.holds(t, map[string]string{"menu/table": "12", "menu/tax": "10", "other/table": "1"})
		if err := errors.Join(m.Remove(ctx, "menu", "tax"), m.Clear(ctx, "other"), m.Set(ctx, "menu", "table", "13")); err != nil {
			t.Fatal(err)
		}
		far.holds(t, map[string]string{"menu/table": "13"})
		again := mirrored(t, newBox(), far, always)
		again.reads(t, "table", "13")
		again.reads(t, "tax", "")
		if err := again.Set(ctx, "menu", "table", "14"); err != nil {
			t.Fatal(err)
		}
		far.holds(t, map[string]string{"menu/table": "14"})
	})
}

// TestMirrorAway: while HQ is away nothing waits for it longer than once, and
// everything arrives afterwards, also when the kiosk was restarted meanwhile.
func TestMirrorAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, far, b := t.Context(), newShelf(), newBox()
		far.texts["menu/old"] = "from before"
		far.goes(true)
		m := mirrored(t, b, far, always)
		m.reads(t, "old", "")
		if err := m.Set(ctx, "menu", "table", "12"); err != nil {
			t.Fatal(err)
		}
		far.holds(t, map[string]string{"menu/old": "from before"})
		far.goes(false)
		time.Sleep(2 * askAgain)
		far.holds(t, map[string]string{"menu/old": "from before", "menu/table": "12"})
		m.reads(t, "old", "from before")
		far.goes(true)
		if err := errors.Join(m.Set(ctx, "menu", "table", "13"), m.Remove(ctx, "menu", "old")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		far.goes(false)
		anew := mirrored(t, b, far, always)
		anew.reads(t, "table", "13")
		anew.reads(t, "old", "")
		time.Sleep(2 * askAgain)
		far.holds(t, map[string]string{"menu/table": "13"})
	})
}

// TestMirrorOff: nothing leaves a kiosk whose settings do not say so; when they do,
// what is here counts.
func TestMirrorOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, far := t.Context(), newShelf()
		far.texts["menu/table"] = "old"
		on := false
		m := mirrored(t, newBox(), far, func() bool { return on })
		long := strings.Repeat("x", 200)
		if err := errors.Join(m.Set(ctx, "menu", "table", "12"), m.Set(ctx, "menu", "long", long)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if far.puts+far.lists > 0 {
			t.Errorf("HQ was told %d times, asked %d times", far.puts, far.lists)
		}
		on = true
		if err := m.Set(ctx, "menu", "longer", long); !errors.Is(err, ErrValue) {
			t.Errorf("a text that HQ cannot keep: %v", err)
		}
		m.reads(t, "table", "12")
		if err := m.Set(ctx, "menu", "tax", "10"); err != nil {
			t.Fatal(err)
		}
		far.holds(t, map[string]string{"menu/table": "12", "menu/tax": "10"})
		m.reads(t, "long", long)
	})
}

// TestMirrorBroken: a disk that cannot say what was sent is told to the app, and
// nothing is overwritten anywhere.
func TestMirrorBroken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far, b := newShelf(), newBox()
		far.texts["menu/table"] = "12"
		b.err = errors.New("the disk is gone")
		m := mirrored(t, b, far, always)
		if err := m.Set(t.Context(), "menu", "table", "13"); !errors.Is(err, b.err) {
			t.Errorf("set: %v", err)
		}
		far.holds(t, map[string]string{"menu/table": "12"})
	})
}
