package storage

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// box keeps values in memory, and fails on demand.
type box struct {
	mu     sync.Mutex // guards all below
	values map[string][]byte
	err    error
	puts   int
}

func newBox() *box { return &box{values: map[string][]byte{}} }

func (b *box) Get(name string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, ok := b.values[name]
	if !ok && b.err == nil {
		return nil, fs.ErrNotExist
	}
	return bytes.Clone(v), b.err
}

func (b *box) Put(name string, value []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.values[name] = bytes.Clone(value)
		b.puts++
	}
	return b.err
}

// holds checks what an app reads.
func holds(t *testing.T, c *Cabinet, app, key, want string) {
	t.Helper()
	got, ok, err := c.Get(t.Context(), app, key)
	if err != nil || got != want || ok != (want != "") {
		t.Errorf("%s of %s is %q, %v, %v; want %q", key, app, got, ok, err, want)
	}
}

func TestDrawers(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), newBox()
	c := New(b)
	if err := errors.Join(c.Set(ctx, "one", "token", "a"), c.Set(ctx, "two", "token", "b"), c.Set(ctx, "one", "한국어 <&>", "값\x00\n")); err != nil {
		t.Fatal(err)
	}
	holds(t, c, "one", "token", "a")
	holds(t, c, "two", "token", "b")
	c = New(b) // a restart
	holds(t, c, "one", "token", "a")
	holds(t, c, "one", "한국어 <&>", "값\x00\n")
	if err := errors.Join(c.Remove(ctx, "one", "token"), c.Remove(ctx, "one", "nothing"), c.Clear(ctx, "two"), c.Clear(ctx, "three")); err != nil {
		t.Fatal(err)
	}
	c = New(b)
	holds(t, c, "one", "token", "")
	holds(t, c, "two", "token", "")
	holds(t, c, "one", "한국어 <&>", "값\x00\n")
}

func TestBounds(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), New(newBox())
	for _, bad := range []struct {
		key, value string
		want       error
	}{
		{"", "x", ErrKey}, {strings.Repeat("k", MaxKey+1), "x", ErrKey}, {"\xff", "x", ErrKey},
		{"k", strings.Repeat("x", MaxValue+1), ErrValue}, {"k", "\xff", ErrValue},
	} {
		if err := c.Set(ctx, "app", bad.key, bad.value); !errors.Is(err, bad.want) {
			t.Errorf("%.10q: %v, want %v", bad.key, err, bad.want)
		}
	}
	full := strings.Repeat("x", MaxValue)
	kept := 0
	for ; ; kept++ {
		err := c.Set(ctx, "app", string(rune('a'+kept)), full)
		if errors.Is(err, ErrQuota) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if kept != MaxDrawer/MaxValue {
		t.Errorf("%d full texts were kept", kept)
	}
	holds(t, c, "app", "a", full)
	if err := errors.Join(c.Remove(ctx, "app", "a"), c.Set(ctx, "app", "z", full), c.Set(ctx, "other", "a", full)); err != nil {
		t.Errorf("after making room: %v", err)
	}
}

// TestTooOften: an app in a loop writes some, then one in a while; reading and
// what changes nothing are free.
func TestTooOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, b := t.Context(), newBox()
		c := New(b)
		refused := 0
		for i := range 1000 {
			if errors.Is(c.Set(ctx, "app", "n", strings.Repeat("x", i+1)), ErrOften) {
				refused++
			}
		}
		if b.puts != Burst || refused != 1000-Burst {
			t.Errorf("%d of 1000 writes reached the disk, %d were refused", b.puts, refused)
		}
		if err := c.Set(ctx, "app", "n", strings.Repeat("x", Burst)); err != nil {
			t.Errorf("what is kept already: %v", err)
		}
		if err := c.Set(ctx, "other", "n", "x"); err != nil {
			t.Errorf("another app: %v", err)
		}
		time.Sleep(Every)
		if err := c.Set(ctx, "app", "n", "y"); err != nil {
			t.Errorf("after a while: %v", err)
		}
	})
}

// TestShutDrawer: what does not open is not empty, and is not written over.
func TestShutDrawer(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), newBox()
	if err := New(b).Set(ctx, "app", "k", "v"); err != nil {
		t.Fatal(err)
	}
	before := maps.Clone(b.values)
	broken := errors.New("sealed with another key")
	b.err = broken
	c := New(b)
	_, _, err := c.Get(ctx, "app", "k")
	for _, err := range []error{err, c.Set(ctx, "app", "k", "new"), c.Remove(ctx, "app", "k"), c.Clear(ctx, "app")} {
		if !errors.Is(err, broken) {
			t.Errorf("a drawer that does not open: %v", err)
		}
	}
	b.err = nil
	if !bytes.Equal(before["storage-app-app"], b.values["storage-app-app"]) {
		t.Error("it was written over")
	}
	holds(t, c, "app", "k", "v")
	b.err = broken
	if err := c.Set(ctx, "app", "k", "lost"); !errors.Is(err, broken) {
		t.Errorf("a disk that is full: %v", err)
	}
	holds(t, c, "app", "k", "v")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	c := New(newBox())
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := c.Set(t.Context(), "app", string(rune('a'+i)), "v"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range 20 {
		holds(t, c, "app", string(rune('a'+i)), "v")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	d, err := c.open(t.Context(), "app")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Clear(gone, "app"); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone away waits: %v", err)
	}
	<-d.turn
}
