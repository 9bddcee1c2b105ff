package kioskapp

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCopy: what a journal needs is copied, with rights for its owner, and what
// belongs to who has it open is not.
func TestCopy(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	for _, name := range []string{"queue.db", "queue.key.recovery", "log/1", keyFile, lockFile, doorFile} {
		writeFile(t, from, name, "text of "+name)
	}
	var told [][2]uint64
	s := Salvage{From: from, Tell: func(_ string, done, all uint64) { told = append(told, [2]uint64{done, all}) }}
	if err := s.copyTo(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"queue.db": "text of queue.db", "queue.key.recovery": "text of queue.key.recovery", "log/1": "text of log/1"}
	if diff := cmp.Diff(want, private(t, to)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if last := told[len(told)-1]; len(told) != 3 || last[0] != last[1] || last[1] != 55 {
		t.Errorf("told %v", told)
	}
}

// private returns a folder's files, each of which only its owner may read.
func private(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, infoErr := d.Info()
		text, readErr := os.ReadFile(filepath.Join(dir, name))
		if infoErr == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", name, info.Mode())
		}
		found[name] = string(text)
		return errors.Join(infoErr, readErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestCopyMovingTarget: a copy of a file that somebody writes into is worth
// nothing.
func TestCopyMovingTarget(t *testing.T) {
	t.Parallel()
	path := writeFile(t, t.TempDir(), "queue.db", "one")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := unchanged(f, before); err != nil {
		t.Errorf("a file at rest: %v", err)
	}
	writeFile(t, filepath.Dir(path), "queue.db", "one and two")
	if err := unchanged(f, before); err == nil {
		t.Error("a file that grew while it was read is taken for a good copy")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCopyStops(t *testing.T) {
	t.Parallel()
	from := t.TempDir()
	writeFile(t, from, "queue.db", "text")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (Salvage{From: from}).copyTo(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestMissingRanges(t *testing.T) {
	t.Parallel()
	var r Salvaged
	for _, seq := range []uint64{1, 2, 3, 7, 9} {
		r.miss(seq, seq+1)
	}
	r.miss(10, 10)
	r.miss(10, 13)
	if diff := cmp.Diff([]Range{{1, 3}, {7, 7}, {9, 12}}, r.Missing); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestJournalIn: anything but the key says that there has been a journal, so
// that nothing is ever made in its place.
func TestJournalIn(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"queue.db": true, "queue.epoch": true, "queue-1.log": true, "queue.db.damaged-20261121T101112Z-cut": true,
		"queue.key": false, "queue.key.recovery": false, "lock": false, "control.json": false,
	} {
		dir := t.TempDir()
		writeFile(t, dir, name, "")
		if got, err := HasJournal(dir); err != nil || got != want {
			t.Errorf("%s: %t, %v, want %t", name, got, err, want)
		}
	}
}
