package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"kioskd/queue/seal"
)

// withRecovery makes the operator's pair and names it in the configuration.
func (k *kiosk) withRecovery() keyPair {
	k.t.Helper()
	var pair keyPair
	k.fromJSON(&pair, "queue", "recovery-key", "--out", filepath.Join(k.t.TempDir(), "stick"))
	k.config.Journal.RecoveryKey = pair.Public
	k.write()
	return pair
}

func TestRecoveryKey(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	stick := filepath.Join(t.TempDir(), "stick")
	text := k.good("queue", "recovery-key", "--out", stick)
	for _, want := range []string{filepath.Join(stick, secretFile), filepath.Join(stick, publicFile), "recovery_key = "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	secret := strings.Fields(read(t, filepath.Join(stick, secretFile)))
	if strings.Contains(text, secret[len(secret)-1]) {
		t.Error("the secret is printed")
	}
	k.bad(1, "must not be there yet", "queue", "recovery-key", "--out", stick)
	k.bad(2, "--out", "queue", "recovery-key")
}

// TestKeyIsWrapped: whoever opens the journal first wraps the key, and a public
// half that cannot be read is said at once.
func TestKeyIsWrapped(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(4)
	pair := k.withRecovery()
	if text := k.good("queue", "status"); !strings.Contains(text, "the operator's key "+pair.Key) {
		t.Errorf("\n%s", text)
	}
	secret, err := seal.ReadRecoveryKey(pair.Secret)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := seal.ReadWrapped(filepath.Join(k.config.Data, seal.RecoveryFile), secret)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := seal.Default(filepath.Join(k.config.Data, "queue.key")).Load()
	if err != nil || !wrapped.Equal(kept) {
		t.Errorf("another key is wrapped, %v", err)
	}
	k.config.Journal.RecoveryKey = pair.Secret
	k.write()
	k.bad(1, "journal.recovery_key", "queue", "status")
	k.config.Journal.RecoveryKey = filepath.Join(t.TempDir(), "gone")
	k.write()
	k.bad(1, "kioskd queue recovery-key", "queue", "status")
}

func TestRotateKey(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	lines := k.fill(4)
	pair := k.withRecovery()
	var answer struct{ Generation int }
	k.fromJSON(&answer, "queue", "rotate-key")
	if answer.Generation != 2 {
		t.Errorf("generation %d, want 2", answer.Generation)
	}
	lines = append(lines, k.append(3)...)
	k.good("queue", "check")
	if text := k.good("queue", "rotate-key"); !strings.Contains(text, "generation 3") {
		t.Errorf("%q", text)
	}
	k.config.Journal.RecoveryKey = ""
	k.write()
	k.bad(1, "set journal.recovery_key", "queue", "rotate-key")
	// The wrapped key has all generations: it alone opens everything.
	to := filepath.Join(t.TempDir(), "new")
	k.good("queue", "salvage", "--from", k.withoutKey(), "--to", to, "--recovery-key", pair.Secret)
	k.config.Data = to
	k.write()
	if got := k.exported(); got != strings.Join(lines, "\n")+"\n" {
		t.Errorf("other facts came out:\n%s", got)
	}
}

func TestRotateKeyNotWhileRunning(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.fill(4)
	k.serve()
	k.bad(1, "stop the service", "queue", "rotate-key")
}

// TestCredential: the key comes from systemd, and no other is made.
func TestCredential(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no systemd on Windows")
	}
	k := newKiosk(t)
	lines := k.fill(4)
	credentials, key := t.TempDir(), filepath.Join(k.config.Data, "queue.key")
	if err := os.WriteFile(filepath.Join(credentials, "kioskd.queue.key"), []byte(read(t, key)), 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	k.bad(1, "data key is missing", "queue", "status")
	k.env = []string{"CREDENTIALS_DIRECTORY=" + credentials}
	if got := k.exported(); got != strings.Join(lines, "\n")+"\n" {
		t.Errorf("other facts came out:\n%s", got)
	}
	k.bad(1, "systemd-creds encrypt", "queue", "rotate-key")
	if _, err := os.Stat(key); !os.IsNotExist(err) {
		t.Errorf("a key file is there: %v", err)
	}
}

// TestFolderSaysNothing: whoever carries the disk away, without the key, reads
// neither a fact nor the key in it. Here the key is systemd's, so that all files
// can be searched.
func TestFolderSaysNothing(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no systemd on Windows")
	}
	k := newKiosk(t)
	k.fill(100)
	k.withRecovery()
	k.good("queue", "rotate-key")
	k.append(100)
	credentials, keyFile := t.TempDir(), filepath.Join(k.config.Data, "queue.key")
	key := read(t, keyFile)
	if err := os.WriteFile(filepath.Join(credentials, "kioskd.queue.key"), []byte(key), 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(keyFile); err != nil {
		t.Fatal(err)
	}
	k.env = []string{"CREDENTIALS_DIRECTORY=" + credentials}
	k.good("queue", "check")
	secrets := []string{"order-0000", "ref-0000", "123456", "approved", `"n":`, "no such shop"}
	for line := range strings.Lines(key) {
		digits := strings.Fields(line)[4]
		raw, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, digits, string(raw))
	}
	for _, secret := range secrets {
		if bytes.Contains(snapshot(t, k.config.Data), []byte(secret)) {
			t.Errorf("%q is in the data folder", secret)
		}
	}
}
