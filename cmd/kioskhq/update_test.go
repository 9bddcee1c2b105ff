package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// typed runs a command and returns what it said.
func typed(args ...string) (int, string) {
	var out bytes.Buffer
	code := run(context.Background(), args, func(string) string { return "" }, &out, &out)
	return code, out.String()
}

// TestUpdateSignOffer: a folder is signed and given to HQ whole; one that was
// changed since, or signed by somebody else, is not.
func TestUpdateSignOffer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, folder, to := filepath.Join(dir, "release"), filepath.Join(dir, "v"), filepath.Join(dir, "updates")
	good := func(args ...string) string {
		t.Helper()
		code, said := typed(args...)
		if code != 0 {
			t.Fatalf("kioskhq %s: %d %s", strings.Join(args, " "), code, said)
		}
		return said
	}
	bad := func(why string, args ...string) {
		t.Helper()
		if code, said := typed(args...); code == 0 || !strings.Contains(said, why) {
			t.Errorf("kioskhq %s: %d %q, want %q", strings.Join(args, " "), code, said, why)
		}
	}
	good("keygen", key)
	good("keygen", key+"2")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	bad("holds no program called", "update", "sign", folder, "--version", "1.2.0", "--key", key)
	for _, name := range []string{"kioskd_linux_amd64", "kioskd_windows_amd64.exe", "README"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bad("not a version", "update", "sign", folder, "--version", "new", "--key", key)
	bad("staged_percent", "update", "sign", folder, "--version", "1.2.0", "--key", key, "--staged", "200")
	bad("holds no update", "update", "offer", folder, "--to", to)
	if said := good("update", "sign", folder, "--version", "1.2.0", "--key", key, "--staged", "10"); !strings.Contains(said, "for 2 platforms") {
		t.Error(said)
	}
	bad("wrong signature", "update", "offer", folder, "--to", to, "--key", key+"2.pub")
	good("update", "offer", folder, "--to", to, "--key", key+".pub")
	names, err := os.ReadDir(to)
	if err != nil || len(names) != 4 {
		t.Errorf("%v, %v", names, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "kioskd_linux_amd64"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	bad("not the program that was signed", "update", "offer", folder, "--to", to)
}
