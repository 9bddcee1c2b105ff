package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/config"
	"kioskd/installer/update"
	"kioskd/sync/wire"
)

// stick is a USB stick with a version on it.
func stick(t *testing.T, version, program string) (dir string, public ed25519.PublicKey) {
	t.Helper()
	dir = t.TempDir()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	sum := sha256.Sum256([]byte(program))
	m, err := json.Marshal(update.Manifest{Version: version, Files: map[string]update.File{
		update.Platform(): {URL: "program", Size: int64(len(program)), SHA256: hex.EncodeToString(sum[:])},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"program": program, update.ManifestFile: string(m), update.SignatureFile: wire.Sign(key, wire.PurposeUpdate, m)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, key.Public().(ed25519.PublicKey)
}

// TestUpdateApply: a version from a folder is tried at the next start, and what is
// wrong with one is said; the version that runs is told.
func TestUpdateApply(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(2)
	dir, public := stick(t, "7.0.0", "a program")
	k.bad(1, "knows no key that signs updates", "update", "apply", dir)
	k.bad(1, "knows no key that signs updates", "update", "status")
	k.config.Update.Key = wire.EncodeKey(public)
	k.write()
	k.bad(1, "holds no update", "update", "apply", t.TempDir())
	old, _ := stick(t, "0.0.1", "an old program")
	k.bad(1, "not newer than what runs", "update", "apply", old)
	if out := k.good("update", "apply", dir); !strings.Contains(out, "version 7.0.0 is tried at the next start") {
		t.Error(out)
	}
	var s update.Status
	k.fromJSON(&s, "update", "status")
	if s.Trial == nil || s.Trial.Version != "7.0.0" || s.Last.State != update.Applied {
		t.Errorf("%+v", s)
	}
	if out := k.good("update", "status"); !strings.Contains(out, "on trial") {
		t.Error(out)
	}
	k.config.Update.Key = "nonsense"
	k.write()
	k.bad(1, "update.key: ", "update", "status")
}

// TestSuccessor: the installed program starts the version on trial, at most so
// often, and never while it stands in for another itself.
func TestSuccessor(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(2)
	dir, public := stick(t, "7.0.0", "a program")
	k.config.Update.Key = wire.EncodeKey(public)
	k.write()
	k.good("update", "apply", dir)
	var said strings.Builder
	own := &terminal{errOut: &said, file: k.file}
	standIn := &terminal{errOut: &said, file: k.file, env: []string{startedBy + "=0.1.0"}}
	if c := standIn.successor(); c.Path != "" {
		t.Errorf("one that stands in for another starts a third: %+v", c)
	}
	starts := 0
	for own.successor().Version == "7.0.0" {
		starts++
	}
	if starts != 3 || said.Len() > 0 {
		t.Errorf("%d starts; said %q", starts, said.String())
	}
}

// TestFolderAlone: the data folder is found in a configuration of the future.
func TestFolderAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "kioskd.toml")
	if err := os.WriteFile(file, []byte("data = \"/some/where\"\nbrand_new = 1\n[future]\nx = 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := config.Folder(file, nil); got != "/some/where" {
		t.Error(got)
	}
	if got := config.Folder(file, []string{"KIOSKD_DATA=/else/where"}); got != "/else/where" {
		t.Error(got)
	}
	if got := config.Folder(file+".not", nil); got != config.Default().Data {
		t.Error(got)
	}
}
