package screen

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestCalmed: only the traces of a crash are changed, and numbers stay as they
// were written.
func TestCalmed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"profile":{"exit_type":"Crashed","name":"a"},"n":13345678901234567890}`: `{"n":13345678901234567890,"profile":{"exit_type":"Normal","exited_cleanly":true,"name":"a"},"translate":{"enabled":false}}`,
		`{}`: `{"profile":{"exit_type":"Normal","exited_cleanly":true},"translate":{"enabled":false}}`,
	} {
		if got, ok := calmed([]byte(in)); !ok || string(got) != want {
			t.Errorf("%s: %s, %t", in, got, ok)
		}
	}
	for _, bad := range []string{"", "null", "[]", `{"profile":3}`, `{"profile"`} {
		if got, ok := calmed([]byte(bad)); ok {
			t.Errorf("%q: %s", bad, got)
		}
	}
}

func FuzzCalmed(f *testing.F) {
	f.Add([]byte(`{"profile":{"exit_type":"Crashed"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if out, ok := calmed(text); ok && !json.Valid(out) {
			t.Errorf("%q became %q", text, out)
		}
	})
}

// TestReadyProfile: locks of a killed browser go, and preferences that cannot be
// read are kept under another name.
func TestReadyProfile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := readyProfile(dir); err != nil {
		t.Errorf("a new profile: %v", err)
	}
	prefs := filepath.Join(dir, "Default", "Preferences")
	if err := errors.Join(os.Symlink("host-1", filepath.Join(dir, "SingletonLock")), os.MkdirAll(filepath.Dir(prefs), 0o700), os.WriteFile(prefs, []byte("{"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := readyProfile(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "SingletonLock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the lock is still there: %v", err)
	}
	if kept, err := os.ReadFile(prefs + ".damaged"); err != nil || string(kept) != "{" {
		t.Errorf("%q, %v", kept, err)
	}
}

func TestOneKeeper(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "profile")
	first, err := lockProfile(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockProfile(dir); !errors.Is(err, ErrTaken) {
		t.Errorf("a second keeper: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := lockProfile(dir)
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	_ = again.Close()
}
