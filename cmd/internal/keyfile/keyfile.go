// Package keyfile keeps Ed25519 keys in files that other tools read too: the
// private half as PKCS #8 and the public half as SPKI, both in PEM, as openssl
// writes them. A private key is made for its owner's eyes only and never over
// another file.
package keyfile

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"kioskd/sync/wire"
)

const (
	privateType = "PRIVATE KEY"
	publicType  = "PUBLIC KEY"
)

// Make draws a key from r and writes it to a new file, for the owner alone. The
// public half goes beside it, with .pub at the end of the name.
func Make(file string, r io.Reader) (ed25519.PublicKey, error) {
	public, private, err := ed25519.GenerateKey(r)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("write a key: %w", err)
	}
	open, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("write a key: %w", err)
	}
	if err := create(file, 0o600, pem.Block{Type: privateType, Bytes: secret}); err != nil {
		return nil, err
	}
	return public, create(file+".pub", 0o644, pem.Block{Type: publicType, Bytes: open})
}

// Ensure reads the private key in a file, or makes it if there is none.
func Ensure(file string, r io.Reader) (ed25519.PrivateKey, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if _, err := Make(file, r); err != nil {
			return nil, err
		}
	}
	return Private(file)
}

func create(file string, mode fs.FileMode, b pem.Block) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already: a key is never written over; name another file", file)
	}
	if err != nil {
		return fmt.Errorf("make a key's file: %w", err)
	}
	err = errors.Join(pem.Encode(f, &b), f.Sync())
	return errors.Join(err, f.Close())
}

// Private reads a private key. Errors name the file and nothing of what is in it.
func Private(file string) (ed25519.PrivateKey, error) {
	block, err := read(file, privateType)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(block)
	if private, ok := key.(ed25519.PrivateKey); ok && err == nil {
		return private, nil
	}
	return nil, fmt.Errorf("%s holds no Ed25519 private key; make one with: kioskhq keygen FILE", file)
}

// Public reads a public key: from a PEM file, or the text itself in base64 with
// the URL's alphabet.
func Public(fileOrText string) (ed25519.PublicKey, error) {
	if key, err := wire.DecodeKey(strings.TrimSpace(fileOrText)); err == nil {
		return key, nil
	}
	block, err := read(fileOrText, publicType)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(block)
	if public, ok := key.(ed25519.PublicKey); ok && err == nil {
		return public, nil
	}
	return nil, fmt.Errorf("%s holds no Ed25519 public key", fileOrText)
}

func read(file, want string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read a key: %w", err)
	}
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%s is no PEM file of a key; make one with: kioskhq keygen FILE", file)
	case block.Type == privateType && want == publicType:
		return nil, fmt.Errorf("%s holds the private half of a key, which stays where it was made: name the file that ends in .pub", file)
	case block.Type != want:
		return nil, fmt.Errorf("%s holds a %s, want a %s", file, strings.ToLower(block.Type), strings.ToLower(want))
	}
	return block.Bytes, nil
}
