package queue

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// looked opens a queue, whose store counts as large, and reports whether Open
// looked at every page first.
func looked(t *testing.T, dir string) (*Queue, bool) {
	t.Helper()
	full := false
	q := reopen(t, dir, Options{quick: 1, walk: 1, Verify: func(ctx context.Context, path string) error {
		full = true
		return VerifyFile(ctx, path)
	}})
	return q, full
}

func TestQuickStart(t *testing.T) {
	t.Parallel()
	steps := map[string]struct {
		meanwhile func(t *testing.T, dir string)
		full      bool
	}{
		"nothing":               {func(*testing.T, string) {}, false},
		"the note was lost":     {remove(stopFile), true},
		"the note was damaged":  {write(stopFile, "{}"), true},
		"the note is of before": {noteOfBefore, true},
		"the store is longer":   {longer, true},
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			fill(t, dir)
			step.meanwhile(t, dir)
			q, full := looked(t, dir)
			if full != step.full {
				t.Errorf("looked at every page: %v, want %v", full, step.full)
			}
			shut(t, q)
		})
	}
}

// noteOfBefore puts an old note beside a newer store, as a restored backup of
// single files does.
func noteOfBefore(t *testing.T, dir string) {
	note, err := os.ReadFile(filepath.Join(dir, stopFile))
	if err != nil {
		t.Fatal(err)
	}
	q := reopen(t, dir, Options{})
	appendTest(t, q, fact(100))
	shut(t, q)
	write(stopFile, string(note))(t, dir)
}

func longer(t *testing.T, dir string) {
	f, err := os.OpenFile(filepath.Join(dir, storeFile), os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = f.Write(make([]byte, pageSize))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The note is there between a clean stop and the next start, and at no other
// time.
func TestNoteIsOfCleanStopsOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := filepath.Join(dir, stopFile)
	there := func() bool {
		_, err := os.Stat(note)
		return err == nil
	}
	q, _ := looked(t, dir)
	if appendTest(t, q, fact(1)); there() {
		t.Error("there is a note while the queue is open")
	}
	if shut(t, q); !there() {
		t.Error("there is no note after a clean stop")
	}
	q, _ = looked(t, dir)
	q.suspectIf(ErrDamaged)
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if there() {
		t.Error("there is a note after damage was seen")
	}
}

// A page that went bad while the kiosk was off is met by a reader. That is
// damage, no wrong fact, and the next start mends it.
func TestQuickStartMeetsDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := fill(t, dir)
	spoilFacts(t, dir)
	q, full := looked(t, dir)
	if full {
		t.Error("looked at every page")
	}
	if _, err := q.From(1, Limit{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("reading a damaged page: error %v, want %v", err, ErrDamaged)
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	q, _ = looked(t, dir)
	if q.Report().Good() {
		t.Error("nothing was mended")
	}
	if got := readAll(t, q); len(got) != len(want) {
		t.Errorf("%d facts, want %d", len(got), len(want))
	}
	shut(t, q)
}

// spoilFacts overwrites the page of the first facts.
func spoilFacts(t *testing.T, dir string) {
	path := filepath.Join(dir, storeFile)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range findShards(f, info.Size()) {
		if s.seq == 1 {
			_, err = f.WriteAt(bytes.Repeat([]byte("!"), s.length), s.off)
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
