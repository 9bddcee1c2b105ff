package kioskapp

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"kioskd/cmd/internal/config"
	"kioskd/queue/seal"
	"kioskd/ui/storage"
)

// TestStorageAtRest: what web apps keep is sealed on disk, is there after a
// restart, and stays shut without the key.
func TestStorageAtRest(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	o := Options{Config: config.Config{Data: dir}, Log: slog.New(slog.DiscardHandler)}
	in := func(do func(*storage.Cabinet)) {
		t.Helper()
		b, err := openBooks(o)
		if err != nil {
			t.Fatal(err)
		}
		do(storage.New(b.vault))
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	const secret = "a-text-that-nobody-may-find"
	in(func(c *storage.Cabinet) {
		if err := errors.Join(c.Set(ctx, "bistro", "token", secret), c.Set(ctx, "_screen", "k", "v")); err != nil {
			t.Fatal(err)
		}
	})
	plain := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if bytes.Contains(text, []byte(secret)) || bytes.Contains(text, []byte(`"token"`)) {
			t.Errorf("%s holds it in plain", name)
		}
		plain++
		return err
	})
	if err != nil || plain == 0 {
		t.Fatalf("%d files were looked at, %v", plain, err)
	}
	in(func(c *storage.Cabinet) {
		if got, ok, err := c.Get(ctx, "bistro", "token"); got != secret || !ok || err != nil {
			t.Errorf("after a restart: %q, %v, %v", got, ok, err)
		}
		if _, ok, err := c.Get(ctx, "other", "token"); ok || err != nil {
			t.Errorf("another app: %v, %v", ok, err)
		}
	})
	other := t.TempDir()
	b, err := openBooks(Options{Config: config.Config{Data: other}, Log: o.Log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	sealed, err := os.ReadFile(filepath.Join(dir, vaultFolder, "storage-app-bistro.sealed"))
	if err == nil {
		err = os.WriteFile(filepath.Join(other, vaultFolder, "storage-app-bistro.sealed"), sealed, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := storage.New(b.vault).Get(ctx, "bistro", "token"); !errors.Is(err, seal.ErrSealed) || got != "" {
		t.Errorf("with another key: %q, %v", got, err)
	}
}
