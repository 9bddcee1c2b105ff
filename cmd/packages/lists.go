package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kioskd/cmd/internal/keyfile"
)

// component is a module in a program, as CycloneDX 1.5 has it.
type component struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Version string `json:"version"`
	URL     string `json:"purl,omitempty"`
}

// sbom lists the modules that a program is made of, by what Go's linker wrote into
// it, as CycloneDX 1.5 in JSON.
func sbom(program, release string, at time.Time) ([]byte, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	parts := []component{{"library", "std", strings.TrimPrefix(info.GoVersion, "go"), "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, component{"library", m.Path, m.Version, "pkg:golang/" + m.Path + "@" + m.Version})
	}
	return json.MarshalIndent(map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
		"metadata":   map[string]any{"timestamp": at.Format(time.RFC3339), "component": component{Type: "application", Name: "kioskd", Version: release}},
		"components": parts,
	}, "", "  ")
}

// sumsName is the file of checksums; its signature has .sig behind the name.
const sumsName = "SHA256SUMS"

// signSums signs the checksums, and so everything in the folder, with a private
// key in PEM: the bare 64 bytes of Ed25519, as openssl checks them.
func signSums(dir, keyFile string) error {
	key, err := keyfile.Private(keyFile)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, sumsName))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sumsName+".sig"), ed25519.Sign(key, text), 0o644)
}

// sums writes the checksums of a folder's files, as sha256sum -c reads them.
func sums(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), sumsName) || e.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(text), e.Name())
	}
	return os.WriteFile(filepath.Join(dir, sumsName), []byte(lines.String()), 0o644)
}
