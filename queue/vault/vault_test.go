package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/queue/seal"
)

func newSealer(t *testing.T) *seal.Sealer {
	t.Helper()
	key, err := seal.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.New(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newVault(t *testing.T) *Vault {
	t.Helper()
	v, err := Open(filepath.Join(t.TempDir(), "vault"), newSealer(t))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *Vault, name, value string) {
	t.Helper()
	if err := v.Put(name, []byte(value)); err != nil {
		t.Fatal(err)
	}
}

func TestVault(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	put(t, v, "settings", "first")
	put(t, v, "settings", "second")
	put(t, v, "clock", "")
	again, err := Open(v.dir, v.sealer)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Get("settings"); string(got) != "second" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := again.Get("clock"); len(got) != 0 || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	names, err := again.Names()
	if diff := cmp.Diff([]string{"clock", "settings"}, names); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for range 2 {
		if err := v.Delete("clock"); err != nil {
			t.Error(err)
		}
	}
	if _, err := v.Get("clock"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestSealed: what is kept cannot be read, nor put in another's place, nor read
// with another key.
func TestSealed(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	put(t, v, "settings", "a secret of the shop")
	put(t, v, "clock", "noon")
	sealed, err := os.ReadFile(v.path("settings"))
	if err != nil || bytes.Contains(sealed, []byte("secret")) {
		t.Errorf("%v, %q", err, sealed)
	}
	if err := os.WriteFile(v.path("clock"), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Get("clock"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("in another's place: %v", err)
	}
	other := &Vault{dir: v.dir, sealer: newSealer(t)}
	if _, err := other.Get("settings"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("with another key: %v", err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	for _, name := range []string{"", "a/b", "..", "A", "1a", "a b", "ä", "a.sealed", string(bytes.Repeat([]byte("a"), 65))} {
		_, err := v.Get(name)
		if err = errors.Join(v.Put(name, nil), v.Delete(name), err); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	put(t, v, "settings", "before")
	if err := v.Put("settings", make([]byte, MaxValue+1)); !errors.Is(err, ErrLarge) {
		t.Errorf("got %v", err)
	}
	if got, err := v.Get("settings"); string(got) != "before" || err != nil {
		t.Errorf("after a refusal: %q, %v", got, err)
	}
}
