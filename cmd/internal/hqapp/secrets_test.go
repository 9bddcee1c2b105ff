package hqapp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/hq/webhook"
)

// bookcase is an HQ's folder, with a store that has a webhook.
type bookcase struct {
	*testing.T
	dir, key string
	secret   string // of the webhook, as its receiver has it
}

func (b *bookcase) store() string { return "sqlite:" + filepath.Join(b.dir, "hq.db") }

// shelve makes a store with a webhook whose secret is sealed, or, as HQ kept them
// formerly, is not.
func shelve(t *testing.T, sealed bool) *bookcase {
	t.Helper()
	b := &bookcase{T: t, dir: t.TempDir()}
	b.key = filepath.Join(b.dir, "secrets.key")
	if sealed {
		h, shut, err := hqapp.OpenSecrets(t.Context(), b.store(), "", false, rand.Reader)
		b.must(err)
		_, b.secret, err = h.Add(t.Context(), webhook.Endpoint{URL: "https://erp.example.com/kiosk"})
		b.must(err)
		b.must(shut())
		return b
	}
	s, err := sqlite.Open(t.Context(), filepath.Join(b.dir, "hq.db"))
	b.must(err)
	_, b.secret, err = webhook.New(webhook.Options{Store: s}).Add(t.Context(), webhook.Endpoint{URL: "https://erp.example.com/kiosk"})
	b.must(err)
	b.must(s.Close())
	return b
}

func (b *bookcase) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// starts has an HQ start with the store, and stop again.
func (b *bookcase) starts() error {
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: b.store(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(b.Context())
	stop()
	return app.Run(ctx)
}

// leaks reports whether the secret stands in a file of the folder, the key aside.
func (b *bookcase) leaks() bool {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(b.dir, "hq.db*"))
	if err != nil || len(files) == 0 {
		b.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		b.must(err)
		if bytes.Contains(text, []byte(strings.TrimPrefix(b.secret, "whsec_"))) {
			return true
		}
	}
	return false
}

// TestSecretsAreSealed: whoever has the store does not have what it signs with, also
// not of webhooks that were kept formerly.
func TestSecretsAreSealed(t *testing.T) {
	t.Parallel()
	for _, sealed := range []bool{true, false} {
		b := shelve(t, sealed)
		if b.leaks() == sealed {
			t.Errorf("sealed %v: the secret stands in the store: %v", sealed, b.leaks())
		}
		b.must(b.starts())
		s, err := sqlite.Open(t.Context(), filepath.Join(b.dir, "hq.db"))
		b.must(err)
		ids, err := webhook.Keys(t.Context(), s)
		b.must(err)
		if len(ids) != 1 {
			t.Errorf("sealed %v: with keys %v", sealed, ids)
		}
		b.must(s.Close())
		if b.leaks() {
			t.Errorf("sealed %v: the secret stands in the store after a start", sealed)
		}
	}
}

// TestSecretsNeedTheirKey: without it HQ does not start and makes no other in its
// place, and says what to do.
func TestSecretsNeedTheirKey(t *testing.T) {
	t.Parallel()
	b := shelve(t, true)
	text, err := os.ReadFile(b.key)
	b.must(err)
	refused := func(what, want string) {
		t.Helper()
		if err := b.starts(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "kioskhq secrets forget") {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	b.must(os.Remove(b.key))
	refused("no key", "put the file back")
	if _, err := os.Stat(b.key); err == nil {
		t.Error("a key was made where another belongs")
	}
	b.must(os.WriteFile(b.key, text[:len(text)/2], 0o600))
	refused("half a key", "not readable as a key")
	b.must(os.Remove(b.key))
	other := shelve(t, true)
	b.must(os.Rename(other.key, b.key))
	refused("another key", "bring the right file")
	b.must(os.WriteFile(b.key, text, 0o600))
	b.must(b.starts())
}

// TestSecretsRotate: a new generation of the key opens what the former sealed, and
// after sealing anew the former is needed no more.
func TestSecretsRotate(t *testing.T) {
	t.Parallel()
	b := shelve(t, true)
	former, err := os.ReadFile(b.key)
	b.must(err)
	n, err := hqapp.RotateSecretsKey(b.key, rand.Reader)
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	b.must(b.starts())
	h, shut, err := hqapp.OpenSecrets(t.Context(), b.store(), "", false, rand.Reader)
	b.must(err)
	if n, err := h.SealAll(t.Context(), true); n != 1 || err != nil {
		t.Errorf("sealed %d anew, %v", n, err)
	}
	b.must(shut())
	b.must(os.WriteFile(b.key, former, 0o600))
	h, shut, err = hqapp.OpenSecrets(t.Context(), b.store(), "", false, rand.Reader)
	b.must(err)
	if _, err := h.SealAll(t.Context(), true); err == nil || !strings.Contains(err.Error(), "no generation 2") {
		t.Errorf("with the former generation alone: %v", err)
	}
	b.must(shut())
	if _, err := hqapp.RotateSecretsKey(filepath.Join(b.dir, "none"), rand.Reader); err == nil || !strings.Contains(err.Error(), "--secrets-key") {
		t.Errorf("rotated what is not there: %v", err)
	}
}

// TestSecretsForgotten: a lost key costs the secrets, and nothing else.
func TestSecretsForgotten(t *testing.T) {
	t.Parallel()
	b := shelve(t, true)
	b.must(os.Remove(b.key))
	h, shut, err := hqapp.OpenSecrets(t.Context(), b.store(), "", true, rand.Reader)
	b.must(err)
	defer func() { b.must(shut()) }()
	lost, err := h.Forget(t.Context())
	if err != nil || len(lost) != 1 {
		t.Fatal(lost, err)
	}
	id := lost[0].ID
	e, err := h.Endpoint(t.Context(), id)
	if err != nil || !e.Off {
		t.Errorf("%+v, %v: without a secret it is off", e, err)
	}
	e.Off = false
	if err := h.Change(t.Context(), id, e); err == nil || !strings.Contains(err.Error(), "make another secret first") {
		t.Errorf("switched on without a secret: %v", err)
	}
	if _, err := h.Rotate(t.Context(), id); err != nil {
		t.Error(err)
	}
	b.must(h.Change(t.Context(), id, e))
	if lost, err := h.Forget(t.Context()); err != nil || len(lost) != 0 {
		t.Errorf("forgotten again: %v, %v", lost, err)
	}
	b.must(b.starts())
}
