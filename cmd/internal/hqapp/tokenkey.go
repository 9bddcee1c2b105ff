package hqapp

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kioskd/cmd/internal/keyfile"
)

// tokenKeyFile stands beside the store.
const tokenKeyFile = "web-tokens.key"

// TokenKey returns the key that signs the tokens of web apps: from a file, which
// is made when it is missing. If none is named it stands beside the store, or in
// kioskhq-data where that is PostgreSQL; an HQ that keeps nothing draws one from r.
// HQs that share a store need the same file.
func TokenKey(store, file string, r io.Reader) (ed25519.PrivateKey, error) {
	path, kept := strings.CutPrefix(store, "sqlite:")
	switch {
	case file != "":
	case isPostgres(store):
		file = filepath.Join("kioskhq-data", tokenKeyFile)
	case kept:
		file = filepath.Join(filepath.Dir(path), tokenKeyFile)
	default:
		_, key, err := ed25519.GenerateKey(r)
		return key, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the key for web tokens: %w", err)
	}
	return keyfile.Ensure(file, r)
}
