package logs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, dir string, l Limits) (*File, *[]error) {
	t.Helper()
	var failures []error
	f, err := Open(dir, "kioskd", l, func(err error) { failures = append(failures, err) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, &failures
}

func write(t *testing.T, f *File, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if n, err := f.Write([]byte(line)); err != nil || n != len(line) {
			t.Errorf("wrote %d of %q: %v", n, line, err)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// TestBounds: the newest lines stay, whole, and also over a new start.
func TestBounds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	small := Limits{Bytes: 8, Files: 3}
	f, failures := open(t, dir, small)
	write(t, f, "one\n", "two\n", "three\n")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again, _ := open(t, dir, small)
	write(t, again, "4\n", "longer than the limit\n", "6\n")
	want := map[string]string{"kioskd.log": "6\n", "kioskd.1.log": "longer than the limit\n", "kioskd.2.log": "three\n4\n"}
	if diff := cmp.Diff(want, contents(t, dir)); diff != "" || len(*failures) > 0 {
		t.Errorf("(-want +got)\n%s%v", diff, *failures)
	}
}

// TestLostFolder: a log that cannot be written is told of once, and goes on when
// it can be written again.
func TestLostFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, failures := open(t, dir, Limits{Bytes: 4, Files: 2})
	write(t, f, "one\n")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	write(t, f, "two\n", "three\n")
	if len(*failures) != 1 || !strings.Contains((*failures)[0].Error(), "cannot be written") {
		t.Errorf("told %v, want one sentence", *failures)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, f, "four\n")
	if diff := cmp.Diff(map[string]string{"kioskd.log": "four\n"}, contents(t, dir)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestManyWriters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, _ := open(t, dir, Limits{Bytes: 1 << 10, Files: 50})
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 100 {
				write(t, f, fmt.Sprintf("writer %d line %d\n", w, i))
			}
		})
	}
	all.Wait()
	lines := 0
	for name, text := range contents(t, dir) {
		lines += strings.Count(text, "\n")
		if len(text) > 1<<10 {
			t.Errorf("%s has %d bytes", name, len(text))
		}
	}
	if lines != 800 {
		t.Errorf("%d lines, want 800", lines)
	}
}

func TestBadLimits(t *testing.T) {
	t.Parallel()
	if _, err := Open(t.TempDir(), "x", Limits{Bytes: 1, Files: 1}, nil); err == nil {
		t.Error("a log of one file cannot be turned over")
	}
	if _, err := Open(filepath.Join(t.TempDir(), "missing"), "x", DefaultLimits, nil); err == nil {
		t.Error("no folder, no error")
	}
}
