package wire

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
)

// Purpose is what a signature is for. It is part of what is signed, so that a
// signature for one purpose is none for another.
type Purpose string

// The purposes.
const (
	PurposeHello    Purpose = "kiosk.hello.v1"    // by the kiosk's key: [Hello.SignedBytes]
	PurposeSettings Purpose = "kiosk.settings.v1" // by the settings key: [Settings.Document]
	PurposeUpdate   Purpose = "kiosk.update.v1"   // by the release key: [Update.Manifest]
	PurposeCommand  Purpose = "kiosk.command.v1"  // by an operator's key: [Command.SignedBytes]
)

// signatureLen is the length of an Ed25519 signature in base64 without padding.
const signatureLen = 86

// ErrSignature is the cause when a signature does not fit.
var ErrSignature = errors.New("wrong signature")

// Signed returns the bytes that a signature is made over: the purpose, a line
// feed, and the thing itself.
func Signed(p Purpose, thing []byte) []byte {
	return append([]byte(string(p)+"\n"), thing...)
}

// Sign signs a thing: Ed25519 in base64, the URL's alphabet, without padding.
func Sign(key ed25519.PrivateKey, p Purpose, thing []byte) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, Signed(p, thing)))
}

// Verify returns nil when the signature fits, and [ErrSignature] otherwise.
func Verify(key ed25519.PublicKey, p Purpose, thing []byte, signature string) error {
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, Signed(p, thing), raw) {
		return fmt.Errorf("%w for %s", ErrSignature, p)
	}
	return nil
}

// KeyName returns the name of a public key: the first half of its [Hash].
func KeyName(key ed25519.PublicKey) string { return Hash(key)[:32] }

// SignedBytes returns what a kiosk signs to enter: HQ's nonce and what the kiosk
// claims to be, so that nobody in between can change it.
func (h *Hello) SignedBytes(nonce string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s", nonce, h.Kiosk, h.Epoch, h.Last, h.Hash)
}

// SignedBytes returns what an operator signs: which kiosk shall do what, with
// which arguments, until when. The arguments are signed as they travel: without
// spaces, and with <, > and & escaped as package encoding/json does.
func (c *Command) SignedBytes(kiosk string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s", kiosk, c.ID, c.Name, c.Expires.Unix(), c.Args)
}
