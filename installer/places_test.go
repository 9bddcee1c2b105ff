package installer

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReplaceProgram: the old program is back when a later step fails.
func TestReplaceProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, from := filepath.Join(dir, "bin", "kioskd"), filepath.Join(dir, "download")
	put := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(want string) {
		t.Helper()
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%q, %v; want %q", text, err, want)
		}
	}
	put(from, "one")
	removeFirst, err := replaceProgram(path, from)
	if err != nil {
		t.Fatal(err)
	}
	holds("one")
	put(from, "two")
	back, err := replaceProgram(path, from)
	if err != nil {
		t.Fatal(err)
	}
	holds("two")
	if err := back(); err != nil {
		t.Error(err)
	}
	holds("one")
	if err := removeFirst(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}

func TestReplaceProgramFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := replaceProgram(filepath.Join(dir, "kioskd"), filepath.Join(dir, "missing")); err == nil {
		t.Error("copied what is not there")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
