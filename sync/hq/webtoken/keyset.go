package webtoken

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
)

// Set is a set of public keys as issuers publish it (JWKS, RFC 7517).
type Set struct {
	Keys []JWK `json:"keys"`
}

// JWK is one public key of a [Set].
type JWK struct {
	Type      string `json:"kty"`
	ID        string `json:"kid,omitempty"`
	Use       string `json:"use,omitempty"`
	Algorithm string `json:"alg,omitempty"`
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
	N         string `json:"n,omitempty"`
	E         string `json:"e,omitempty"`
}

// ReadIssuer reads the public keys of an issuer from a file: a JWKS, or one
// public key in PEM.
func ReadIssuer(name, file string) (Issuer, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Issuer{}, fmt.Errorf("keys of issuer %s: %w", name, err)
	}
	keys, err := ParseKeys(text)
	if err != nil {
		return Issuer{}, fmt.Errorf("keys of issuer %s: %s: %w", name, file, err)
	}
	return Issuer{Name: name, Keys: keys}, nil
}

// ParseKeys reads a JWKS, or one public key in PEM. Keys of a JWKS that sign
// nothing, or by an algorithm that is not taken here, are passed over; one at
// least must be left.
func ParseKeys(text []byte) ([]PublicKey, error) {
	if block, _ := pem.Decode(text); block != nil {
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("want a public key in PEM: %w", err)
		}
		return []PublicKey{{Key: key}}, usable(key)
	}
	var set Set
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("neither a JWKS nor a public key in PEM: %w", err)
	}
	var keys []PublicKey
	var problems error
	for _, k := range set.Keys {
		key, err := k.public()
		if err == nil && (k.Use == "" || k.Use == "sig") {
			keys = append(keys, PublicKey{ID: k.ID, Key: key})
		}
		problems = errors.Join(problems, err)
	}
	if len(keys) == 0 {
		return nil, errors.Join(errors.New("no key in it signs tokens by EdDSA, ES256 or RS256"), problems)
	}
	return keys, nil
}

// public reads one key.
func (k JWK) public() (crypto.PublicKey, error) {
	var key crypto.PublicKey
	switch k.Type + " " + k.Curve {
	case "OKP Ed25519":
		key = ed25519.PublicKey(number(k.X))
	case "EC P-256":
		point := append(append([]byte{4}, number(k.X)...), number(k.Y)...)
		ec, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", k.ID, err)
		}
		key = ec
	case "RSA ":
		e := new(big.Int).SetBytes(number(k.E))
		if !e.IsInt64() || e.Int64() > 1<<31-1 {
			return nil, fmt.Errorf("key %q: its exponent is too large", k.ID)
		}
		key = &rsa.PublicKey{N: new(big.Int).SetBytes(number(k.N)), E: int(e.Int64())}
	default:
		return nil, fmt.Errorf("key %q is of type %q", k.ID, k.Type)
	}
	return key, usable(key)
}

// number reads base64 of any bytes; what is none has no length that fits.
func number(text string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}

// minRSA is the length of the shortest RSA key that counts, in bits (RFC 7518,
// section 3.3).
const minRSA = 2048

// usable refuses keys that none of the algorithms takes.
func usable(key crypto.PublicKey) error {
	switch key := key.(type) {
	case ed25519.PublicKey:
		if len(key) == ed25519.PublicKeySize {
			return nil
		}
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return nil
		}
	case *rsa.PublicKey:
		if key.N.BitLen() >= minRSA && key.E >= 3 && key.E%2 == 1 {
			return nil
		}
	}
	return errors.New("a key that is neither Ed25519, nor on P-256, nor RSA of 2048 bits or more")
}

// fits reports whether a key is one of an algorithm's.
func fits(algorithm string, key crypto.PublicKey) bool {
	switch key.(type) {
	case ed25519.PublicKey:
		return algorithm == "EdDSA"
	case *ecdsa.PublicKey:
		return algorithm == "ES256"
	case *rsa.PublicKey:
		return algorithm == "RS256"
	}
	return false
}
