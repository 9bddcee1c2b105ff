package main

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/webhook"
)

// TestSecrets: the key gets a generation, seals anew, and when it is lost a person can
// go on without it.
func TestSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store, key := "sqlite:"+filepath.Join(dir, "hq.db"), filepath.Join(dir, "keys", "secrets.key")
	h, shut, err := hqapp.OpenSecrets(t.Context(), store, key, false, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = h.Add(t.Context(), webhook.Endpoint{URL: "https://erp.example.com/kiosk"})
	if err := shut(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	secrets := func(want int, texts ...string) {
		t.Helper()
		var out, said strings.Builder
		args := append([]string{"secrets"}, strings.Fields(texts[0])...)
		if got := run(context.Background(), append(args, "--store", store, "--secrets-key", key), func(string) string { return "" }, &out, &said); got != want {
			t.Errorf("%s: %d, want %d: %s", texts[0], got, want, &said)
		}
		for _, text := range texts[1:] {
			if !strings.Contains(out.String()+said.String(), text) {
				t.Errorf("%s does not say %q: %s%s", texts[0], text, &out, &said)
			}
		}
	}
	secrets(good, "rotate", "generation 2", "kioskhq secrets seal")
	secrets(good, "seal", "1 webhooks")
	secrets(good, "forget --yes", "0 webhooks")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	secrets(failed, "seal", "put the file back", "kioskhq secrets forget")
	secrets(failed, "rotate", "there is no key")
	secrets(usage, "forget", "--yes")
	secrets(good, "forget --yes", "https://erp.example.com/kiosk is switched off", "1 webhooks")
	secrets(good, "seal", "1 webhooks")
}
