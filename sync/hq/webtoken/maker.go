package webtoken

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Lifetime is how long a token counts.
const Lifetime = 5 * time.Minute

// Maker makes tokens.
type Maker struct {
	Issuer string // iss: the name of this HQ
	Key    ed25519.PrivateKey
	Rand   io.Reader // of the tokens' ids
}

// Check reports what a maker lacks.
func (m Maker) Check() error {
	if m.Issuer == "" || len(m.Key) != ed25519.PrivateKeySize || m.Rand == nil {
		return errors.New("web tokens need an issuer, a key and a source of randomness")
	}
	return nil
}

// Make makes a token for a web app on a kiosk. It counts from now until expires.
func (m Maker) Make(kiosk, app string, now time.Time) (text string, expires time.Time, err error) {
	var id [16]byte
	if _, err := io.ReadFull(m.Rand, id[:]); err != nil {
		return "", time.Time{}, fmt.Errorf("make a web token: %w", err)
	}
	now = now.Truncate(time.Second)
	expires = now.Add(Lifetime)
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, Claims{
		Kiosk: kiosk, App: app,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: m.Issuer, Subject: kiosk, Audience: jwt.ClaimStrings{m.Issuer, app}, ID: hex.EncodeToString(id[:]),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
	})
	t.Header["kid"] = keyID(m.public())
	if text, err = t.SignedString(m.Key); err != nil {
		return "", time.Time{}, fmt.Errorf("make a web token: %w", err)
	}
	return text, expires, nil
}

func (m Maker) public() ed25519.PublicKey { return m.Key.Public().(ed25519.PublicKey) }

// Set returns the public half of the key, as HQ publishes it.
func (m Maker) Set() Set {
	return Set{Keys: []JWK{{Type: "OKP", ID: keyID(m.public()), Use: "sig", Algorithm: "EdDSA", Curve: "Ed25519", X: b64(m.public())}}}
}

// Own returns what a [Trust] needs to know of the maker's tokens.
func (m Maker) Own() Issuer {
	return Issuer{Name: m.Issuer, Keys: []PublicKey{{ID: keyID(m.public()), Key: m.public()}}}
}

// keyID names an Ed25519 key by its thumbprint (RFC 7638, RFC 8037 appendix A.3).
func keyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"Ed25519","kty":"OKP","x":"%s"}`, b64(key)))
	return b64(sum[:])
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
