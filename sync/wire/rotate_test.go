package wire

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
)

var nextKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))

func TestRotation(t *testing.T) {
	old, next := someKey.Public().(ed25519.PublicKey), nextKey.Public().(ed25519.PublicKey)
	good := NewRotation("kiosk-1", someKey, nextKey)
	if got, err := good.Check("kiosk-1", old); err != nil || !got.Equal(next) {
		t.Errorf("%x, %v", got, err)
	}
	for name, spoil := range map[string]func(*Rotation){
		"another new key":       func(r *Rotation) { r.Public = EncodeKey(old) },
		"not proved":            func(r *Rotation) { r.Proof = r.Signature },
		"not signed by the old": func(r *Rotation) { r.Signature = r.Proof },
		"another old key":       func(r *Rotation) { r.Old = KeyName(next) },
	} {
		r := good
		spoil(&r)
		if _, err := r.Check("kiosk-1", old); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := good.Check("kiosk-2", old); !errors.Is(err, ErrSignature) {
		t.Errorf("for another kiosk: %v", err)
	}
}

func FuzzParseRotation(f *testing.F) {
	f.Add([]byte(`{"old":"k","public":"AAAA","proof":"","sig":""}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := ParseRotation(body)
		if err != nil {
			return
		}
		if _, err := r.Check("kiosk-1", someKey.Public().(ed25519.PublicKey)); err == nil {
			t.Errorf("a forged rotation counts: %s", body)
		}
	})
}
