package keyfile_test

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/wire"
)

func TestMake(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings.key")
	made, err := keyfile.Make(file, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := keyfile.Private(file)
	if err != nil || !made.Equal(private.Public()) {
		t.Errorf("the private half: %v", err)
	}
	for _, name := range []string{file + ".pub", wire.EncodeKey(made)} {
		if public, err := keyfile.Public(name); err != nil || !made.Equal(public) {
			t.Errorf("the public half from %s: %v", name, err)
		}
	}
	if _, err := keyfile.Make(file, rand.Reader); err == nil || !strings.Contains(err.Error(), "never written over") {
		t.Errorf("made again: %v", err)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("rights: %v, %v", info, err)
	}
}

// TestOpenSSL: what others write is read, and they read what is written.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil && runtime.GOOS == "windows" {
		t.Skip("there is no openssl on this machine")
	}
	if err != nil {
		t.Fatal("openssl is not installed: make setup installs it")
	}
	theirs, ours := filepath.Join(t.TempDir(), "theirs"), filepath.Join(t.TempDir(), "ours")
	if out, err := exec.Command(openssl, "genpkey", "-algorithm", "ed25519", "-out", theirs).CombinedOutput(); err != nil {
		t.Skipf("this openssl knows no Ed25519: %s", out)
	}
	if _, err := keyfile.Private(theirs); err != nil {
		t.Error(err)
	}
	if _, err := keyfile.Make(ours, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"pkey", "-in", ours, "-noout"}, {"pkey", "-pubin", "-in", ours + ".pub", "-noout"}} {
		if out, err := exec.Command(openssl, args...).CombinedOutput(); err != nil {
			t.Errorf("openssl %v: %s", args, out)
		}
	}
}

func TestNoKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	key := filepath.Join(dir, "key")
	if _, err := keyfile.Make(key, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		filepath.Join(dir, "missing"): "no such file",
		write("text", "hello"):        "no PEM file",
		write("other", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"): "no Ed25519 public key",
		key: "stays where it was made",
	} {
		if _, err := keyfile.Public(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	if _, err := keyfile.Private(key + ".pub"); err == nil || !strings.Contains(err.Error(), "want a private key") {
		t.Errorf("a public key as a private one: %v", err)
	}
}
