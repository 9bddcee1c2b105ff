package webtoken

import (
	"crypto"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Claims are what a token says.
type Claims struct {
	jwt.RegisteredClaims

	Kiosk string `json:"kiosk,omitempty"` // the kiosk that the bearer works for
	App   string `json:"app,omitempty"`   // the web app on it
}

// Issuer is somebody whose tokens count.
type Issuer struct {
	Name string // iss, exactly
	Keys []PublicKey
}

// PublicKey is a key that signs an issuer's tokens.
type PublicKey struct {
	ID  string           // kid; empty fits every token
	Key crypto.PublicKey // ed25519.PublicKey, *ecdsa.PublicKey on P-256, or *rsa.PublicKey
}

// Trust says whose tokens count here.
type Trust struct {
	Audience string // what aud has to name: this HQ
	Issuers  []Issuer
}

// Causes of a refusal, for errors.Is.
var (
	ErrToken   = errors.New("this token does not count here")
	ErrExpired = errors.New("this token has expired")
)

// maxToken bounds a token, in bytes.
const maxToken = 8 << 10

// algorithms are those of the keys in [PublicKey]. None, and whatever is keyed by
// a shared secret, is not among them.
var algorithms = []string{"EdDSA", "ES256", "RS256"}

// Check returns what a token says, if it counts now. Otherwise the error is
// [ErrExpired] or [ErrToken]; it never quotes the token.
func (t Trust) Check(text string, now time.Time) (Claims, error) {
	var c Claims
	if len(text) > maxToken {
		return Claims{}, fmt.Errorf("%w: it is longer than %d bytes", ErrToken, maxToken)
	}
	_, err := jwt.ParseWithClaims(text, &c, func(parsed *jwt.Token) (any, error) { return t.keys(parsed, c.Issuer) },
		jwt.WithValidMethods(algorithms), jwt.WithAudience(t.Audience), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(func() time.Time { return now }))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Claims{}, ErrExpired
	case err != nil:
		return Claims{}, fmt.Errorf("%w: %s", ErrToken, reason(err))
	case c.Subject == "":
		return Claims{}, fmt.Errorf("%w: it names no subject", ErrToken)
	}
	return c, nil
}

// errIssuer is the cause when nobody whom we trust can have signed a token.
var errIssuer = errors.New("unknown issuer or key")

// keys returns the keys that may have signed a token.
func (t Trust) keys(parsed *jwt.Token, issuer string) (any, error) {
	id, _ := parsed.Header["kid"].(string)
	var set jwt.VerificationKeySet
	for _, i := range t.Issuers {
		if i.Name != issuer {
			continue
		}
		for _, k := range i.Keys {
			if (id == "" || k.ID == "" || k.ID == id) && fits(parsed.Method.Alg(), k.Key) {
				set.Keys = append(set.Keys, k.Key)
			}
		}
	}
	if len(set.Keys) == 0 {
		return nil, errIssuer
	}
	return set, nil
}

// reason says in a few words what is wrong with a token.
func reason(err error) string {
	for _, r := range []struct {
		cause error
		words string
	}{
		{errIssuer, "it comes from an issuer, or is signed by a key, that is not trusted here"},
		{jwt.ErrTokenSignatureInvalid, "its signature does not fit"},
		{jwt.ErrTokenInvalidAudience, "it is for somebody else"},
		{jwt.ErrTokenRequiredClaimMissing, "it lacks a time of expiry or whom it is for"},
		{jwt.ErrTokenNotValidYet, "it does not count yet"},
	} {
		if errors.Is(err, r.cause) {
			return r.words
		}
	}
	return "it is no token that can be read"
}
