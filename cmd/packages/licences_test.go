package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/keyfile"
)

// linked lists the modules that our programs are made of, on all systems that they
// are built for.
func linked(t *testing.T) map[string]module {
	t.Helper()
	all := map[string]module{}
	for _, system := range []string{"linux", "windows"} {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=Module", "./cmd/kioskd", "./cmd/kioskhq", "./cmd/padsim")
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("list what the programs link: %v", err)
		}
		for d := json.NewDecoder(strings.NewReader(string(out))); ; {
			var p struct{ Module *module }
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && p.Module.Path != "kioskd" {
				all[p.Module.Path] = *p.Module
			}
		}
	}
	return all
}

// TestLicences: every library in our programs may be passed on, and says so.
func TestLicences(t *testing.T) {
	t.Parallel()
	all := linked(t)
	if len(all) < 10 {
		t.Fatalf("%d libraries", len(all))
	}
	for _, m := range all {
		if _, err := m.licence(); err != nil {
			t.Error(err)
		}
	}
	if _, err := (module{Path: "x", Dir: t.TempDir()}).licence(); err == nil || !strings.Contains(err.Error(), "without a licence") {
		t.Errorf("a library without a licence: %v", err)
	}
}

// TestLicencesOfAProgram reads what this test itself is made of.
func TestLicencesOfAProgram(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := licences(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Go and its standard library go1.", "The Go Authors", "github.com/alecthomas/kong v1", "Permission is hereby granted"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the licences do not say %q", want)
		}
	}
}

// TestSignature: the checksums are signed as openssl can check it.
func TestSignature(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "release.key")
	public, err := keyfile.Make(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if err := os.WriteFile(filepath.Join(out, "a.deb"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what was signed before is no part of what is signed
		if err := errors.Join(sums(out), signSums(out, key)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(out, sumsName))
	if err != nil || strings.Count(string(text), "\n") != 1 {
		t.Fatalf("%v, %s", err, text)
	}
	signature, err := os.ReadFile(filepath.Join(out, sumsName+".sig"))
	if err != nil || !ed25519.Verify(public, text, signature) {
		t.Errorf("the signature does not hold: %v", err)
	}
	openssl := exec.CommandContext(t.Context(), "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key+".pub", "-rawin", "-in", filepath.Join(out, sumsName), "-sigfile", filepath.Join(out, sumsName+".sig"))
	if said, err := openssl.CombinedOutput(); err != nil && !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("openssl: %v: %s", err, said)
	}
}
