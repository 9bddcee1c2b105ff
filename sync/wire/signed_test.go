package wire

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
	"time"
)

// A known answer, so that another implementation can compare its own.
func TestSign(t *testing.T) {
	const want = "s6qDwVp9ZYhHnpgxVDsJxiFo-bJA-gyJEEV_dqo02bcKvF-GpbilRT6gZbfxl782cgNBuid_xsz0hdJScP6LCg"
	if got := Sign(someKey, PurposeSettings, []byte("{}")); got != want {
		t.Errorf("signature of {}: %s, want %s", got, want)
	}
}

func TestVerify(t *testing.T) {
	public := someKey.Public().(ed25519.PublicKey)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	good := Sign(someKey, PurposeSettings, someDocument)
	if err := Verify(public, PurposeSettings, someDocument, good); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another key":      Verify(other, PurposeSettings, someDocument, good),
		"no key":           Verify(nil, PurposeSettings, someDocument, good),
		"another purpose":  Verify(public, PurposeUpdate, someDocument, good),
		"another document": Verify(public, PurposeSettings, append([]byte(" "), someDocument...), good),
		"no signature":     Verify(public, PurposeSettings, someDocument, ""),
		"no base64":        Verify(public, PurposeSettings, someDocument, "!"),
	} {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatIsSigned: whatever could be changed on the way is part of what is
// signed.
func TestWhatIsSigned(t *testing.T) {
	hello := string(signedHello.SignedBytes("n"))
	for name, change := range map[string]func(*Hello){
		"kiosk": func(h *Hello) { h.Kiosk = "x" }, "epoch": func(h *Hello) { h.Epoch = "x" },
		"last": func(h *Hello) { h.Last++ }, "hash": func(h *Hello) { h.Hash = "x" },
	} {
		h := *signedHello
		if change(&h); string(h.SignedBytes("n")) == hello {
			t.Errorf("a hello's %s is not signed", name)
		}
	}
	command := string(signedCommand.SignedBytes("k"))
	for name, change := range map[string]func(*Command){
		"id": func(c *Command) { c.ID = "x" }, "name": func(c *Command) { c.Name = "x" },
		"args": func(c *Command) { c.Args = nil }, "expires": func(c *Command) { c.Expires = c.Expires.Add(time.Second) },
	} {
		c := *signedCommand
		if change(&c); string(c.SignedBytes("k")) == command {
			t.Errorf("a command's %s is not signed", name)
		}
	}
	if string(signedCommand.SignedBytes("x")) == command || string(signedHello.SignedBytes("x")) == hello {
		t.Error("kiosk or nonce is not signed")
	}
}
